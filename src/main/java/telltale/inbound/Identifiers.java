package telltale.inbound;

import java.util.List;

/**
 * What may name the message that a report is about. None of it is verified.
 *
 * @param addresses addresses of ours, by which the sender of the report knows us, the most reliable first
 * @param messageIds Message-IDs with their angle brackets, the most reliable first
 * @param envelopeId the envelope identifier (RFC 3461 section 4.4), or an empty text
 */
public record Identifiers(List<Candidate> addresses, List<Candidate> messageIds, String envelopeId) {
    public Identifiers {
        addresses = List.copyOf(addresses);
        messageIds = List.copyOf(messageIds);
    }

    /** A value and where it was found. */
    public record Candidate(String value, Place place) {}

    /** Where a candidate was found, the most reliable first. */
    public enum Place {
        /** the recipient in the SMTP envelope of the report */
        ENVELOPE,
        /** a field of the report part, such as Original-Message-ID */
        REPORT,
        /** the header of the returned message */
        RETURNED_MESSAGE,
        /** the header of the mail itself */
        HEADER,
        /** In-Reply-To or References */
        REFERENCE,
        /** the text */
        TEXT
    }

    /** The most reliable Message-ID, or an empty text. */
    public String messageId() {
        return messageIds.isEmpty() ? "" : messageIds.get(0).value();
    }
}
