package telltale.model;

import org.jspecify.annotations.Nullable;

/**
 * A message from a sender to one recipient, validated so that every instance can be composed.
 *
 * @param subject one line, may be empty
 * @param html the HTML body, or null
 * @param text the plain text body, or null; at least one of the two bodies is present
 * @param campaign the campaign it belongs to, or null
 * @param bulk whether it is bulk mail, from which recipients can unsubscribe
 * @param topic the topic of bulk mail, or null
 * @param receipt whether to request a receipt from the recipient's mail client (RFC 8098); not of bulk mail
 */
public record MailMessage(
        EmailAddress to,
        String subject,
        @Nullable String html,
        @Nullable String text,
        @Nullable String campaign,
        boolean bulk,
        @Nullable Topic topic,
        boolean receipt) {
    /** Keeps header lines far below 998 octets (RFC 5322 section 2.1.1) after encoding and folding. */
    public static final int MAX_SUBJECT_LENGTH = 500;

    public static final int MAX_CAMPAIGN_LENGTH = 100;

    /** Creates a message that is not bulk mail. */
    public MailMessage(
            EmailAddress to, String subject, @Nullable String html, @Nullable String text, @Nullable String campaign) {
        this(to, subject, html, text, campaign, false);
    }

    /** Creates a message without a topic. */
    public MailMessage(
            EmailAddress to,
            String subject,
            @Nullable String html,
            @Nullable String text,
            @Nullable String campaign,
            boolean bulk) {
        this(to, subject, html, text, campaign, bulk, null, false);
    }

    public MailMessage {
        if (subject.length() > MAX_SUBJECT_LENGTH) {
            throw new InvalidInputException(
                    "subject", "subject must have at most " + MAX_SUBJECT_LENGTH + " characters");
        }
        TextRules.rejectControls("subject", subject);
        if (html == null && text == null) {
            throw new InvalidInputException("html", "a message needs html or text");
        }
        Topic.checkBulk(topic, bulk);
        checkReceipt(receipt, bulk);
        rejectUnencodable("html", html);
        rejectUnencodable("text", text);
        if (campaign != null) {
            if (campaign.isBlank() || campaign.length() > MAX_CAMPAIGN_LENGTH) {
                throw new InvalidInputException(
                        "campaign", "campaign must have 1 to " + MAX_CAMPAIGN_LENGTH + " characters");
            }
            TextRules.rejectControls("campaign", campaign);
        }
    }

    /**
     * Checks whether a message may request a receipt.
     *
     * @param many whether it is bulk mail or has several recipients: requests in such mail annoy readers, and filters know it
     * @throws InvalidInputException if it requests one although it must not
     */
    public static void checkReceipt(boolean receipt, boolean many) {
        if (receipt && many) {
            throw new InvalidInputException(
                    "receipt",
                    "receipt is for a message to one recipient; bulk mail, and messages with several recipients, cannot"
                            + " request receipts");
        }
    }

    /** The name of the topic, or null. */
    public @Nullable String topicName() {
        return topic == null ? null : topic.name();
    }

    private static void rejectUnencodable(String field, @Nullable String body) {
        if (body == null) {
            return;
        }
        if (body.indexOf('\0') >= 0) {
            throw new InvalidInputException(
                    field, field + " contains a NUL character (U+0000), which is not allowed in email");
        }
        int half = TextRules.indexOfUnpairedSurrogate(body);
        if (half >= 0) {
            throw new InvalidInputException(
                    field,
                    String.format(
                            "%s contains an unpaired surrogate (U+%04X), which UTF-8 cannot encode",
                            field, (int) body.charAt(half)));
        }
    }
}
