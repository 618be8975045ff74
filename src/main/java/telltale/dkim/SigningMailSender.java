package telltale.dkim;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import telltale.message.mime.ComposedMessage;
import telltale.message.mime.Envelope;
import telltale.model.Outcome;
import telltale.smtp.MailSender;
import telltale.smtp.SmtpConnection;

/** Signs each message by the domain of its author before another sender submits it. */
public final class SigningMailSender implements MailSender {
    private final MailSender sender;
    private final Function<String, List<DkimSigner>> signers;

    /** @param signers returns the signers for the domain of an author, in ASCII; none leave the message as it is */
    public SigningMailSender(MailSender sender, Function<String, List<DkimSigner>> signers) {
        this.sender = sender;
        this.signers = signers;
    }

    @Override
    public Outcome send(ComposedMessage message) {
        return sender.send(sign(message));
    }

    @Override
    public SmtpConnection persistentConnection() {
        SmtpConnection connection = sender.persistentConnection();
        return new SmtpConnection() {
            @Override
            public Outcome send(ComposedMessage message, @Nullable Envelope next) {
                return connection.send(sign(message), next);
            }

            @Override
            public void disconnect() {
                connection.disconnect();
            }
        };
    }

    private ComposedMessage sign(ComposedMessage message) {
        SignableMessage signable = new SignableMessage(message);
        List<DkimSigner> all = signers.apply(signable.authorDomain());
        return all.isEmpty() ? message : DkimSigner.sign(signable, all);
    }

    @Override
    public void close() {
        sender.close();
    }
}
