/** The spool: a durable queue on this node's disk to which every hit is synced before it is answered. */
@NullMarked
package telltale.spool;

import org.jspecify.annotations.NullMarked;
