/** Health and metrics, for the people and programs that operate a node. */
@NullMarked
package telltale.web.ops;

import org.jspecify.annotations.NullMarked;
