package telltale.message.mime;

import java.io.IOException;
import java.io.OutputStream;
import telltale.model.EmailAddress;

/** A message ready for transmission: its envelope and its encoded bytes. */
public final class ComposedMessage {
    private final Envelope envelope;
    private final byte[] bytes;

    /**
     * Creates a message from encoded bytes.
     *
     * @param bytes header and body, lines ended by CRLF; 7-bit unless an address needs SMTPUTF8
     */
    public ComposedMessage(Envelope envelope, byte[] bytes) {
        this.envelope = envelope;
        this.bytes = bytes.clone();
    }

    /** Creates a message from the octets written to a sink. */
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

    /** Whether the message requires a server with SMTPUTF8 (RFC 6531). */
    public boolean needsSmtpUtf8() {
        return envelope.needsSmtpUtf8();
    }

    /** Writes header and body, without dot-stuffing. */
    public void writeTo(OutputStream out) throws IOException {
        out.write(bytes);
    }

    public int size() {
        return bytes.length;
    }
}
