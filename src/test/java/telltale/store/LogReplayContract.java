package telltale.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import telltale.model.Client;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.Network;
import telltale.model.Uuid7;
import telltale.store.LogReplay.LogMovedException;

/** The contract of reading a replicated log with every database. */
public abstract class LogReplayContract {
    protected static final Instant NOON = Instant.parse("2026-12-01T12:00:00Z");
    private static final UUID TOPIC = new UUID(1, 1);

    private final Random random = new Random(42);
    private final DeliveryId delivery = DeliveryId.create(NOON, shard(), random);
    protected Store store;

    /** Opens the store under test. */
    protected abstract Store open();

    /** The number of the database that stores the delivery. */
    protected int shard() {
        return 0;
    }

    @BeforeEach
    void openStore() {
        store = open();
        store.insert(new Delivery(
                delivery, EmailAddress.parse("ann@example.com"), "spring", "Hi", DeliveryState.SENDING, null, null));
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void theEventsAndThePositionsAreStoredTogether() {
        LogReplay.Result result = store(
                LoggedEvent.of(0, 0, 0, event(NOON)),
                LoggedEvent.of(0, 1, 1, event(NOON)),
                LoggedEvent.of(2, 0, 0, event(NOON)));
        assertEquals(3, result.appended().stored());
        assertEquals(Map.of(0, 2L, 2, 1L), store.logReplay().positions(TOPIC));
        assertEquals(
                Map.of(), store.logReplay().positions(new UUID(2, 2)), "a topic that was created again is another");
        assertCounted(3);
    }

    @Test
    protected void recordsThatAnotherConsumerHasStoredAreNotStoredAgain() {
        Event first = event(NOON);
        store(LoggedEvent.of(0, 0, 0, first));
        assertThrows(
                LogMovedException.class,
                () -> store(LoggedEvent.of(1, 0, 0, event(NOON)), LoggedEvent.of(0, 0, 0, first)));
        assertThrows(LogMovedException.class, () -> store(LoggedEvent.of(0, 5, 5, event(NOON))));
        assertEquals(Map.of(0, 1L), store.logReplay().positions(TOPIC), "nothing of the batch was stored");
        assertCounted(1);
    }

    @Test
    void anEventThatWasAppendedTwiceIsStoredOnce() {
        Event twice = event(NOON);
        assertEquals(
                1,
                store(LoggedEvent.of(0, 0, 0, twice), LoggedEvent.of(1, 0, 0, twice))
                        .repeated());
        assertEquals(
                1,
                store(LoggedEvent.of(1, 1, 1, twice), LoggedEvent.of(1, 2, 2, event(NOON)))
                        .repeated());
        assertCounted(2);
    }

    @Test
    void aRecordThatCannotBeStoredIsNotedAndPassed() {
        store(
                LoggedEvent.of(0, 0, 0, event(NOON)),
                new LoggedEvent(0, 1, 1, null, "It is not a hit"),
                LoggedEvent.of(0, 2, 2, event(NOON)));
        assertEquals(1, store.logReplay().faults());
        assertEquals(Map.of(0, 3L), store.logReplay().positions(TOPIC));
        assertCounted(2);
    }

    @Test
    void theIdsOfOldEventsAreForgotten() {
        Event old = event(NOON.minus(Duration.ofDays(8)));
        Event recent = event(NOON);
        store(LoggedEvent.of(0, 0, 0, old), LoggedEvent.of(0, 1, 1, recent));
        assertEquals(1, store.logReplay().forgetBefore(NOON.minus(Duration.ofDays(7))));
        assertEquals(0, store.logReplay().forgetBefore(NOON.minus(Duration.ofDays(7))));
        assertEquals(1, store(LoggedEvent.of(0, 2, 2, recent)).repeated());
    }

    @Test
    void anEventOfAPersonWhoWithdrewIsNotStored() {
        store.persons().setTracked(delivery, false, NOON);
        Event event = event(NOON.plusSeconds(60));
        assertEquals(
                Set.of(event.id()),
                store(LoggedEvent.of(0, 0, 0, event)).appended().withdrawn());
        assertCounted(0);
    }

    @Test
    void readingTheWholeLogAgainBringsNothingOfAnErasedPersonBack() {
        Event event = event(NOON);
        store(LoggedEvent.of(0, 0, 0, event));
        store.persons().erase(EmailAddress.parse("ann@example.com"));
        // Another topic, as after a restore that has neither positions nor ids of it.
        LogReplay.Result again = store.logReplay()
                .store(new UUID(3, 3), List.of(LoggedEvent.of(0, 0, 0, event(NOON)), LoggedEvent.of(0, 1, 1, event)));
        assertEquals(0, again.appended().stored());
        assertEquals(1, again.appended().unknownDelivery());
        assertEquals(1, again.repeated());
        assertEquals(0, store.recount().events());
    }

    @Test
    void anEventThatWasStoredWithoutTheLogIsNotStoredFromIt() {
        Event event = event(NOON);
        Event second = event(NOON);
        assertEquals(1, store.logReplay().add(List.of(event)).appended().stored());
        assertEquals(
                1,
                store(LoggedEvent.of(0, 0, 0, event), LoggedEvent.of(0, 1, 1, second))
                        .repeated());
        assertEquals(0, store.logReplay().add(List.of(second, event)).appended().stored());
        assertCounted(2);
    }

    protected LogReplay.Result store(LoggedEvent... records) {
        return store.logReplay().store(TOPIC, List.of(records));
    }

    protected Event event(Instant at) {
        return new Event(
                Uuid7.at(at, random), EventKind.OPEN, delivery, 0, Client.of("Mozilla/5.0", Set.of()), Network.UNKNOWN);
    }

    protected void assertCounted(long opens) {
        assertEquals(List.of(new OpenCounts(opens)), store.openCounts(List.of(delivery)));
        assertEquals(List.of(), store.recount().differences());
    }
}
