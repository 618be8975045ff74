package telltale.smtp;

import telltale.message.mime.ComposedMessage;
import telltale.model.Outcome;

/** Hands a finished mail to a server. */
public interface MailSender extends AutoCloseable {
    /**
     * Tries once, and says how it ended. Whatever a server or a network does is an outcome, never an exception.
     *
     * @return when this returns, the attempt is over; nothing goes on in the background
     */
    Outcome send(ComposedMessage mail);

    /** A line for many mails. */
    default SmtpConnection line() {
        return (mail, next) -> send(mail);
    }

    /** Lets go of what the lines share; they are closed before. */
    @Override
    default void close() {}
}
