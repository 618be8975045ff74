/** The demo mailbox: catches what is sent while no mail server is configured, and shows it as a mail client would. */
@NullMarked
package telltale.launcher.mailbox;

import org.jspecify.annotations.NullMarked;
