package telltale.inbound;

import java.util.List;
import java.util.Optional;

/**
 * The SMTP envelope of a mail that came back, as far as it is known.
 *
 * @param sender the sender's address; empty for the null sender (RFC 5321 section 4.5.5); absent if unknown
 * @param recipients the recipients' addresses
 */
public record ReturnEnvelope(Optional<String> sender, List<String> recipients) {
    /** No envelope, as for a mail from a file or a mailbox. */
    public static final ReturnEnvelope UNKNOWN = new ReturnEnvelope(Optional.empty(), List.of());

    public ReturnEnvelope {
        recipients = List.copyOf(recipients);
    }
}
