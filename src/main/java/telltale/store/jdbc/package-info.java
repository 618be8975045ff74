/** The only SQL: the embedded database, its tables and their migrations. */
@NullMarked
package telltale.store.jdbc;

import org.jspecify.annotations.NullMarked;
