package telltale.webhooks;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import telltale.model.WireConstant;

/**
 * A key that signs webhooks (Standard Webhooks 1.0.0, "Signature scheme"): the signed content is {@code id.timestamp.body}. For one
 * thread.
 */
public final class SigningKey {
    private static final String SECRET = "whsec_";
    private static final String PRIVATE = "whsk_";
    private static final String PUBLIC = "whpk_";
    private static final int MIN_BYTES = 24;
    private static final int MAX_BYTES = 64;
    private static final int NEW_BYTES = 32;
    private static final int ED25519_BYTES = 32;
    private static final String HMAC = "HmacSHA256";
    private static final String ED25519 = "Ed25519";

    private final Scheme scheme;
    private final String text;
    private final String receiverText;
    private final Signer signer;

    private SigningKey(Scheme scheme, String text, String receiverText, Signer signer) {
        this.scheme = scheme;
        this.text = text;
        this.receiverText = receiverText;
        this.signer = signer;
    }

    /** The schemes of the specification. */
    public enum Scheme implements WireConstant {
        /** HMAC-SHA256, with a secret that both sides have */
        V1,
        /** Ed25519, whose private key never leaves the sender */
        V1A
    }

    @FunctionalInterface
    private interface Signer {
        byte[] sign(byte[] content) throws GeneralSecurityException;
    }

    /** Creates a new key. */
    public static SigningKey create(Scheme scheme, SecureRandom random) {
        if (scheme == Scheme.V1) {
            byte[] secret = new byte[NEW_BYTES];
            random.nextBytes(secret);
            return parse(SECRET + Base64.getEncoder().encodeToString(secret));
        }
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(ED25519);
            KeyPair pair = generator.generateKeyPair();
            byte[] seed = lastBytes(pair.getPrivate().getEncoded());
            byte[] point = lastBytes(pair.getPublic().getEncoded());
            byte[] both = Arrays.copyOf(seed, 2 * ED25519_BYTES);
            System.arraycopy(point, 0, both, ED25519_BYTES, ED25519_BYTES);
            return parse(PRIVATE + Base64.getEncoder().encodeToString(both));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK since 15 has Ed25519", impossible);
        }
    }

    /** The key itself, which ends both encodings (RFC 8410 sections 4 and 7). */
    private static byte[] lastBytes(byte[] encoded) {
        return Arrays.copyOfRange(encoded, encoded.length - ED25519_BYTES, encoded.length);
    }

    /**
     * Reads a key: {@code whsec_} and a secret of 24 to 64 octets, or {@code whsk_} and the seed and the public key of Ed25519, in base64.
     *
     * @throws IllegalArgumentException with a message that states the error and does not contain the key
     */
    public static SigningKey parse(String text) {
        if (text.startsWith(SECRET)) {
            byte[] secret = decoded(text, SECRET);
            if (secret.length < MIN_BYTES || secret.length > MAX_BYTES) {
                throw new IllegalArgumentException("a secret has " + MIN_BYTES + " to " + MAX_BYTES + " octets");
            }
            return new SigningKey(Scheme.V1, text, text, hmac(secret));
        }
        if (!text.startsWith(PRIVATE)) {
            throw new IllegalArgumentException("a secret begins with " + SECRET);
        }
        byte[] both = decoded(text, PRIVATE);
        if (both.length != 2 * ED25519_BYTES) {
            throw new IllegalArgumentException("a private key has " + 2 * ED25519_BYTES + " octets");
        }
        byte[] point = Arrays.copyOfRange(both, ED25519_BYTES, both.length);
        String receiverText = PUBLIC + Base64.getEncoder().encodeToString(point);
        return new SigningKey(Scheme.V1A, text, receiverText, ed25519(Arrays.copyOf(both, ED25519_BYTES)));
    }

    private static byte[] decoded(String text, String prefix) {
        try {
            return Base64.getDecoder().decode(text.substring(prefix.length()));
        } catch (IllegalArgumentException notBase64) {
            throw new IllegalArgumentException("the part after " + prefix + " is not base64", notBase64);
        }
    }

    private static Signer hmac(byte[] secret) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret, HMAC));
            return mac::doFinal;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has HMAC-SHA256", impossible);
        }
    }

    private static Signer ed25519(byte[] seed) {
        byte[] head = Base64.getDecoder().decode("MC4CAQAwBQYDK2VwBCIEIA==");
        byte[] encoded = Arrays.copyOf(head, head.length + seed.length);
        System.arraycopy(seed, 0, encoded, head.length, seed.length);
        try {
            PrivateKey key = KeyFactory.getInstance(ED25519).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            Signature signature = Signature.getInstance(ED25519);
            return content -> {
                signature.initSign(key);
                signature.update(content);
                return signature.sign();
            };
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK since 15 has Ed25519", impossible);
        }
    }

    /** The scheme. */
    public Scheme scheme() {
        return scheme;
    }

    /** The key as it is stored, encrypted. */
    String text() {
        return text;
    }

    /** The key by which a receiver verifies: the same secret, or the public key. */
    public String receiverText() {
        return receiverText;
    }

    /**
     * Signs a request.
     *
     * @param seconds since 1970
     * @return the scheme and the signature in base64, as the field {@code webhook-signature} has them
     */
    public String sign(String id, long seconds, byte[] body) {
        byte[] head = (id + "." + seconds + ".").getBytes(StandardCharsets.US_ASCII);
        byte[] content = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, content, head.length, body.length);
        try {
            return scheme.wireName() + "," + Base64.getEncoder().encodeToString(signer.sign(content));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("the key was accepted before", impossible);
        }
    }
}
