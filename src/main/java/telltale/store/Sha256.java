package telltale.store;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import telltale.model.ImmutableBytes;

/** SHA-256 hashes (FIPS 180-4). */
public final class Sha256 {
    private Sha256() {}

    /** The hash of some bytes. */
    public static ImmutableBytes of(ImmutableBytes bytes) {
        try {
            return new ImmutableBytes(MessageDigest.getInstance("SHA-256").digest(bytes.toBytes()));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
