/** Checks DMARC policy records (RFC 9989) and the alignment of identifiers. */
@NullMarked
package telltale.doctor.dmarc;

import org.jspecify.annotations.NullMarked;
