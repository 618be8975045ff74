/** Takes a mail on, keeps it, sends it, and keeps how that ended. */
@NullMarked
package telltale.sending;

import org.jspecify.annotations.NullMarked;
