package telltale.token;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts and authenticates secrets that Telltale hands out or stores, with the keys that all nodes share:
 * {@code base64url(version ‖ key number ‖ salt ‖ nonce ‖ AES-256-GCM ciphertext and tag)}.
 *
 * <p>Each secret is encrypted under a key of its own, HMAC-SHA256 of the purpose and a random salt with the signing key, so
 * that the limit of 2³² random nonces for a key (NIST SP 800-38D section 8.3) is not reached, however many are requested. Older
 * signing keys still decrypt. The purpose is in the key and in the associated data: what was sealed for one purpose opens for no
 * other.
 */
public final class SecretBox {
    private static final byte VERSION = 1;
    private static final int SALT_BYTES = 16;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;
    private static final int HEAD_BYTES = 2 + SALT_BYTES + NONCE_BYTES;
    private static final String LABEL = "telltale secret box\0";
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final KeyRing keys;
    private final byte[] purpose;
    private final RandomGenerator random;

    /**
     * @param purpose what the secrets are for, different for each use of this class; it never changes
     * @param random a cryptographically strong generator
     */
    public SecretBox(KeyRing keys, String purpose, RandomGenerator random) {
        this.keys = keys;
        this.purpose = purpose.getBytes(StandardCharsets.UTF_8);
        this.random = random;
    }

    /**
     * Encrypts a secret with the newest key.
     *
     * @return base64url without padding (RFC 4648 section 5)
     */
    public String seal(byte[] secret) {
        byte[] salt = new byte[SALT_BYTES];
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(salt);
        random.nextBytes(nonce);
        byte number = (byte) keys.newest();
        byte[] head = ByteBuffer.allocate(HEAD_BYTES)
                .put(VERSION)
                .put(number)
                .put(salt)
                .put(nonce)
                .array();
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, head).orElseThrow().doFinal(secret);
            return ENCODER.encodeToString(ByteBuffer.allocate(HEAD_BYTES + sealed.length)
                    .put(head)
                    .put(sealed)
                    .array());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has AES-256-GCM", impossible);
        }
    }

    /**
     * Decrypts a secret.
     *
     * @return empty unless it was sealed with one of the keys for this purpose and not changed since
     */
    public Optional<byte[]> open(String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            if (bytes.length < HEAD_BYTES + TAG_BYTES || bytes[0] != VERSION) {
                return Optional.empty();
            }
            Optional<Cipher> cipher = cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(bytes, HEAD_BYTES));
            return cipher.isEmpty()
                    ? Optional.empty()
                    : Optional.of(cipher.get().doFinal(bytes, HEAD_BYTES, bytes.length - HEAD_BYTES));
        } catch (IllegalArgumentException | GeneralSecurityException notGenuine) {
            return Optional.empty();
        }
    }

    /** The cipher of a secret with a head; empty if there is no such key. */
    private Optional<Cipher> cipher(int mode, byte[] head) throws GeneralSecurityException {
        Mac mac = keys.mac(Byte.toUnsignedInt(head[1]));
        if (mac == null) {
            return Optional.empty();
        }
        mac.update(LABEL.getBytes(StandardCharsets.UTF_8));
        mac.update(head, 2, SALT_BYTES);
        byte[] key = mac.doFinal(purpose);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                mode,
                new SecretKeySpec(key, "AES"),
                new GCMParameterSpec(TAG_BYTES * Byte.SIZE, head, 2 + SALT_BYTES, NONCE_BYTES));
        cipher.updateAAD(head);
        cipher.updateAAD(purpose);
        return Optional.of(cipher);
    }
}
