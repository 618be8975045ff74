package telltale.token;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import javax.crypto.Mac;
import telltale.model.DeliveryId;
import telltale.model.PrivacyProfile;

/**
 * Signs and verifies tokens: {@code base64url(version ‖ key number ‖ purpose ‖ subject ‖ payload ‖ MAC)}. In version 1 each open
 * and click is recorded. The version of a token under a stricter profile is {@code profile · 16 + 2}, so that a later change of
 * the settings cannot widen what a mail records.
 *
 * <p>The MAC is HMAC-SHA256 over all preceding bytes, truncated to 17 bytes or 136 bits (RFC 2104 section 5). That is at
 * least the required 128 bits, and makes a token without payload 36 bytes long, which base64url (RFC 4648 section 5)
 * encodes in 48 characters without pad bits. Pad bits, if any, must be zero (section 3.5), so that each token has exactly
 * one encoding.
 */
final class TokenSigner {
    private static final byte VERSION = 1;
    private static final byte VERSION_WITH_PROFILE = 2;
    private static final int PROFILE_SHIFT = 4;
    private static final int VERSION_MASK = 0x0F;
    private static final int HEAD_BYTES = 3 + 16;
    private static final int MAC_BYTES = 17;
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final KeyRing keys;
    private final LongAdder unknownProfiles = new LongAdder();

    /**
     * The content of a verified token.
     *
     * @param subject what the token is about
     * @param mac the MAC, which no one can predict
     * @param profile what may be recorded by it
     */
    record Verified(UUID subject, ByteBuffer payload, long mac, PrivacyProfile profile) {}

    TokenSigner(KeyRing keys) {
        this.keys = keys;
    }

    String sign(Purpose purpose, DeliveryId delivery, byte... payload) {
        return sign(VERSION, purpose, delivery.value(), payload);
    }

    /** Signs a token by which no more is recorded than a profile allows. */
    String sign(PrivacyProfile profile, Purpose purpose, DeliveryId delivery, byte... payload) {
        return sign(version(profile), purpose, delivery.value(), payload);
    }

    /** Signs a token that is about no delivery. */
    String sign(PrivacyProfile profile, Purpose purpose, UUID subject, byte... payload) {
        return sign(version(profile), purpose, subject, payload);
    }

    /** Nodes from before there were profiles read the tokens of mail without restrictions, too. */
    private static byte version(PrivacyProfile profile) {
        return profile == PrivacyProfile.INDIVIDUAL
                ? VERSION
                : (byte) ((profile.number() << PROFILE_SHIFT) | VERSION_WITH_PROFILE);
    }

    String sign(byte version, Purpose purpose, UUID subject, byte... payload) {
        int key = keys.newest();
        ByteBuffer bytes = ByteBuffer.allocate(HEAD_BYTES + payload.length + MAC_BYTES)
                .put(version)
                .put((byte) key)
                .put(purpose.number())
                .putLong(subject.getMostSignificantBits())
                .putLong(subject.getLeastSignificantBits())
                .put(payload);
        bytes.put(mac(key, bytes.array()).orElseThrow());
        return ENCODER.encodeToString(bytes.array());
    }

    /**
     * Verifies a token.
     *
     * @param text the token, optionally followed by characters outside of the base64url alphabet that a scanner or client
     *     appended (a file extension, a quote, a bracket)
     * @return empty unless it was signed by this installation for this purpose
     */
    Optional<Verified> verify(Purpose purpose, String text) {
        return decode(text.substring(0, tokenLength(text)))
                .filter(bytes -> isKnown(bytes[0]) && bytes[2] == purpose.number() && isGenuine(bytes))
                .map(this::content);
    }

    /** The number of genuine tokens that were read with a profile that this version does not know. */
    long unknownProfiles() {
        return unknownProfiles.sum();
    }

    private static boolean isKnown(byte version) {
        return version == VERSION || (version & VERSION_MASK) == VERSION_WITH_PROFILE;
    }

    private PrivacyProfile profile(byte version) {
        if (version == VERSION) {
            return PrivacyProfile.INDIVIDUAL;
        }
        int number = Byte.toUnsignedInt(version) >> PROFILE_SHIFT;
        if (!PrivacyProfile.isKnown(number)) {
            unknownProfiles.increment();
        }
        return PrivacyProfile.ofNumber(number);
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
        return mac(Byte.toUnsignedInt(bytes[1]), bytes)
                .filter(mac -> MessageDigest.isEqual(mac, claimed))
                .isPresent();
    }

    /** The MAC of all bytes except those reserved for it at the end; empty if there is no such key. */
    private Optional<byte[]> mac(int key, byte[] bytes) {
        Mac mac = keys.mac(key);
        if (mac == null) {
            return Optional.empty();
        }
        mac.update(bytes, 0, bytes.length - MAC_BYTES);
        return Optional.of(Arrays.copyOf(mac.doFinal(), MAC_BYTES));
    }

    private Verified content(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 3, bytes.length - 3 - MAC_BYTES);
        UUID subject = new UUID(buffer.getLong(), buffer.getLong());
        long mac = ByteBuffer.wrap(bytes).getLong(bytes.length - MAC_BYTES);
        return new Verified(subject, buffer, mac, profile(bytes[0]));
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
