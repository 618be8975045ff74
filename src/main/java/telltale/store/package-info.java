/** The ports to the database, and the records that they take and return. */
@NullMarked
package telltale.store;

import org.jspecify.annotations.NullMarked;
