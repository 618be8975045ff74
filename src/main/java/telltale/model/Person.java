package telltale.model;

import org.jspecify.annotations.Nullable;

/**
 * Somebody who gets mail, and what that person has chosen.
 *
 * @param masked the address in the form that may be shown
 * @param suppression which mails are not sent, or null where all are
 * @param tracked whether opens and clicks may be recorded
 */
public record Person(PersonKey key, String masked, @Nullable Suppression suppression, boolean tracked) {
    /** Whether this person does not want that mail. */
    public boolean refuses(MailMessage mail) {
        return refuses(mail.bulk());
    }

    /**
     * Whether this person does not want such mails.
     *
     * @param bulk whether they go to many
     */
    public boolean refuses(boolean bulk) {
        return suppression != null && suppression.covers(bulk);
    }
}
