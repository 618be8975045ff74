package telltale.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.Client;
import telltale.model.DeliveryId;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.FrozenVerdict;
import telltale.model.Network;
import telltale.model.PrivacyProfile;
import telltale.model.VerdictClass;

/**
 * What is left of events of a delivery within a quarter hour that have no rows any more, and are alike.
 *
 * @param link the number of the clicked link, or 0 for opens
 * @param client the reduced client
 * @param verdict the verdict of each of them; null if the client was not reduced
 * @param corrected the class that a person corrected the verdict to, or null
 * @param events how many they were
 */
public record EventSummary(
        EventKind kind,
        int link,
        Client client,
        @Nullable FrozenVerdict verdict,
        @Nullable VerdictClass corrected,
        int events,
        Instant first,
        Instant last) {
    private static final long VERSION = 0x8000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    /**
     * The events, as far as they are known. The times of all but the first are that of the last.
     *
     * @param before the number of events of the delivery that have got an id of this kind
     * @param limit the maximum number
     */
    public List<Event> events(DeliveryId delivery, int before, int limit) {
        List<Event> all = new ArrayList<>();
        for (int i = 0; i < Math.min(events, limit); i++) {
            UUID id = id(i == 0 ? first : last, before + i);
            all.add(new Event(id, kind, delivery, link, client, Network.UNKNOWN, PrivacyProfile.INDIVIDUAL, verdict));
        }
        return all;
    }

    /** An id of a form of its own (RFC 9562 section 5.8), whose time is where that of other events is. */
    private static UUID id(Instant at, int number) {
        return new UUID((at.toEpochMilli() << 16) | VERSION, VARIANT | number);
    }

    /** Whether an event has no row, but is one of a summary. */
    public static boolean has(Event event) {
        return event.id().version() == VERSION >>> 12;
    }
}
