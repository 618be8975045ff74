/** Signs messages with DKIM (RFC 6376). */
@NullMarked
package telltale.dkim;

import org.jspecify.annotations.NullMarked;
