package telltale.message.mime;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import telltale.model.EmailAddress;

/** A message ready for transmission: its envelope and its encoded bytes. */
public final class ComposedMessage {
    private final Envelope envelope;
    private final byte[] bytes;
    private final boolean isEightBit;
    private final boolean hasUtf8Header;

    /**
     * Creates a message from encoded bytes.
     *
     * @param bytes header and body, lines ended by CRLF; 7-bit unless an address needs SMTPUTF8
     */
    public ComposedMessage(Envelope envelope, byte[] bytes) {
        this(envelope, bytes.clone(), false, false);
    }

    /** Creates a message from the octets written to a sink. */
    public ComposedMessage(Envelope envelope, ByteSink wire) {
        this(envelope, wire.toBytes(), false, false);
    }

    private ComposedMessage(Envelope envelope, byte[] bytes, boolean isEightBit, boolean hasUtf8Header) {
        this.envelope = envelope;
        this.bytes = bytes;
        this.isEightBit = isEightBit;
        this.hasUtf8Header = hasUtf8Header;
    }

    /** Creates a message that others wrote, which may contain octets beyond ASCII. */
    public static ComposedMessage unchanged(Envelope envelope, ByteSink wire) {
        return unchanged(envelope, wire, false);
    }

    /**
     * Creates a message that others wrote.
     *
     * @param hasUtf8Header whether its header needs a server with SMTPUTF8
     */
    public static ComposedMessage unchanged(Envelope envelope, ByteSink wire, boolean hasUtf8Header) {
        byte[] bytes = wire.toBytes();
        boolean isEightBit = false;
        for (int i = 0; i < bytes.length && !isEightBit; i++) {
            isEightBit = bytes[i] < 0;
        }
        return new ComposedMessage(envelope, bytes, isEightBit, hasUtf8Header);
    }

    /** Returns the message with header fields before its own. */
    public ComposedMessage prepended(byte[] fields) {
        byte[] all = Arrays.copyOf(fields, fields.length + bytes.length);
        System.arraycopy(bytes, 0, all, fields.length, bytes.length);
        return new ComposedMessage(envelope, all, isEightBit, hasUtf8Header);
    }

    /** Whether its header has a field of that name (RFC 5322 section 2.2), in upper or lower case. */
    public boolean hasField(String name) {
        int line = 0;
        while (line < bytes.length && bytes[line] != '\r') {
            if (isField(name, line)) {
                return true;
            }
            while (line < bytes.length && bytes[line] != '\n') {
                line++;
            }
            line++;
        }
        return false;
    }

    private boolean isField(String name, int start) {
        int end = start + name.length();
        return end < bytes.length
                && bytes[end] == ':'
                && new String(bytes, start, name.length(), StandardCharsets.ISO_8859_1).equalsIgnoreCase(name);
    }

    /** Whether it is announced to the server as 8-bit (RFC 6152). */
    public boolean isEightBit() {
        return isEightBit;
    }

    public Envelope envelope() {
        return envelope;
    }

    public EmailAddress recipient() {
        return envelope.recipient();
    }

    /** Whether the message requires a server with SMTPUTF8 (RFC 6531). */
    public boolean needsSmtpUtf8() {
        return hasUtf8Header || envelope.needsSmtpUtf8();
    }

    /** Writes header and body, without dot-stuffing. */
    public void writeTo(OutputStream out) throws IOException {
        out.write(bytes);
    }

    public int size() {
        return bytes.length;
    }
}
