/** Several databases as one store: each stores the deliveries and messages whose identifiers have its number. */
@NullMarked
package telltale.store.sharded;

import org.jspecify.annotations.NullMarked;
