/** Checks whether domains receive mail, and what they state about TLS. */
@NullMarked
package telltale.doctor.mx;

import org.jspecify.annotations.NullMarked;
