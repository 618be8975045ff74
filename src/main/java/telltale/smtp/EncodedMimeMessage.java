package telltale.smtp;

import jakarta.mail.Session;
import java.io.IOException;
import java.io.OutputStream;
import org.eclipse.angus.mail.smtp.SMTPMessage;
import telltale.message.mime.ComposedMessage;

/** Adapts a composed message to Angus Mail, which sends its bytes unchanged and uses its envelope. */
final class EncodedMimeMessage extends SMTPMessage {
    private final ComposedMessage message;

    EncodedMimeMessage(Session session, ComposedMessage message) {
        super(session);
        this.message = message;
        setEnvelopeFrom(message.sender().wireForm());
        if (message.needsSmtpUtf8()) {
            setMailExtension("SMTPUTF8");
        }
    }

    @Override
    public void writeTo(OutputStream out, String[] ignoredHeaders) throws IOException {
        message.writeTo(out);
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        message.writeTo(out);
    }
}
