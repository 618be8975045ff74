/** A real Postfix for tests. */
@NullMarked
package telltale.postfix;

import org.jspecify.annotations.NullMarked;
