package telltale.sending;

import org.jspecify.annotations.Nullable;
import telltale.mail.DefaultMail;
import telltale.model.Address;
import telltale.model.BadInput;
import telltale.model.Mail;

/** What a caller of {@code /track} gave; everything may be missing. */
public record TrackRequest(
        @Nullable String to,
        @Nullable String subject,
        @Nullable String html,
        @Nullable String text,
        @Nullable String campaign) {

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
                campaign);
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
