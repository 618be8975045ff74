package telltale.token;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import telltale.model.ImmutableBytes;
import telltale.model.Sha256;

/**
 * Secrets of 256 random bits with a MAC, 66 characters: {@code base64url(key number ‖ secret ‖ MAC)}. The MAC is HMAC-SHA256
 * truncated to 128 bits, over the purpose and the rest. It proves nothing that the secret does not, but it shows without the
 * database that a text was created here, so made-up ones cost no query.
 */
public final class SignedSecrets {
    private static final int SECRET_LENGTH = 32;
    private static final int MAC_LENGTH = 16;
    private static final int LENGTH = 1 + SECRET_LENGTH + MAC_LENGTH;
    private static final int TEXT_LENGTH = 66;
    /** Differs from the versions of tokens, so that no MAC is valid for both. */
    private static final byte VERSION = 3;

    private final KeyRing keys;
    private final Purpose purpose;

    private SignedSecrets(KeyRing keys, Purpose purpose) {
        this.keys = keys;
        this.purpose = purpose;
    }

    /** The secrets in the cookies of sessions. */
    public static SignedSecrets ofSessions(KeyRing keys) {
        return new SignedSecrets(keys, Purpose.SESSION);
    }

    /** The codes of sign-in links. */
    public static SignedSecrets ofSignInCodes(KeyRing keys) {
        return new SignedSecrets(keys, Purpose.SIGN_IN);
    }

    /** Returns a new secret, from a secure generator. */
    public String create(RandomGenerator random) {
        byte[] secret = new byte[SECRET_LENGTH];
        random.nextBytes(secret);
        byte key = (byte) keys.newest();
        byte[] mac = mac(key, secret).orElseThrow();
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(ByteBuffer.allocate(LENGTH)
                        .put(key)
                        .put(secret)
                        .put(mac)
                        .array());
    }

    /** Returns the hash of a secret, by which it is stored; empty unless it was created here for this purpose. */
    public Optional<ImmutableBytes> verify(String text) {
        return text.length() == TEXT_LENGTH
                ? octets(text).filter(this::isGenuine).map(SignedSecrets::hash)
                : Optional.empty();
    }

    /** Returns the hash of a secret that was just created: the SHA-256 of its octets, because several texts encode the same. */
    public static ImmutableBytes hash(String text) {
        return hash(octets(text).orElseThrow());
    }

    private static ImmutableBytes hash(byte[] octets) {
        return new ImmutableBytes(Sha256.of(octets));
    }

    private static Optional<byte[]> octets(String text) {
        try {
            return Optional.of(Base64.getUrlDecoder().decode(text));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private boolean isGenuine(byte[] octets) {
        byte[] secret = Arrays.copyOfRange(octets, 1, 1 + SECRET_LENGTH);
        byte[] claimed = Arrays.copyOfRange(octets, 1 + SECRET_LENGTH, LENGTH);
        return mac(octets[0], secret)
                .filter(mac -> MessageDigest.isEqual(mac, claimed))
                .isPresent();
    }

    private Optional<byte[]> mac(byte key, byte[] secret) {
        Mac mac = keys.mac(Byte.toUnsignedInt(key));
        if (mac == null) {
            return Optional.empty();
        }
        mac.update(new byte[] {VERSION, key, purpose.number()});
        return Optional.of(Arrays.copyOf(mac.doFinal(secret), MAC_LENGTH));
    }
}
