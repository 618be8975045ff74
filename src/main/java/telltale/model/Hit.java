package telltale.model;

import java.net.InetAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The facts of one request for a pixel or link, before it is judged. This is the only record that contains a client's
 * address, and it is only held in memory.
 *
 * @param delivery the delivery it belongs to, or null for the anonymous pixel
 * @param link the number of the link within its message, or 0 for a pixel
 * @param address the address of the client, or null if the container does not know it
 * @param profile what its token allows to record
 */
public record Hit(
        EventKind kind,
        @Nullable DeliveryId delivery,
        int link,
        Instant at,
        Client client,
        @Nullable InetAddress address,
        PrivacyProfile profile) {
    /** A hit under the profile that records each open and click. */
    public Hit(
            EventKind kind,
            @Nullable DeliveryId delivery,
            int link,
            Instant at,
            Client client,
            @Nullable InetAddress address) {
        this(kind, delivery, link, at, client, address, PrivacyProfile.INDIVIDUAL);
    }

    /** This hit with a further fact about its client. */
    public Hit with(Client.Flag flag) {
        return new Hit(kind, delivery, link, at, client.with(flag), address, profile);
    }

    /** This hit under another profile. */
    public Hit under(PrivacyProfile other) {
        return new Hit(kind, delivery, link, at, client, address, other);
    }

    /** Omits the address, which the default text of a record would contain. */
    @Override
    public String toString() {
        return "Hit[" + kind + " " + delivery + " " + link + " " + at + "]";
    }
}
