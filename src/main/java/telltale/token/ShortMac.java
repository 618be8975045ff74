package telltale.token;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Mac;
import telltale.model.DeliveryId;

/**
 * The MAC of identifiers that must be short: HMAC-SHA256 truncated to 64 bits (RFC 2104 section 5), over the purpose, which is
 * not written in them.
 */
final class ShortMac {
    static final int LENGTH = 8;
    /** Differs from the version of the longer tokens, so that no MAC is valid for both. */
    private static final byte VERSION = 2;

    private static final int SIGNED_LENGTH = 4 + 16;

    private final KeyRing keys;

    ShortMac(KeyRing keys) {
        this.keys = keys;
    }

    /** The number of the key that signs now. */
    byte newestKey() {
        return (byte) keys.newest();
    }

    /**
     * Signs a delivery.
     *
     * @param key the number of a key
     * @param day a further signed number, 0 for none
     * @return empty if there is no such key
     */
    Optional<byte[]> sign(byte key, Purpose purpose, byte day, DeliveryId delivery) {
        Mac mac = keys.mac(Byte.toUnsignedInt(key));
        if (mac == null) {
            return Optional.empty();
        }
        byte[] signed = ByteBuffer.allocate(SIGNED_LENGTH)
                .put(VERSION)
                .put(key)
                .put(purpose.number())
                .put(day)
                .putLong(delivery.value().getMostSignificantBits())
                .putLong(delivery.value().getLeastSignificantBits())
                .array();
        return Optional.of(Arrays.copyOf(mac.doFinal(signed), LENGTH));
    }

    /** Whether a MAC is the one that {@link #sign} returns. */
    boolean isGenuine(byte key, Purpose purpose, byte day, DeliveryId delivery, byte[] claimed) {
        return sign(key, purpose, day, delivery)
                .filter(mac -> MessageDigest.isEqual(mac, claimed))
                .isPresent();
    }
}
