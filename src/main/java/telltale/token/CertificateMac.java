package telltale.token;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import telltale.model.ImmutableBytes;

/** Signs certificates of erasures by HMAC-SHA256 with the secret that never changes, so that they stay valid. */
public final class CertificateMac {
    /** No address begins with a NUL, so no hash is the key of a person. */
    private static final byte[] PURPOSE = "\0telltale erasure\0".getBytes(StandardCharsets.US_ASCII);

    private final KeyRing pepper;

    /** @param pepper a key ring that contains key number 0 before the first use */
    public CertificateMac(KeyRing pepper) {
        this.pepper = pepper;
    }

    /** The signature of some content. */
    public ImmutableBytes of(byte[] content) {
        return AuditMac.mac(pepper, PURPOSE, content);
    }

    /** Whether a signature is that of some content, compared in constant time. */
    public boolean verifies(byte[] content, byte[] signature) {
        return MessageDigest.isEqual(of(content).toBytes(), signature);
    }
}
