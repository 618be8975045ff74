/** Where events wait on this node's own disk: the first stop of every hit, synced before it is answered. */
@NullMarked
package telltale.spool;

import org.jspecify.annotations.NullMarked;
