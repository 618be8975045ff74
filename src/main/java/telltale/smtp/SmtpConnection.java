package telltale.smtp;

import org.jspecify.annotations.Nullable;
import telltale.message.mime.ComposedMessage;
import telltale.message.mime.Envelope;
import telltale.model.Outcome;

/** A connection that stays open between messages. Not thread-safe. */
public interface SmtpConnection extends AutoCloseable {
    /**
     * Attempts delivery once, as {@link MailSender#send} does.
     *
     * @param next the envelope of the message that probably follows, or null if unknown. If the server supports
     *     pipelining, it is announced together with the end of this message. No content is sent ahead, and the announced
     *     message may be dropped; a different message is then sent over a new connection
     */
    Outcome send(ComposedMessage message, @Nullable Envelope next);

    /** Closes the connection; the next message opens a new one. */
    default void disconnect() {}

    /** Closes the connection for good. */
    @Override
    default void close() {
        disconnect();
    }
}
