/** Checks the domains of senders that have settings of their own. */
@NullMarked
package telltale.doctor.domains;

import org.jspecify.annotations.NullMarked;
