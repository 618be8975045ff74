/** The page, in a real browser. */
@NullMarked
package telltale.page;

import org.jspecify.annotations.NullMarked;
