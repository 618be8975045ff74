package telltale.dkim;

import org.jspecify.annotations.Nullable;
import telltale.message.mime.ComposedMessage;
import telltale.message.mime.Envelope;
import telltale.model.Outcome;
import telltale.smtp.MailSender;
import telltale.smtp.SmtpConnection;

/** Signs each message before another sender submits it. */
public final class SigningMailSender implements MailSender {
    private final MailSender sender;
    private final DkimSigner signer;

    public SigningMailSender(MailSender sender, DkimSigner signer) {
        this.sender = sender;
        this.signer = signer;
    }

    @Override
    public Outcome send(ComposedMessage message) {
        return sender.send(signer.sign(message));
    }

    @Override
    public SmtpConnection persistentConnection() {
        SmtpConnection connection = sender.persistentConnection();
        return new SmtpConnection() {
            @Override
            public Outcome send(ComposedMessage message, @Nullable Envelope next) {
                return connection.send(signer.sign(message), next);
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
