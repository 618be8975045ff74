package telltale.smtp;

import telltale.message.mime.ComposedMessage;
import telltale.model.Outcome;

/** Submits composed messages to a mail server. */
public interface MailSender extends AutoCloseable {
    /**
     * Attempts delivery once. Every failure of the server or the network is an outcome, never an exception.
     *
     * @return the result of the attempt, which is complete: no work continues in the background
     */
    Outcome send(ComposedMessage message);

    /** Returns a connection for a sequence of messages; it is established by the first one. */
    default SmtpConnection persistentConnection() {
        return (message, next) -> send(message);
    }

    /** Releases what the connections share; close the connections first. */
    @Override
    default void close() {}
}
