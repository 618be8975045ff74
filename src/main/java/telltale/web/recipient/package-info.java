/** Public endpoints for recipients: pixel, click, unsubscribe and preferences. */
@NullMarked
package telltale.web.recipient;

import org.jspecify.annotations.NullMarked;
