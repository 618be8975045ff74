/** The reason of a failed delivery, by rules over what mail servers said about it. */
@NullMarked
package telltale.failure;

import org.jspecify.annotations.NullMarked;
