/** Health and metrics endpoints for operators. */
@NullMarked
package telltale.web.ops;

import org.jspecify.annotations.NullMarked;
