package telltale.token;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Mac;
import telltale.model.DeliveryId;

/**
 * Writes and checks tokens: {@code base64url(version ‖ key number ‖ purpose ‖ delivery ‖ payload ‖ MAC)}.
 *
 * <p>The MAC is the beginning of HMAC-SHA256 (RFC 2104, truncation in section 5) over every byte before it, 17 bytes
 * or 136 bits: at least the 128 that are wanted, and the one more makes a token without payload 36 bytes, which
 * base64url (RFC 4648 section 5) writes in 48 characters without a spare bit. Where there are spare bits they have to
 * be zero (section 3.5), so that each token has exactly one spelling.
 */
final class Seal {
    private static final byte VERSION = 1;
    private static final int HEAD_BYTES = 3 + 16;
    private static final int MAC_BYTES = 17;
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final KeyRing keys;

    /** What was under a seal that is genuine. */
    record Opened(DeliveryId delivery, ByteBuffer payload) {}

    Seal(KeyRing keys) {
        this.keys = keys;
    }

    String close(Purpose purpose, DeliveryId delivery, byte... payload) {
        int key = keys.newest();
        ByteBuffer bytes = ByteBuffer.allocate(HEAD_BYTES + payload.length + MAC_BYTES)
                .put(VERSION)
                .put((byte) key)
                .put(purpose.number())
                .putLong(delivery.value().getMostSignificantBits())
                .putLong(delivery.value().getLeastSignificantBits())
                .put(payload);
        bytes.put(sign(key, bytes.array()).orElseThrow());
        return ENCODER.encodeToString(bytes.array());
    }

    /**
     * Opens a token.
     *
     * @param text the token, and whatever a scanner or client added behind it that is not of the base64url alphabet (an
     *     ending, a quote, a bracket)
     * @return nothing unless Telltale itself signed it for this purpose
     */
    Optional<Opened> open(Purpose purpose, String text) {
        return decode(text.substring(0, tokenLength(text)))
                .filter(bytes -> bytes[0] == VERSION && bytes[2] == purpose.number() && isGenuine(bytes))
                .flatMap(Seal::opened);
    }

    private static Optional<byte[]> decode(String token) {
        if (token.length() % 4 == 1) {
            return Optional.empty();
        }
        byte[] bytes = Base64.getUrlDecoder().decode(token);
        return bytes.length >= HEAD_BYTES + MAC_BYTES
                        && ENCODER.encodeToString(bytes).equals(token)
                ? Optional.of(bytes)
                : Optional.empty();
    }

    private boolean isGenuine(byte[] bytes) {
        byte[] claimed = Arrays.copyOfRange(bytes, bytes.length - MAC_BYTES, bytes.length);
        return sign(Byte.toUnsignedInt(bytes[1]), bytes)
                .filter(mac -> MessageDigest.isEqual(mac, claimed))
                .isPresent();
    }

    /** The MAC of all but the last bytes, where it belongs. */
    private Optional<byte[]> sign(int key, byte[] bytes) {
        Mac mac = keys.mac(key);
        if (mac == null) {
            return Optional.empty();
        }
        mac.update(bytes, 0, bytes.length - MAC_BYTES);
        return Optional.of(Arrays.copyOf(mac.doFinal(), MAC_BYTES));
    }

    /** Nothing where the id is none that a delivery can have, whoever signed it. */
    private static Optional<Opened> opened(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 3, bytes.length - 3 - MAC_BYTES);
        UUID id = new UUID(buffer.getLong(), buffer.getLong());
        try {
            return Optional.of(new Opened(new DeliveryId(id), buffer));
        } catch (IllegalArgumentException noDelivery) {
            return Optional.empty();
        }
    }

    private static int tokenLength(String text) {
        int length = 0;
        while (length < text.length() && isBase64Url(text.charAt(length))) {
            length++;
        }
        return length;
    }

    private static boolean isBase64Url(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }
}
