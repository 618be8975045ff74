package telltale.sending;

import org.jspecify.annotations.Nullable;
import telltale.message.DefaultMessage;
import telltale.model.EmailAddress;
import telltale.model.InvalidInputException;
import telltale.model.MailMessage;

/**
 * What a caller of {@code /track} gave; everything may be missing.
 *
 * @param bulk {@code true} for a mail that goes to many, who may unsubscribe from it
 */
public record TrackRequest(
        @Nullable String to,
        @Nullable String subject,
        @Nullable String html,
        @Nullable String text,
        @Nullable String campaign,
        @Nullable String bulk) {

    /** A mail to one person alone. */
    public TrackRequest(
            @Nullable String to,
            @Nullable String subject,
            @Nullable String html,
            @Nullable String text,
            @Nullable String campaign) {
        this(to, subject, html, text, campaign, null);
    }

    /**
     * The mail that is meant.
     *
     * @param defaultTo who gets it when the caller names nobody ({@code EMAIL_TO}), or null
     * @throws InvalidInputException if it cannot be one
     */
    public MailMessage mail(@Nullable EmailAddress defaultTo) {
        boolean noBody = html == null && text == null;
        return new MailMessage(
                recipient(defaultTo),
                subject != null ? subject : noBody ? DefaultMessage.subject() : "",
                noBody ? DefaultMessage.html() : html,
                text,
                campaign,
                isBulk());
    }

    private boolean isBulk() {
        return switch (bulk == null ? "" : bulk) {
            case "", "false" -> false;
            case "true" -> true;
            default -> throw new InvalidInputException("bulk", "bulk is true or false");
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
