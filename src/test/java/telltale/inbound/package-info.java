/** Tests of the reading of mails that came back, on mails of real servers and on damaged and hostile ones. */
@NullMarked
package telltale.inbound;

import org.jspecify.annotations.NullMarked;
