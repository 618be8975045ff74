/** Checks the mail server in use. */
@NullMarked
package telltale.doctor.relay;

import org.jspecify.annotations.NullMarked;
