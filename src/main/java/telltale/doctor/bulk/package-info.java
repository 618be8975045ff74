/** Answers what mailbox providers require of bulk senders. */
@NullMarked
package telltale.doctor.bulk;

import org.jspecify.annotations.NullMarked;
