/** Reads mailboxes by IMAP and POP3, and listens by SMTP and LMTP for mail that came back. */
@NullMarked
package telltale.intake;

import org.jspecify.annotations.NullMarked;
