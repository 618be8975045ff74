package telltale.sending;

import org.jspecify.annotations.Nullable;
import telltale.message.DefaultMessage;
import telltale.model.EmailAddress;
import telltale.model.InvalidInputException;
import telltale.model.MailMessage;
import telltale.model.Topic;

/**
 * The parameters of a {@code /track} request; each may be missing.
 *
 * @param bulk {@code true} for a bulk message, from which its recipients can unsubscribe
 * @param topic the topic of a bulk message
 * @param receipt {@code true} to request a receipt from the recipient's mail client
 */
public record TrackRequest(
        @Nullable String to,
        @Nullable String subject,
        @Nullable String html,
        @Nullable String text,
        @Nullable String campaign,
        @Nullable String bulk,
        @Nullable Topic topic,
        @Nullable String receipt) {

    /** A request for a message that is not bulk. */
    public TrackRequest(
            @Nullable String to,
            @Nullable String subject,
            @Nullable String html,
            @Nullable String text,
            @Nullable String campaign) {
        this(to, subject, html, text, campaign, null, null, null);
    }

    /**
     * Returns the requested message.
     *
     * @param defaultTo the recipient if the request has none ({@code EMAIL_TO}), or null
     * @throws InvalidInputException if a parameter is missing or invalid
     */
    public MailMessage mail(@Nullable EmailAddress defaultTo) {
        boolean noBody = html == null && text == null;
        return new MailMessage(
                recipient(defaultTo),
                subject != null ? subject : noBody ? DefaultMessage.subject() : "",
                noBody ? DefaultMessage.html() : html,
                text,
                campaign,
                isTrue("bulk", bulk),
                topic,
                isTrue("receipt", receipt));
    }

    private static boolean isTrue(String field, @Nullable String value) {
        return switch (value == null ? "" : value) {
            case "", "false" -> false;
            case "true" -> true;
            default -> throw new InvalidInputException(field, field + " is true or false");
        };
    }

    private EmailAddress recipient(@Nullable EmailAddress defaultTo) {
        if (to == null) {
            if (defaultTo == null) {
                throw new InvalidInputException(
                        "to", "to is missing: name a recipient, or set EMAIL_TO as the default one");
            }
            return defaultTo;
        }
        try {
            return EmailAddress.parse(to);
        } catch (IllegalArgumentException wrong) {
            throw new InvalidInputException("to", "to is not a mail address: " + wrong.getMessage());
        }
    }
}
