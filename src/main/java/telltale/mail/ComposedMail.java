package telltale.mail;

import java.io.IOException;
import java.io.OutputStream;
import telltale.model.Address;

/** One mail as it goes over the wire: its envelope and its finished bytes. */
public final class ComposedMail {
    private final Address sender;
    private final Address recipient;
    private final byte[] bytes;

    /**
     * Takes a message as it is.
     *
     * @param sender the envelope sender (RFC 5321 section 2.3.1), where bounces go
     * @param recipient the one envelope recipient
     * @param bytes header and body, lines ended by CRLF; 7-bit unless an address needs SMTPUTF8
     */
    public ComposedMail(Address sender, Address recipient, byte[] bytes) {
        this.sender = sender;
        this.recipient = recipient;
        this.bytes = bytes.clone();
    }

    /** A message as it was written. */
    ComposedMail(Address sender, Address recipient, Wire wire) {
        this.sender = sender;
        this.recipient = recipient;
        this.bytes = wire.toBytes();
    }

    public Address sender() {
        return sender;
    }

    public Address recipient() {
        return recipient;
    }

    /** Whether only a server that announces SMTPUTF8 (RFC 6531) can take this mail. */
    public boolean needsSmtpUtf8() {
        return sender.needsSmtpUtf8() || recipient.needsSmtpUtf8();
    }

    /** Header and body, without dot-stuffing. */
    public void writeTo(OutputStream out) throws IOException {
        out.write(bytes);
    }

    public int size() {
        return bytes.length;
    }
}
