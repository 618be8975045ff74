package telltale.token;

import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The numbered signing keys. The newest one (with the highest number) signs. All of them verify, because the tokens in
 * messages already sent must remain valid.
 */
public final class KeyRing {
    static final int MIN_KEY_LENGTH = 32;
    private static final String ALGORITHM = "HmacSHA256";

    private volatile TreeMap<Integer, Mac> prototypes = new TreeMap<>();

    /** Creates an empty key ring, which cannot sign and verifies nothing until keys are {@link #adopt}ed. */
    public KeyRing() {}

    /**
     * @param keys keys of at least 32 bytes by number (0 to 255), at least one
     */
    public KeyRing(Map<Integer, byte[]> keys) {
        adopt(keys);
    }

    /**
     * Replaces all keys.
     *
     * @param keys keys of at least 32 bytes by number (0 to 255), at least one
     */
    public final void adopt(Map<Integer, byte[]> keys) {
        TreeMap<Integer, Mac> adopted = new TreeMap<>();
        keys.forEach((number, key) -> {
            if (number < 0 || number > 255) {
                throw new IllegalArgumentException("the number of a signing key is from 0 to 255, not " + number);
            }
            if (key.length < MIN_KEY_LENGTH) {
                throw new IllegalArgumentException("a signing key needs at least " + MIN_KEY_LENGTH + " bytes");
            }
            adopted.put(number, mac(key));
        });
        if (adopted.isEmpty()) {
            throw new IllegalArgumentException("at least one signing key is needed");
        }
        prototypes = adopted;
    }

    /** Whether no keys were adopted yet. */
    public boolean isEmpty() {
        return prototypes.isEmpty();
    }

    int newest() {
        return prototypes.lastKey();
    }

    /** A new HMAC-SHA256 (RFC 2104) with a key, or null if there is no key of this number. */
    @Nullable
    Mac mac(int number) {
        Mac prototype = prototypes.get(number);
        try {
            return prototype == null ? null : (Mac) prototype.clone();
        } catch (CloneNotSupportedException impossible) {
            throw new IllegalStateException("the JDK's own " + ALGORITHM + " can be cloned", impossible);
        }
    }

    private static Mac mac(byte[] key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            // Hashes the key block now, rather than for every token.
            mac.update(new byte[0]);
            return mac;
        } catch (java.security.GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, impossible);
        }
    }
}
