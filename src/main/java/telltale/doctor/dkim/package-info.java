/** Checks DKIM key records (RFC 6376 section 3.6, RFC 8463). */
@NullMarked
package telltale.doctor.dkim;

import org.jspecify.annotations.NullMarked;
