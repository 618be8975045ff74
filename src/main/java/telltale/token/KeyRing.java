package telltale.token;

import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The signing keys, each with its number. The newest one (the highest number) signs; all of them check, because a
 * mail that was sent once keeps its token for ever.
 */
public final class KeyRing {
    static final int SHORTEST_KEY = 32;
    private static final String ALGORITHM = "HmacSHA256";

    private volatile TreeMap<Integer, Mac> prototypes = new TreeMap<>();

    /** Without a key: nothing can be signed, and nothing checks, until some are {@link #adopt}ed. */
    public KeyRing() {}

    /**
     * @param keys number (0 to 255) to key (at least 32 bytes), at least one
     */
    public KeyRing(Map<Integer, byte[]> keys) {
        adopt(keys);
    }

    /**
     * Takes these keys and no others from now on.
     *
     * @param keys as of the constructor
     */
    public final void adopt(Map<Integer, byte[]> keys) {
        TreeMap<Integer, Mac> adopted = new TreeMap<>();
        keys.forEach((number, key) -> {
            if (number < 0 || number > 255) {
                throw new IllegalArgumentException("a signing key has a number from 0 to 255, not " + number);
            }
            if (key.length < SHORTEST_KEY) {
                throw new IllegalArgumentException("a signing key has at least " + SHORTEST_KEY + " bytes");
            }
            adopted.put(number, mac(key));
        });
        if (adopted.isEmpty()) {
            throw new IllegalArgumentException("at least one signing key is needed");
        }
        prototypes = adopted;
    }

    int newest() {
        return prototypes.lastKey();
    }

    /** A fresh HMAC-SHA256 (RFC 2104) under that key, or null where there is no such key. */
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
            // Nothing more, but the key's own block is hashed now and not once a token.
            mac.update(new byte[0]);
            return mac;
        } catch (java.security.GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, impossible);
        }
    }
}
