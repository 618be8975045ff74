/** Moves everything from an embedded database to PostgreSQL. */
@NullMarked
package telltale.store.move;

import org.jspecify.annotations.NullMarked;
