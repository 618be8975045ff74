/** The port to what is remembered: append to it, ask it. */
@NullMarked
package telltale.store;

import org.jspecify.annotations.NullMarked;
