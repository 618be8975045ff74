/** Reads the HTML of a mail and puts pixel, tracked links and placeholders into it, without another change. */
@NullMarked
package telltale.message.html;

import org.jspecify.annotations.NullMarked;
