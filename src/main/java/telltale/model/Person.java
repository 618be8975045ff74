package telltale.model;

import org.jspecify.annotations.Nullable;

/**
 * A recipient and that person's preferences.
 *
 * @param masked the address in masked form, for display
 * @param suppression which messages are suppressed, or null for none
 * @param tracked whether opens and clicks may be recorded
 */
public record Person(PersonKey key, String masked, @Nullable Suppression suppression, boolean tracked) {
    /** Whether this person's suppression covers the message. */
    public boolean refuses(MailMessage mail) {
        return refuses(mail.bulk());
    }

    /**
     * The reason for which this person is suppressed, as a sentence without a full stop.
     *
     * @throws IllegalStateException if the person is not suppressed
     */
    public String suppressionReason() {
        if (suppression == null) {
            throw new IllegalStateException("the person is not suppressed");
        }
        return "the recipient gets no " + (suppression.scope() == Suppression.Scope.ALL ? "" : "bulk ") + "mail: "
                + suppression.reason() + ", since " + suppression.at();
    }

    /**
     * Whether this person's suppression covers messages of a kind.
     *
     * @param bulk whether they are bulk mail
     */
    public boolean refuses(boolean bulk) {
        return suppression != null && suppression.covers(bulk);
    }
}
