package telltale.settings;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;

/** A private key that signs mail, parsed once. It shows itself to nobody. */
public final class DkimKey {
    /** RFC 8301 section 3.2. */
    private static final int FEWEST_BITS = 1024;

    private final PrivateKey key;

    private DkimKey(PrivateKey key) {
        this.key = key;
    }

    /**
     * Reads an RSA or Ed25519 key.
     *
     * @param text PEM, or the path of a file of it
     * @throws IllegalArgumentException with what is wrong, in words that hold nothing of the key
     */
    public static DkimKey parse(String text) {
        DkimKey key = new DkimKey(decode(PemKey.read(text)));
        if (key.rsaBits() > 0 && key.rsaBits() < FEWEST_BITS) {
            throw new IllegalArgumentException("it is an RSA key of " + key.rsaBits() + " bits, and receivers take no"
                    + " signature by one of less than " + FEWEST_BITS);
        }
        try {
            key.sign(new byte[0]);
        } catch (IllegalStateException damaged) {
            throw new IllegalArgumentException("it is damaged: nothing can be signed by it", damaged);
        }
        return key;
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

    /** Its algorithm as signatures name it (RFC 6376 section 3.3.2, RFC 8463 section 3). */
    public String algorithm() {
        return isRsa() ? "rsa-sha256" : "ed25519-sha256";
    }

    /** Signs octets by {@link #algorithm}; for any number of threads. */
    public byte[] sign(byte[] octets) {
        try {
            Signature signature = Signature.getInstance(isRsa() ? "SHA256withRSA" : "Ed25519");
            signature.initSign(key);
            // Ed25519 gets the hash, so that a signer never needs the whole text (RFC 8463 section 3).
            signature.update(
                    isRsa() ? octets : MessageDigest.getInstance("SHA-256").digest(octets));
            return signature.sign();
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException("the DKIM key does not sign", failed);
        }
    }

    /** The length of an RSA key, 0 for any other. */
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
