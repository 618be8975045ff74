/** Attacks on a running server beside a steady load: what each attack costs the clients that mean no harm. */
@NullMarked
package telltale.hostile;

import org.jspecify.annotations.NullMarked;
