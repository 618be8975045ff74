/** Parses the HTML of a message and inserts pixel, tracked links and recipient values, without any other change. */
@NullMarked
package telltale.message.html;

import org.jspecify.annotations.NullMarked;
