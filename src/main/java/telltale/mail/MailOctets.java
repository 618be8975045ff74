package telltale.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** The octets of a mail as it is sent: with CRLF at the end of each line, which {@link MimeMessage} does not guarantee. */
final class MailOctets extends ByteArrayOutputStream {
    /** The fields that a sent mail must not have: hidden recipients, and a length that changes. */
    private static final String[] LEFT_OUT = {"Bcc", "Resent-Bcc", "Content-Length"};

    private int last = '\n';

    private MailOctets() {}

    /**
     * The octets of a mail.
     *
     * @throws IOException if the content of a part cannot be read
     */
    static byte[] of(MimeMessage message) throws MessagingException, IOException {
        MailOctets octets = new MailOctets();
        message.writeTo(octets, LEFT_OUT);
        octets.endLine();
        return octets.toByteArray();
    }

    @Override
    public synchronized void write(int octet) {
        if (octet == '\n' && last != '\r') {
            super.write('\r');
        } else if (octet != '\n' && last == '\r') {
            super.write('\n');
        }
        super.write(octet);
        last = octet;
    }

    @Override
    public synchronized void write(byte[] octets, int start, int length) {
        for (int i = start; i < start + length; i++) {
            write(octets[i]);
        }
    }

    /** Ends the last line, if it has no end. */
    private void endLine() {
        if (last == '\r') {
            write('\n');
        } else if (last != '\n') {
            write('\r');
            write('\n');
        }
    }
}
