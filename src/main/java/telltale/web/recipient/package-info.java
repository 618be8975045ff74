/** Open to the world: pixel, click, unsubscribing and preferences. */
@NullMarked
package telltale.web.recipient;

import org.jspecify.annotations.NullMarked;
