/** Attacks on a running server under a steady load, and their effect on legitimate clients. */
@NullMarked
package telltale.hostile;

import org.jspecify.annotations.NullMarked;
