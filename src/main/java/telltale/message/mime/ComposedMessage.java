package telltale.message.mime;

import java.io.IOException;
import java.io.OutputStream;
import telltale.model.EmailAddress;

/** One mail as it goes over the wire: its envelope and its finished bytes. */
public final class ComposedMessage {
    private final Envelope envelope;
    private final byte[] bytes;

    /**
     * Takes a message as it is.
     *
     * @param sender the envelope sender (RFC 5321 section 2.3.1), where bounces go
     * @param recipient the one envelope recipient
     * @param bytes header and body, lines ended by CRLF; 7-bit unless an address needs SMTPUTF8
     */
    public ComposedMessage(EmailAddress sender, EmailAddress recipient, byte[] bytes) {
        this.envelope = new Envelope(sender, recipient);
        this.bytes = bytes.clone();
    }

    /** A message as it was written. */
    public ComposedMessage(Envelope envelope, ByteSink wire) {
        this.envelope = envelope;
        this.bytes = wire.toBytes();
    }

    public Envelope envelope() {
        return envelope;
    }

    public EmailAddress sender() {
        return envelope.sender();
    }

    public EmailAddress recipient() {
        return envelope.recipient();
    }

    /** Whether only a server that announces SMTPUTF8 (RFC 6531) can take this mail. */
    public boolean needsSmtpUtf8() {
        return envelope.needsSmtpUtf8();
    }

    /** Header and body, without dot-stuffing. */
    public void writeTo(OutputStream out) throws IOException {
        out.write(bytes);
    }

    public int size() {
        return bytes.length;
    }
}
