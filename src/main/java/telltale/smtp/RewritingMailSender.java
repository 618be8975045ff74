package telltale.smtp;

import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import telltale.message.mime.ComposedMessage;
import telltale.message.mime.Envelope;
import telltale.model.Outcome;

/** Changes each message, such as by signing it, before another sender submits it. */
public final class RewritingMailSender implements MailSender {
    private final MailSender sender;
    private final UnaryOperator<ComposedMessage> change;

    /** @param change keeps the envelope */
    public RewritingMailSender(MailSender sender, UnaryOperator<ComposedMessage> change) {
        this.sender = sender;
        this.change = change;
    }

    @Override
    public Outcome send(ComposedMessage message) {
        return sender.send(change.apply(message));
    }

    @Override
    public SmtpConnection persistentConnection() {
        SmtpConnection connection = sender.persistentConnection();
        return new SmtpConnection() {
            @Override
            public Outcome send(ComposedMessage message, @Nullable Envelope next) {
                return connection.send(change.apply(message), next);
            }

            @Override
            public void disconnect() {
                connection.disconnect();
            }
        };
    }

    @Override
    public void close() {
        sender.close();
    }
}
