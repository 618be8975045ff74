package telltale.token;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import telltale.model.BounceAddress;
import telltale.model.DeliveryId;
import telltale.token.ReturnAddress.Use;
import telltale.token.ReturnAddress.Validity;

/**
 * The tokens in mail addresses, 42 characters: {@code base32(key number ‖ day ‖ delivery ‖ MAC)}. The day is that of the first
 * attempt to send, counted from the creation of the delivery. The purpose is signed, but for lack of space not written.
 */
public final class ReturnTokens {
    /** How long after the first attempt a return address is valid. */
    public static final Duration LIFETIME = Duration.ofDays(30);

    private static final int LENGTH = 2 + 16 + ShortMac.LENGTH;
    private static final int MAX_DAY = 255;

    /**
     * A token among other characters. A plus sign or an equals sign before it may be encoded, as in quoted-printable ({@code =2B})
     * or as xtext ({@code +2B}, RFC 3461 section 4).
     */
    private static final Pattern TOKEN = Pattern.compile(
            "(?<![A-Z0-9])(?:2B|3D)?([A-Z2-7]{" + BounceAddress.TOKEN_LENGTH + "})(?![A-Z0-9])",
            Pattern.CASE_INSENSITIVE);

    private final ShortMac mac;

    public ReturnTokens(KeyRing keys) {
        this.mac = new ShortMac(keys);
    }

    /**
     * The token of a delivery's return path.
     *
     * @param firstAttempt when the first attempt to send it began
     */
    public String forReports(DeliveryId delivery, Instant firstAttempt) {
        long day = Duration.between(delivery.createdAt(), firstAttempt).toDays();
        return sign(Purpose.RETURN_PATH, (byte) Math.max(0, Math.min(day, MAX_DAY)), delivery);
    }

    /** The token of the address that a delivery's recipient unsubscribes at. It does not expire. */
    public String forUnsubscribe(DeliveryId delivery) {
        return sign(Purpose.UNSUBSCRIBE_BY_MAIL, (byte) 0, delivery);
    }

    private String sign(Purpose purpose, byte day, DeliveryId delivery) {
        byte key = mac.newestKey();
        return Base32.encode(ByteBuffer.allocate(LENGTH)
                .put(key)
                .put(day)
                .putLong(delivery.value().getMostSignificantBits())
                .putLong(delivery.value().getLeastSignificantBits())
                .put(mac.sign(key, purpose, day, delivery).orElseThrow())
                .array());
    }

    /**
     * Reads an address that mail arrived at. It may have been rewritten: in another case, quoted, with another separator before
     * the token, by SRS ({@code SRS0=hash=tt=example.com=bounces+token@forwarder.example}) or by BATV
     * ({@code prvs=tag=bounces+token@example.com}).
     *
     * @param now decides whether it has expired
     * @return empty unless this installation signed it
     */
    public Optional<ReturnAddress> parse(String address, Instant now) {
        return find(address, now).findFirst();
    }

    /**
     * Finds signed addresses in a text, such as the header of a returned message, in order.
     *
     * @param now decides whether they have expired
     */
    public Stream<ReturnAddress> find(String text, Instant now) {
        return TOKEN.matcher(text)
                .results()
                .map(token -> Base32.decode(token.group(1)).flatMap(octets -> read(octets, now)))
                .flatMap(Optional::stream);
    }

    private Optional<ReturnAddress> read(byte[] octets, Instant now) {
        ByteBuffer buffer = ByteBuffer.wrap(octets);
        byte key = buffer.get();
        byte day = buffer.get();
        UUID id = new UUID(buffer.getLong(), buffer.getLong());
        byte[] claimed = Arrays.copyOfRange(octets, LENGTH - ShortMac.LENGTH, LENGTH);
        if (id.version() != 7 || id.variant() != 2) {
            return Optional.empty();
        }
        DeliveryId delivery = new DeliveryId(id);
        if (mac.isGenuine(key, Purpose.RETURN_PATH, day, delivery, claimed)) {
            return Optional.of(new ReturnAddress(delivery, Use.REPORTS, validity(delivery, day, now)));
        }
        return mac.isGenuine(key, Purpose.UNSUBSCRIBE_BY_MAIL, day, delivery, claimed)
                ? Optional.of(new ReturnAddress(delivery, Use.UNSUBSCRIBE, Validity.VALID))
                : Optional.empty();
    }

    private static Validity validity(DeliveryId delivery, byte day, Instant now) {
        Instant end = delivery.createdAt()
                .plus(Duration.ofDays(Byte.toUnsignedInt(day)))
                .plus(LIFETIME);
        return now.isBefore(end) ? Validity.VALID : Validity.EXPIRED;
    }
}
