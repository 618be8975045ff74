/** The demo mailbox: captures mail while no mail server is configured, and shows it like a mail client. */
@NullMarked
package telltale.launcher.mailbox;

import org.jspecify.annotations.NullMarked;
