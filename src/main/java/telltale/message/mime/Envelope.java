package telltale.message.mime;

import telltale.model.EmailAddress;

/**
 * Whom a mail is from and whom it goes to, as a server is told (RFC 5321 section 2.3.1).
 *
 * @param sender where bounces go
 * @param recipient the only one
 */
public record Envelope(EmailAddress sender, EmailAddress recipient) {
    /** Whether only a server that announces SMTPUTF8 (RFC 6531) can take a mail in it. */
    boolean needsSmtpUtf8() {
        return sender.needsSmtpUtf8() || recipient.needsSmtpUtf8();
    }

    /** Whether MAIL says the same for both. */
    public boolean hasSameMailCommand(Envelope other) {
        return sender.equals(other.sender) && needsSmtpUtf8() == other.needsSmtpUtf8();
    }
}
