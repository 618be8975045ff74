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
 * The tokens in pixel addresses: {@code base64url(version ‖ key number ‖ purpose ‖ delivery ‖ MAC)}.
 *
 * <p>The MAC is the beginning of HMAC-SHA256 (RFC 2104, truncation in section 5) over every byte before it, 17 bytes
 * or 136 bits: at least the 128 that are wanted, and the one more makes 36 bytes, which base64url (RFC 4648 section
 * 5) writes in 48 characters without a spare bit, so that each token has exactly one spelling.
 */
public final class Tokens {
    private static final byte VERSION = 1;
    private static final byte PIXEL = 1;
    private static final int SIGNED_BYTES = 3 + 16;
    private static final int MAC_BYTES = 17;
    private static final int CHARACTERS = (SIGNED_BYTES + MAC_BYTES) / 3 * 4;

    private final KeyRing keys;

    public Tokens(KeyRing keys) {
        this.keys = keys;
    }

    /** The token of a delivery's pixel: 48 characters of the base64url alphabet. */
    public String forPixel(DeliveryId delivery) {
        int key = keys.newest();
        ByteBuffer bytes = ByteBuffer.allocate(SIGNED_BYTES + MAC_BYTES)
                .put(VERSION)
                .put((byte) key)
                .put(PIXEL)
                .putLong(delivery.value().getMostSignificantBits())
                .putLong(delivery.value().getLeastSignificantBits());
        bytes.put(sign(key, bytes.array()).orElseThrow(), 0, MAC_BYTES);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /**
     * The delivery whose pixel was asked for.
     *
     * @param text what stands after {@code /pixel/}: a token, and whatever a scanner or client added behind it that
     *     is not of the base64url alphabet (an ending, a quote, a bracket)
     * @return nothing unless Telltale itself signed it for a pixel
     */
    public Optional<DeliveryId> readPixel(String text) {
        if (tokenLength(text) != CHARACTERS) {
            return Optional.empty();
        }
        byte[] bytes = Base64.getUrlDecoder().decode(text.substring(0, CHARACTERS));
        if (bytes[0] != VERSION || bytes[2] != PIXEL) {
            return Optional.empty();
        }
        byte[] claimed = Arrays.copyOfRange(bytes, SIGNED_BYTES, bytes.length);
        return sign(Byte.toUnsignedInt(bytes[1]), bytes)
                .filter(mac -> MessageDigest.isEqual(Arrays.copyOf(mac, MAC_BYTES), claimed))
                .map(genuine -> delivery(bytes));
    }

    private Optional<byte[]> sign(int key, byte[] bytes) {
        Mac mac = keys.mac(key);
        if (mac == null) {
            return Optional.empty();
        }
        mac.update(bytes, 0, SIGNED_BYTES);
        return Optional.of(mac.doFinal());
    }

    private static DeliveryId delivery(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 3, 16);
        return new DeliveryId(new UUID(buffer.getLong(), buffer.getLong()));
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
