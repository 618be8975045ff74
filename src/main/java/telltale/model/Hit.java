package telltale.model;

import java.net.InetAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The facts of one request on a pixel or link, before anyone judged them. The only record that holds a client's
 * address, and it lives in memory only.
 *
 * @param delivery whose pixel or link it was, or null for the anonymous pixel
 * @param link the number of the link in its mail, or 0 for a pixel
 * @param address where the request came from, or null where the container did not know
 */
public record Hit(
        EventKind kind,
        @Nullable DeliveryId delivery,
        int link,
        Instant at,
        Client client,
        @Nullable InetAddress address) {

    /** A record's usual text would hold the address; this one never does. */
    @Override
    public String toString() {
        return "Hit[" + kind + " " + delivery + " " + link + " " + at + "]";
    }
}
