/** Checks SPF records (RFC 7208). */
@NullMarked
package telltale.doctor.spf;

import org.jspecify.annotations.NullMarked;
