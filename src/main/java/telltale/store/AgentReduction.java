package telltale.store;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import telltale.model.Client;
import telltale.model.Event;
import telltale.model.FrozenVerdict;

/**
 * The reduction of user agents: an event gets the reduced client and its verdict, in place of the client by which it was judged. All
 * methods throw {@link StoreUnavailableException} while the database is unavailable.
 */
public interface AgentReduction {
    /** What stays of an event. */
    record ReducedEvent(Client client, FrozenVerdict verdict) {}

    /** Judges events for the last time; its methods are pure, since a transaction may be retried. */
    interface Reducer {
        /** What stays of the events of a delivery, by their ids. */
        Map<UUID, ReducedEvent> reduced(Evidence evidence);

        /** What stays of an event that is not judged. */
        ReducedEvent reduced(Event event);
    }

    /**
     * Reduces some of the events from before a time, in one transaction, and then deletes the user agents that no event has had for some
     * days. Only one node reduces at a time; on others, this does nothing. Events whose delivery is to be judged wait for it.
     *
     * @return how many events were reduced, and whether none is left for now
     */
    PurgeResult reduceBefore(Instant cutoff, Reducer reducer);
}
