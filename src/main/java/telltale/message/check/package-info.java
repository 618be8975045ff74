/** Finds what recipients would miss in a message, or what keeps it from them, without a network call. */
@NullMarked
package telltale.message.check;

import org.jspecify.annotations.NullMarked;
