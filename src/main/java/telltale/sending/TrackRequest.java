package telltale.sending;

import org.jspecify.annotations.Nullable;
import telltale.mail.DefaultMail;
import telltale.model.Address;
import telltale.model.BadInput;
import telltale.model.Mail;

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
     * @throws BadInput if it cannot be one
     */
    public Mail mail(@Nullable Address defaultTo) {
        boolean noBody = html == null && text == null;
        return new Mail(
                recipient(defaultTo),
                subject != null ? subject : noBody ? DefaultMail.subject() : "",
                noBody ? DefaultMail.html() : html,
                text,
                campaign,
                isBulk());
    }

    private boolean isBulk() {
        return switch (bulk == null ? "" : bulk) {
            case "", "false" -> false;
            case "true" -> true;
            default -> throw new BadInput("bulk", "bulk is true or false");
        };
    }

    private Address recipient(@Nullable Address defaultTo) {
        if (to == null) {
            if (defaultTo == null) {
                throw new BadInput("to", "to is missing: name a recipient, or set EMAIL_TO as the default one");
            }
            return defaultTo;
        }
        try {
            return Address.parse(to);
        } catch (IllegalArgumentException wrong) {
            throw new BadInput("to", "to is not a mail address: " + wrong.getMessage());
        }
    }
}
