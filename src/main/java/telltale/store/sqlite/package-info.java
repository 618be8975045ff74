/** The store in an embedded SQLite database, for one process. */
@NullMarked
package telltale.store.sqlite;

import org.jspecify.annotations.NullMarked;
