package telltale.message.mime;

import telltale.model.EmailAddress;

/**
 * An SMTP envelope (RFC 5321 section 2.3.1).
 *
 * @param sender the return path, which receives bounces
 * @param recipient the only recipient
 */
public record Envelope(EmailAddress sender, EmailAddress recipient) {
    /** Whether the envelope requires a server with SMTPUTF8 (RFC 6531). */
    boolean needsSmtpUtf8() {
        return sender.needsSmtpUtf8() || recipient.needsSmtpUtf8();
    }

    /** Whether both envelopes have the same MAIL command. */
    public boolean hasSameMailCommand(Envelope other) {
        return sender.equals(other.sender) && needsSmtpUtf8() == other.needsSmtpUtf8();
    }
}
