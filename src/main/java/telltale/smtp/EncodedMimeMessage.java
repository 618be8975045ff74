package telltale.smtp;

import jakarta.mail.Session;
import java.io.IOException;
import java.io.OutputStream;
import org.eclipse.angus.mail.smtp.SMTPMessage;
import telltale.message.mime.ComposedMessage;

/** A finished mail in the shape that Angus sends: its bytes go out as they are, its envelope is its own. */
final class EncodedMimeMessage extends SMTPMessage {
    private final ComposedMessage mail;

    EncodedMimeMessage(Session session, ComposedMessage mail) {
        super(session);
        this.mail = mail;
        setEnvelopeFrom(mail.sender().wireForm());
        if (mail.needsSmtpUtf8()) {
            setMailExtension("SMTPUTF8");
        }
    }

    @Override
    public void writeTo(OutputStream out, String[] ignoredHeaders) throws IOException {
        mail.writeTo(out);
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        mail.writeTo(out);
    }
}
