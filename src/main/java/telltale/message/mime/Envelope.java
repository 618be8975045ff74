package telltale.message.mime;

import org.jspecify.annotations.Nullable;
import telltale.model.EmailAddress;

/**
 * An SMTP envelope (RFC 5321 section 2.3.1).
 *
 * @param sender the return path, which receives bounces; null for the null sender (RFC 5321 section 4.5.5)
 * @param recipient the only recipient
 * @param id the envelope identifier, which reports repeat (RFC 3461 section 4.4): printable ASCII without spaces
 */
public record Envelope(@Nullable EmailAddress sender, EmailAddress recipient, String id) {
    /** Whether the envelope requires a server with SMTPUTF8 (RFC 6531). */
    boolean needsSmtpUtf8() {
        return (sender != null && sender.needsSmtpUtf8()) || recipient.needsSmtpUtf8();
    }

    /** The sender as in the MAIL command, without the angle brackets; empty for the null sender. */
    public String reversePath() {
        return sender == null ? "" : sender.wireForm();
    }

    /** Whether both envelopes need the same extensions of the server. */
    public boolean needsSameExtensions(Envelope other) {
        return needsSmtpUtf8() == other.needsSmtpUtf8();
    }
}
