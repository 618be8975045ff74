/** Public endpoints for recipients: pixel, click, unsubscribe, preferences and the web pages of messages. */
@NullMarked
package telltale.web.recipient;

import org.jspecify.annotations.NullMarked;
