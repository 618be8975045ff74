/** The ledger of erasures outside of the database, by which a restored backup is erased again. */
@NullMarked
package telltale.erasure;

import org.jspecify.annotations.NullMarked;
