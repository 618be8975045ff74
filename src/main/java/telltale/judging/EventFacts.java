package telltale.judging;

import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;
import telltale.model.Client;
import telltale.model.Network;

/**
 * The facts of an event that its verdict depends on.
 *
 * @param link the number of the link within the message, 0 for the pixel
 * @param decidedBy the id of the rule that applied to the request alone when it was last judged, if its client is no longer known;
 *     otherwise null
 */
public record EventFacts(
        Scope scope,
        int link,
        Instant at,
        Client client,
        Network network,
        @Nullable String decidedBy) {
    /** The facts of an event whose client is known. */
    public EventFacts(Scope scope, int link, Instant at, Client client, Network network) {
        this(scope, link, at, client, network, null);
    }

    /** Orders by instant, then by all other facts, so that only equal facts compare as equal. */
    static final Comparator<EventFacts> IN_TIME = Comparator.comparing(EventFacts::at)
            .thenComparing(EventFacts::scope)
            .thenComparingInt(EventFacts::link)
            .thenComparing(facts -> facts.client().agent())
            .thenComparingLong(facts -> facts.client().flagBits())
            .thenComparing(facts -> facts.network().kind())
            .thenComparingLong(facts -> facts.network().prefix());

    /** Whether two events are at most this far apart. */
    boolean isWithin(long millis, EventFacts other) {
        return Math.abs(at.toEpochMilli() - other.at.toEpochMilli()) <= millis;
    }

    /** Whether both came from the same known network. */
    boolean sharesNetworkWith(EventFacts other) {
        return network.prefix() != 0 && network.prefix() == other.network.prefix();
    }
}
