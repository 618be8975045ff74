/** The SQL that the databases share, with a {@link telltale.store.jdbc.Dialect} for the differences. */
@NullMarked
package telltale.store.jdbc;

import org.jspecify.annotations.NullMarked;
