/** Filters for the log: masks secrets, and limits repeated messages. */
@NullMarked
package telltale.logging;

import org.jspecify.annotations.NullMarked;
