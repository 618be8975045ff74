package telltale.settings;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import telltale.model.Sha256;

/** A private key for DKIM signatures. It never exposes its key material. */
public final class DkimKey {
    /** RFC 8301 section 3.2. */
    private static final int MIN_BITS = 1024;

    private final PrivateKey key;

    private DkimKey(PrivateKey key) {
        this.key = key;
    }

    /**
     * Parses an RSA or Ed25519 key.
     *
     * @param text PEM, or the path of a PEM file
     * @throws IllegalArgumentException with a message that states the error and contains nothing of the key
     */
    public static DkimKey parse(String text) {
        DkimKey key = new DkimKey(decode(PemKey.read(text)));
        if (key.rsaBits() > 0 && key.rsaBits() < MIN_BITS) {
            throw new IllegalArgumentException("it is an RSA key of " + key.rsaBits() + " bits, and receivers reject"
                    + " signatures by keys of less than " + MIN_BITS);
        }
        try {
            key.sign(new byte[0]);
        } catch (IllegalStateException damaged) {
            throw new IllegalArgumentException("it is damaged: signing with it fails", damaged);
        }
        return key;
    }

    /**
     * A key that was generated here.
     *
     * @throws IllegalArgumentException if it is neither an RSA nor an Ed25519 key
     */
    public static DkimKey ofPkcs8(byte[] pkcs8) {
        return new DkimKey(decode(pkcs8));
    }

    private static PrivateKey decode(byte[] pkcs8) {
        PKCS8EncodedKeySpec encoded = new PKCS8EncodedKeySpec(pkcs8);
        try {
            return KeyFactory.getInstance("RSA").generatePrivate(encoded);
        } catch (InvalidKeySpecException noRsa) {
            return decodeEd25519(encoded);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private static PrivateKey decodeEd25519(PKCS8EncodedKeySpec encoded) {
        try {
            return KeyFactory.getInstance("Ed25519").generatePrivate(encoded);
        } catch (InvalidKeySpecException other) {
            throw new IllegalArgumentException("it is neither an RSA nor an Ed25519 key, or it is damaged", other);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    /** The name of its algorithm in signatures (RFC 6376 section 3.3.2, RFC 8463 section 3). */
    public String algorithm() {
        return isRsa() ? "rsa-sha256" : "ed25519-sha256";
    }

    /** Signs octets with {@link #algorithm}. Thread-safe. */
    public byte[] sign(byte[] octets) {
        try {
            Signature signature = Signature.getInstance(isRsa() ? "SHA256withRSA" : "Ed25519");
            signature.initSign(key);
            // Ed25519 signs the hash, so that a signer never needs the whole text (RFC 8463 section 3).
            signature.update(isRsa() ? octets : Sha256.of(octets));
            return signature.sign();
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException("signing with the DKIM key failed", failed);
        }
    }

    /** The length of an RSA key in bits, 0 for any other key. */
    int rsaBits() {
        return key instanceof RSAPrivateKey rsa ? rsa.getModulus().bitLength() : 0;
    }

    private boolean isRsa() {
        return key instanceof RSAPrivateKey;
    }

    @Override
    public String toString() {
        return algorithm();
    }
}
