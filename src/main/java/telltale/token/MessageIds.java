package telltale.token;

import java.util.Arrays;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;

/**
 * The left side of Message-ID fields (RFC 5322 section 3.6.4): {@code delivery.signature}, where the delivery is its UUID, as logs
 * and the API show it, and the signature is {@code base32(key number ‖ MAC)}, 15 characters.
 */
public final class MessageIds {
    private static final int SIGNATURE_LENGTH = 1 + ShortMac.LENGTH;

    /** A left side with a signature, or a bare UUID before an at sign, as releases before 0.1.0 wrote it. */
    private static final Pattern ID = Pattern.compile(
            "(?<![0-9A-Z])([0-9A-F]{8}-[0-9A-F]{4}-7[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12})"
                    + "(?:\\.([A-Z2-7]{15})(?![0-9A-Z])|(?=@))",
            Pattern.CASE_INSENSITIVE);

    private final ShortMac mac;

    public MessageIds(KeyRing keys) {
        this.mac = new ShortMac(keys);
    }

    /**
     * A Message-ID of Telltale in a text.
     *
     * @param signed whether this installation has certainly made it; otherwise anyone may have
     */
    public record Found(DeliveryId delivery, boolean signed) {}

    /** The left side of the Message-ID of a delivery, 52 characters. */
    public String of(DeliveryId delivery) {
        byte key = mac.newestKey();
        byte[] signature = new byte[SIGNATURE_LENGTH];
        signature[0] = key;
        byte[] code = mac.sign(key, Purpose.MESSAGE_ID, (byte) 0, delivery).orElseThrow();
        System.arraycopy(code, 0, signature, 1, ShortMac.LENGTH);
        return delivery + "." + Base32.encode(signature);
    }

    /**
     * Finds Message-IDs of Telltale anywhere in a text, in order: in {@code References}, in a returned header, in the text of a
     * report, or as its {@code Original-Envelope-Id}. One whose signature is wrong is unsigned.
     */
    public Stream<Found> find(String text) {
        return ID.matcher(text).results().map(this::read);
    }

    private Found read(MatchResult id) {
        DeliveryId delivery = DeliveryId.parse(id.group(1));
        return new Found(delivery, isGenuine(delivery, id.group(2)));
    }

    private boolean isGenuine(DeliveryId delivery, @Nullable String signature) {
        return signature != null
                && Base32.decode(signature)
                        .filter(octets -> mac.isGenuine(
                                octets[0],
                                Purpose.MESSAGE_ID,
                                (byte) 0,
                                delivery,
                                Arrays.copyOfRange(octets, 1, octets.length)))
                        .isPresent();
    }
}
