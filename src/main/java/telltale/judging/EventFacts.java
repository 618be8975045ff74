package telltale.judging;

import java.time.Instant;
import java.util.Comparator;
import telltale.model.Client;
import telltale.model.Network;

/**
 * The facts of one event, as far as they can bear on what it means.
 *
 * @param link which link of the mail, 0 for its pixel
 */
public record EventFacts(Scope scope, int link, Instant at, Client client, Network network) {
    /** By instant, and where that is the same, by all the rest: what compares as equal is the same. */
    static final Comparator<EventFacts> IN_TIME = Comparator.comparing(EventFacts::at)
            .thenComparing(EventFacts::scope)
            .thenComparingInt(EventFacts::link)
            .thenComparing(facts -> facts.client().agent())
            .thenComparingInt(facts -> facts.client().flagBits())
            .thenComparing(facts -> facts.network().kind())
            .thenComparingLong(facts -> facts.network().prefix());

    /** Whether they are not further apart in time than that. */
    boolean isWithin(long millis, EventFacts other) {
        return Math.abs(at.toEpochMilli() - other.at.toEpochMilli()) <= millis;
    }

    /** Whether both came from the same known network. */
    boolean sharesNetworkWith(EventFacts other) {
        return network.prefix() != 0 && network.prefix() == other.network.prefix();
    }
}
