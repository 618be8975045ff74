package telltale.smtp;

import jakarta.mail.Session;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.angus.mail.smtp.SMTPMessage;
import telltale.message.mime.ComposedMessage;

/** Adapts a composed message to Angus Mail, which sends its bytes unchanged and uses its envelope. */
final class EncodedMimeMessage extends SMTPMessage {
    private final ComposedMessage message;

    /** @param declaresEightBit whether to announce octets beyond ASCII */
    EncodedMimeMessage(Session session, ComposedMessage message, boolean declaresEightBit) {
        super(session);
        this.message = message;
        // With the brackets, because Angus replaces an empty address.
        setEnvelopeFrom("<" + message.envelope().reversePath() + ">");
        List<String> extensions = new ArrayList<>();
        if (message.needsSmtpUtf8()) {
            extensions.add("SMTPUTF8");
        }
        if (declaresEightBit && message.isEightBit()) {
            extensions.add("BODY=8BITMIME");
        }
        if (!extensions.isEmpty()) {
            setMailExtension(String.join(" ", extensions));
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
