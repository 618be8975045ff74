package telltale.token;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import telltale.model.DeliveryId;
import telltale.model.Destination;
import telltale.model.Link;
import telltale.model.PrivacyProfile;

/**
 * The tokens in the URLs of a message. Each identifies its delivery; that of a link also contains the destination, so that
 * a redirect needs no database.
 *
 * <p>A token may be followed by characters that a scanner or client appended. Reading returns empty unless this
 * installation signed it for the same purpose.
 */
public final class Tokens {
    private final TokenSigner signer;

    public Tokens(KeyRing keys) {
        this.signer = new TokenSigner(keys);
    }

    /** The token of a delivery's pixel: 48 characters of the base64url alphabet. */
    public String forPixel(DeliveryId delivery, PrivacyProfile profile) {
        return signer.sign(profile, Purpose.PIXEL, delivery);
    }

    /** The token of the pixel of a delivery whose opens are recorded. */
    public String forPixel(DeliveryId delivery) {
        return forPixel(delivery, PrivacyProfile.INDIVIDUAL);
    }

    /** The pixel of a pixel token. */
    public Optional<SignedPixel> readPixel(String text) {
        return signer.verify(Purpose.PIXEL, text)
                .flatMap(verified -> delivery(verified).map(delivery -> new SignedPixel(delivery, verified.profile())));
    }

    /** The token of a link: 51 characters, plus four for every three characters of its destination. */
    public String forLink(DeliveryId delivery, Link link, PrivacyProfile profile) {
        return sign(Purpose.CLICK, delivery, link, profile);
    }

    /** The token of a link of a delivery whose clicks are recorded. */
    public String forLink(DeliveryId delivery, Link link) {
        return forLink(delivery, link, PrivacyProfile.INDIVIDUAL);
    }

    /** The token of the same link on the web page of the message, of the same length. */
    public String forViewLink(DeliveryId delivery, Link link, PrivacyProfile profile) {
        return sign(Purpose.VIEW_CLICK, delivery, link, profile);
    }

    private String sign(Purpose purpose, DeliveryId delivery, Link link, PrivacyProfile profile) {
        return signer.sign(profile, purpose, delivery, payload(link));
    }

    /** The link of a link token, in the mail or on its web page. */
    public Optional<SignedLink> readLink(String text) {
        return readLink(Purpose.CLICK, text).or(() -> readLink(Purpose.VIEW_CLICK, text));
    }

    private Optional<SignedLink> readLink(Purpose purpose, String text) {
        return signer.verify(purpose, text)
                .flatMap(verified -> delivery(verified)
                        .flatMap(delivery -> link(verified.payload())
                                .map(link -> new SignedLink(
                                        delivery, link, purpose == Purpose.VIEW_CLICK, verified.profile()))));
    }

    /** The token of the unsubscribe page for a delivery's recipient. */
    public String forUnsubscribe(DeliveryId delivery) {
        return signer.sign(Purpose.UNSUBSCRIBE, delivery);
    }

    /** The delivery of an unsubscribe token. */
    public Optional<DeliveryId> readUnsubscribe(String text) {
        return delivery(Purpose.UNSUBSCRIBE, text);
    }

    /** The token of the preference page for a delivery's recipient. */
    public String forPreferences(DeliveryId delivery) {
        return signer.sign(Purpose.PREFERENCES, delivery);
    }

    /** The delivery of a preferences token. */
    public Optional<DeliveryId> readPreferences(String text) {
        return delivery(Purpose.PREFERENCES, text);
    }

    /** The token of the consent page for a delivery's recipient. */
    public String forConsent(DeliveryId delivery) {
        return signer.sign(Purpose.CONSENT, delivery);
    }

    /** The delivery of a consent token. */
    public Optional<DeliveryId> readConsent(String text) {
        return delivery(Purpose.CONSENT, text);
    }

    /** The token of the web page of a delivery's message. */
    public String forView(DeliveryId delivery) {
        return signer.sign(Purpose.VIEW, delivery);
    }

    /** The delivery of a view token. */
    public Optional<DeliveryId> readView(String text) {
        return delivery(Purpose.VIEW, text);
    }

    /** The token by which a complaint identifies its delivery. */
    public String forComplaint(DeliveryId delivery) {
        return signer.sign(Purpose.COMPLAINT, delivery);
    }

    /** The delivery of a complaint token. */
    public Optional<DeliveryId> readComplaint(String text) {
        return delivery(Purpose.COMPLAINT, text);
    }

    /**
     * The number of tokens that were read with a privacy profile that this version does not know, as of mail that a newer one sent.
     * Nothing is recorded by them.
     */
    public long unknownProfiles() {
        return signer.unknownProfiles();
    }

    private Optional<DeliveryId> delivery(Purpose purpose, String text) {
        return signer.verify(purpose, text).flatMap(Tokens::delivery);
    }

    /** The delivery of a token; empty if the id is not a valid delivery id, even if it is signed. */
    private static Optional<DeliveryId> delivery(TokenSigner.Verified verified) {
        try {
            return Optional.of(new DeliveryId(verified.subject()));
        } catch (IllegalArgumentException noDelivery) {
            return Optional.empty();
        }
    }

    /** A link as the payload of a token. */
    static byte[] payload(Link link) {
        byte[] url = link.destination().url().getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(Short.BYTES + url.length)
                .putShort((short) link.number())
                .put(url)
                .array();
    }

    /** The link in a payload. The destination is validated again, because rules may have become stricter since signing. */
    static Optional<Link> link(ByteBuffer payload) {
        if (payload.remaining() < Short.BYTES) {
            return Optional.empty();
        }
        int number = Short.toUnsignedInt(payload.getShort());
        String url = StandardCharsets.ISO_8859_1.decode(payload).toString();
        try {
            return Optional.of(new Link(number, new Destination(url)));
        } catch (IllegalArgumentException noDestination) {
            return Optional.empty();
        }
    }
}
