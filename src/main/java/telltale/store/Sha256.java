package telltale.store;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import telltale.model.ImmutableBytes;

/** The SHA-256 (FIPS 180-4), by which octets are told from any other. */
public final class Sha256 {
    private Sha256() {}

    public static ImmutableBytes of(ImmutableBytes octets) {
        try {
            return new ImmutableBytes(MessageDigest.getInstance("SHA-256").digest(octets.toBytes()));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
