package telltale.mail;

import org.jspecify.annotations.Nullable;
import telltale.model.Outcome;

/** Signs each mail before another sender hands it over. */
public final class SigningMailSender implements MailSender {
    private final MailSender sender;
    private final DkimSigner signer;

    public SigningMailSender(MailSender sender, DkimSigner signer) {
        this.sender = sender;
        this.signer = signer;
    }

    @Override
    public Outcome send(ComposedMail mail) {
        return sender.send(signer.sign(mail));
    }

    @Override
    public MailLine line() {
        MailLine line = sender.line();
        return new MailLine() {
            @Override
            public Outcome send(ComposedMail mail, @Nullable Envelope next) {
                return line.send(signer.sign(mail), next);
            }

            @Override
            public void rest() {
                line.rest();
            }
        };
    }

    @Override
    public void close() {
        sender.close();
    }
}
