/** Asks the DNS for records, and distinguishes what the answers mean. */
@NullMarked
package telltale.dns;

import org.jspecify.annotations.NullMarked;
