package telltale.token;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import javax.crypto.Mac;
import telltale.model.ImmutableBytes;

/** Computes the keyed hashes of the audit log, by HMAC-SHA256 with the secret from which keys of persons are derived. */
public final class AuditMac {
    /** No address begins with a NUL, so no hash is the key of a person. */
    private static final byte[] PURPOSE = "\0telltale audit log\0".getBytes(StandardCharsets.US_ASCII);

    private final KeyRing pepper;

    /** @param pepper a key ring that contains key number 0 before the first use */
    public AuditMac(KeyRing pepper) {
        this.pepper = pepper;
    }

    /** The hash of some content. */
    public ImmutableBytes of(byte[] content) {
        return mac(pepper, PURPOSE, content);
    }

    /** The hash of some content for a purpose of its own. */
    static ImmutableBytes mac(KeyRing pepper, byte[] purpose, byte[] content) {
        Mac mac = Objects.requireNonNull(pepper.mac(0), "the keys are loaded when the database is reached");
        mac.update(purpose);
        return new ImmutableBytes(mac.doFinal(content));
    }
}
