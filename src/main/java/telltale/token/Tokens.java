package telltale.token;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import telltale.model.DeliveryId;
import telltale.model.Destination;
import telltale.model.Link;

/**
 * The tokens in a mail's addresses. Each says whose delivery it is; that of a link says where the link leads, too, so
 * that it needs no database.
 *
 * <p>What is read may have a tail that a scanner or client added, and is nothing unless Telltale signed it for just that
 * purpose.
 */
public final class Tokens {
    private final Seal seal;

    public Tokens(KeyRing keys) {
        this.seal = new Seal(keys);
    }

    /** The token of a delivery's pixel: 48 characters of the base64url alphabet. */
    public String forPixel(DeliveryId delivery) {
        return seal.close(Purpose.PIXEL, delivery);
    }

    /** The delivery whose pixel was asked for. */
    public Optional<DeliveryId> readPixel(String text) {
        return delivery(Purpose.PIXEL, text);
    }

    /** The token of a link: 51 characters, and four for three of its destination. */
    public String forLink(DeliveryId delivery, Link link) {
        byte[] url = link.destination().url().getBytes(StandardCharsets.US_ASCII);
        byte[] payload = ByteBuffer.allocate(Short.BYTES + url.length)
                .putShort((short) link.number())
                .put(url)
                .array();
        return seal.close(Purpose.CLICK, delivery, payload);
    }

    /** The link that was visited. */
    public Optional<SignedLink> readLink(String text) {
        return seal.open(Purpose.CLICK, text).flatMap(Tokens::link);
    }

    /** The token of the page where a delivery's recipient unsubscribes. */
    public String forUnsubscribe(DeliveryId delivery) {
        return seal.close(Purpose.UNSUBSCRIBE, delivery);
    }

    /** The delivery whose recipient wants no more mail. */
    public Optional<DeliveryId> readUnsubscribe(String text) {
        return delivery(Purpose.UNSUBSCRIBE, text);
    }

    /** The token of the page where a delivery's recipient chooses to be tracked or not. */
    public String forPreferences(DeliveryId delivery) {
        return seal.close(Purpose.PREFERENCES, delivery);
    }

    /** The delivery whose recipient chooses. */
    public Optional<DeliveryId> readPreferences(String text) {
        return delivery(Purpose.PREFERENCES, text);
    }

    private Optional<DeliveryId> delivery(Purpose purpose, String text) {
        return seal.open(purpose, text).map(Seal.Opened::delivery);
    }

    /** A destination is checked when it is read as it was when it was signed: rules may have become stricter. */
    private static Optional<SignedLink> link(Seal.Opened opened) {
        if (opened.payload().remaining() < Short.BYTES) {
            return Optional.empty();
        }
        int number = Short.toUnsignedInt(opened.payload().getShort());
        String url = StandardCharsets.ISO_8859_1.decode(opened.payload()).toString();
        try {
            return Optional.of(new SignedLink(opened.delivery(), new Link(number, new Destination(url))));
        } catch (IllegalArgumentException noDestination) {
            return Optional.empty();
        }
    }
}
