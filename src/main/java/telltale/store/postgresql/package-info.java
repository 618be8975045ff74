/** The store in PostgreSQL, which several nodes may share. */
@NullMarked
package telltale.store.postgresql;

import org.jspecify.annotations.NullMarked;
