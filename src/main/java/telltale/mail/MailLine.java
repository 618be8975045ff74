package telltale.mail;

import telltale.model.Outcome;

/** Hands one mail after the other to a server, and keeps the connection between them. For one thread at a time. */
public interface MailLine extends AutoCloseable {
    /** As of {@link MailSender#send}. */
    Outcome send(ComposedMail mail);

    /** Lets go of the connection; the next mail gets a new one. */
    default void rest() {}

    /** As {@link #rest}, and there is no next mail. */
    @Override
    default void close() {
        rest();
    }
}
