package telltale.model;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A hit as stored.
 *
 * @param id a UUIDv7, which contains the time of the event
 * @param delivery the delivery it belongs to, or null for an anonymous event
 * @param link the number of the clicked link within its message, or 0 for an open
 * @param profile what may be recorded of its person, for the check when it is stored; not stored itself
 * @param frozen the verdict, if only the reduced user agent is still stored; null while it is judged by its facts
 */
public record Event(
        UUID id,
        EventKind kind,
        @Nullable DeliveryId delivery,
        int link,
        Client client,
        Network network,
        PrivacyProfile profile,
        @Nullable FrozenVerdict frozen) {
    /** A hit under a profile. */
    public Event(
            UUID id,
            EventKind kind,
            @Nullable DeliveryId delivery,
            int link,
            Client client,
            Network network,
            PrivacyProfile profile) {
        this(id, kind, delivery, link, client, network, profile, null);
    }

    /** An event under the profile that records each open and click. */
    public Event(UUID id, EventKind kind, @Nullable DeliveryId delivery, int link, Client client, Network network) {
        this(id, kind, delivery, link, client, network, PrivacyProfile.INDIVIDUAL);
    }

    /** The date of an open under the profile hygiene (UTC) and its delivery, and nothing else of it. */
    public Event dated(RandomGenerator random) {
        return new Event(
                Uuid7.at(at().truncatedTo(ChronoUnit.DAYS), random),
                kind,
                delivery,
                0,
                Client.NONE,
                Network.UNKNOWN,
                PrivacyProfile.HYGIENE);
    }

    /** When it happened, in whole milliseconds. */
    public Instant at() {
        return Uuid7.instant(id);
    }
}
