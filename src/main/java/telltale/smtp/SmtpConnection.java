package telltale.smtp;

import org.jspecify.annotations.Nullable;
import telltale.message.mime.ComposedMessage;
import telltale.message.mime.Envelope;
import telltale.model.Outcome;

/** Hands one mail after the other to a server, and keeps the connection between them. For one thread at a time. */
public interface SmtpConnection extends AutoCloseable {
    /**
     * As of {@link MailSender#send}.
     *
     * @param next in which envelope another mail probably follows, or null if nobody knows: where the server takes
     *     that, it is told together with the end of this mail. Nothing else of that mail is handed over, and it need not
     *     come; if another one does, it goes over a new connection
     */
    Outcome send(ComposedMessage mail, @Nullable Envelope next);

    /** Lets go of the connection; the next mail gets a new one. */
    default void rest() {}

    /** As {@link #rest}, and there is no next mail. */
    @Override
    default void close() {
        rest();
    }
}
