/** Tests of hits and mails during faults: responses and reports are compared with stored events and received mails. */
@NullMarked
package telltale.faults;

import org.jspecify.annotations.NullMarked;
