package telltale.doctor.dkim;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import telltale.doctor.TagList;
import telltale.model.Sha256;
import telltale.settings.DkimKey;

/**
 * A DKIM key record (RFC 6376 section 3.6.1, RFC 8463 section 4).
 *
 * @param key null if it was revoked
 * @param isTesting whether t has y
 * @param isRestricted whether it may not be used for email with SHA-256
 */
record KeyRecord(@Nullable PublicKey key, boolean isTesting, boolean isRestricted) {
    /** What precedes the 32 octets of an Ed25519 key in a SubjectPublicKeyInfo (RFC 8410 section 4). */
    private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final int ED25519_LENGTH = 32;
    private static final byte[] SAMPLE = {1, 2, 3};

    /**
     * Parses a record.
     *
     * @throws IllegalArgumentException with a sentence
     */
    static KeyRecord parse(String text) {
        TagList tags = TagList.parse(text);
        String version = tags.get("v");
        if (version != null && !(version.equals("DKIM1") && tags.isFirst("v"))) {
            throw new IllegalArgumentException("v is not DKIM1, or not the first tag");
        }
        String encoded = tags.get("p");
        if (encoded == null) {
            throw new IllegalArgumentException("there is no p with the key");
        }
        String octets = encoded.replaceAll("\\s", "");
        boolean isForEmail = has(tags.get("s", "*"), "*") || has(tags.get("s", "*"), "email");
        return new KeyRecord(
                octets.isEmpty() ? null : decode(tags.get("k", "rsa"), octets),
                has(tags.get("t", ""), "y"),
                !isForEmail || !has(tags.get("h", "sha256"), "sha256"));
    }

    private static boolean has(String list, String item) {
        return Arrays.stream(list.split(":", -1)).map(String::strip).anyMatch(item::equals);
    }

    private static PublicKey decode(String type, String base64) {
        byte[] octets = base64(base64);
        try {
            return switch (type) {
                case "rsa" -> KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(octets));
                case "ed25519" -> ed25519(octets);
                default -> throw new IllegalArgumentException("k is " + type + ", which is neither rsa nor ed25519");
            };
        } catch (GeneralSecurityException noKey) {
            throw new IllegalArgumentException("p is not a key of the type that k states", noKey);
        }
    }

    private static byte[] base64(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException noBase64) {
            throw new IllegalArgumentException("p is not Base64", noBase64);
        }
    }

    private static PublicKey ed25519(byte[] octets) throws GeneralSecurityException {
        if (octets.length != ED25519_LENGTH) {
            throw new IllegalArgumentException("an Ed25519 key has 32 octets, not " + octets.length);
        }
        byte[] encoded = Arrays.copyOf(ED25519_PREFIX, ED25519_PREFIX.length + ED25519_LENGTH);
        System.arraycopy(octets, 0, encoded, ED25519_PREFIX.length, ED25519_LENGTH);
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    }

    /** The length of an RSA key in bits, 0 for any other. */
    int rsaBits() {
        return key instanceof RSAPublicKey rsa ? rsa.getModulus().bitLength() : 0;
    }

    /** Whether this key verifies signatures by a private key. */
    boolean belongsTo(DkimKey own) {
        boolean isRsa = key instanceof RSAPublicKey;
        if (own.algorithm().startsWith("rsa") != isRsa) {
            return false;
        }
        try {
            Signature signature = Signature.getInstance(isRsa ? "SHA256withRSA" : "Ed25519");
            signature.initVerify(key);
            signature.update(isRsa ? SAMPLE : Sha256.of(SAMPLE));
            return signature.verify(own.sign(SAMPLE));
        } catch (GeneralSecurityException other) {
            return false;
        }
    }
}
