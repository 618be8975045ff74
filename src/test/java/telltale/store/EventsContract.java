package telltale.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
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
import telltale.store.FeedPosition.Mark;

/** The contract of the history and the feed of events with every database. */
public abstract class EventsContract {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private final UUID spool = UUID.randomUUID();
    private final Random random = new Random(42);
    protected Store store;
    private Delivery ann;
    private Delivery ben;

    /** Opens the store under test. */
    protected abstract Store open();

    /** The number of the database that stores the next delivery. */
    protected int shard() {
        return 0;
    }

    @BeforeEach
    void openStore() {
        store = open();
        ann = delivery("ann@example.com", "spring");
        ben = delivery("ben@example.com", null);
    }

    @AfterEach
    protected void closeStore() {
        store.close();
    }

    @Test
    void pagesShowEachEventOnceInBothOrders() {
        List<UUID> stored = IntStream.range(0, 25)
                .mapToObj(i -> stored(event(i % 2 == 0 ? ann : ben, EventKind.OPEN, NOON.plusSeconds(i * 40L))))
                .toList();
        List<UUID> reversed = new ArrayList<>(stored);
        Collections.reverse(reversed);

        assertEquals(stored, all(query(null, null, null, null, null, true)));
        assertEquals(reversed, all(query(null, null, null, null, null, false)));
    }

    @Test
    void anEventIsListedWithItsMail() {
        Event event = event(ann, EventKind.CLICK, NOON);
        stored(event);
        stored(event(ben, EventKind.OPEN, NOON.plusMillis(1)));

        assertEquals(
                List.of(new StoredEvent(event, EmailAddress.parse("ann@example.com"), "spring")),
                store.eventHistory()
                        .page(query(null, null, "spring", null, null, true))
                        .events());
    }

    @Test
    void eventsAreFilteredByTimeCampaignDeliveryAndKind() {
        UUID early = stored(event(ann, EventKind.OPEN, NOON));
        UUID click = stored(event(ann, EventKind.CLICK, NOON.plusSeconds(3600)));
        UUID other = stored(event(ben, EventKind.OPEN, NOON.plusSeconds(7200)));
        stored(new Event(id(NOON.plusSeconds(1)), EventKind.ANONYMOUS_OPEN, null, 0, client(), Network.UNKNOWN));

        assertEquals(List.of(early, click, other), all(query(null, null, null, null, null, true)));
        assertEquals(List.of(click, other), all(query(NOON.plusSeconds(3600), null, null, null, null, true)));
        assertEquals(List.of(early), all(query(null, NOON.plusSeconds(3600), null, null, null, true)));
        assertEquals(List.of(early, click), all(query(null, null, "spring", null, null, true)));
        assertEquals(List.of(), all(query(null, null, "no such campaign", null, null, true)));
        assertEquals(List.of(other), all(query(null, null, null, ben.id(), null, true)));
        assertEquals(List.of(click, early), all(query(null, null, null, ann.id(), null, false)));
        assertEquals(List.of(click), all(query(null, null, null, null, EventKind.CLICK, true)));
        assertEquals(List.of(), all(query(null, null, null, DeliveryId.create(NOON, shard(), random), null, true)));
    }

    @Test
    protected void aPageOfASelectiveQueryReadsABoundedNumberOfEvents() {
        List<Event> many = IntStream.range(0, EventQuery.MAX_SCANNED + 500)
                .mapToObj(i -> event(delivery(i), EventKind.OPEN, NOON.plusMillis(i)))
                .toList();
        store.append(many);
        UUID last = stored(event(ann, EventKind.CLICK, NOON.plusSeconds(3600)));

        EventPage first = store.eventHistory().page(query(null, null, null, null, EventKind.CLICK, true));

        assertEquals(List.of(), first.events());
        assertNotNull(first.next());
        assertEquals(List.of(last), all(query(null, null, null, null, EventKind.CLICK, true)));
    }

    private final List<Delivery> crowd = new ArrayList<>();

    /** One of some deliveries; none gets more events than have rows. */
    private Delivery delivery(int i) {
        while (crowd.size() <= i / 900) {
            crowd.add(delivery("crowd@example.com", null));
        }
        return crowd.get(i / 900);
    }

    @Test
    void theFeedContinuesAfterAPositionWithoutAGapOrARepetition() {
        FeedPosition before = store.eventFeed().end();
        UUID first = stored(event(ann, EventKind.OPEN, NOON));
        List<Event> batch = IntStream.range(0, 7)
                .mapToObj(i -> event(ben, EventKind.OPEN, NOON.plusMillis(i)))
                .toList();
        store.replay(spool, batch, 7);
        store.replay(spool, batch, 7);
        UUID last = stored(event(ann, EventKind.CLICK, NOON));

        List<UUID> fed = new ArrayList<>();
        FeedPosition position = before;
        boolean isMore = true;
        while (isMore) {
            // As a client that reconnects after each event, in the middle of batches.
            FeedChunk chunk = store.eventFeed().after(FeedPosition.parse(position.toString()), null, 1);
            assertFalse(chunk.isReset());
            chunk.entries().forEach(entry -> fed.add(entry.event().event().id()));
            isMore = chunk.isMore();
            position = chunk.next();
        }

        List<UUID> expected = new ArrayList<>(batch.stream().map(Event::id).toList());
        expected.add(first);
        expected.add(last);
        assertEquals(9, fed.size());
        assertEquals(Set.copyOf(expected), Set.copyOf(fed));
        assertTrue(fed.indexOf(first) < fed.indexOf(last));
        assertEquals(store.eventFeed().end().marks(), position.marks());
    }

    @Test
    void aPositionIsValidAfterARestart() {
        opened();
        FeedPosition position = store.eventFeed().end();
        UUID before = opened();
        store.close();
        store = open();
        UUID after = opened();

        FeedChunk chunk = store.eventFeed().after(FeedPosition.parse(position.toString()), null, 10);

        assertFalse(chunk.isReset());
        assertEquals(List.of(before, after), ids(chunk));
    }

    @Test
    void readingEndsAtAPosition() {
        FeedPosition before = store.eventFeed().end();
        UUID first = stored(event(ann, EventKind.OPEN, NOON));
        FeedPosition between = store.eventFeed().end();
        stored(event(ann, EventKind.OPEN, NOON.plusSeconds(1)));

        FeedChunk chunk = store.eventFeed().after(before, between, 10);

        assertEquals(List.of(first), ids(chunk));
        assertTrue(chunk.next().includes(between));
        assertFalse(chunk.next().includes(store.eventFeed().end()));
    }

    @Test
    void aPositionOfAnotherDatabaseIsReset() {
        stored(event(ann, EventKind.OPEN, NOON));

        FeedPosition foreign = new FeedPosition(NOON, new TreeMap<>(Map.of(0, new Mark(99, 0), 1, new Mark(99, 0))));
        FeedChunk chunk = store.eventFeed().after(foreign, null, 10);

        assertTrue(chunk.isReset());
        assertEquals(1, chunk.entries().size());
    }

    @Test
    void eventsOfAnErasedPersonLeaveTheFeedAndTheHistory() {
        FeedPosition before = store.eventFeed().end();
        stored(event(ann, EventKind.OPEN, NOON));
        UUID kept = stored(event(ben, EventKind.OPEN, NOON));
        store.persons().erase(EmailAddress.parse("ann@example.com"));

        assertEquals(List.of(kept), ids(store.eventFeed().after(before, null, 10)));
        assertEquals(List.of(kept), all(query(null, null, null, null, null, true)));
    }

    @Test
    void evidenceOfSeveralDeliveriesIsReadAtOnce() {
        stored(event(ann, EventKind.OPEN, NOON));

        Map<DeliveryId, Evidence> evidence =
                store.judgements().evidence(List.of(ann.id(), ben.id(), DeliveryId.create(NOON, shard(), random)));

        assertEquals(Set.of(ann.id(), ben.id()), evidence.keySet());
        assertEquals(1, Objects.requireNonNull(evidence.get(ann.id())).events().size());
    }

    protected static List<UUID> ids(FeedChunk chunk) {
        return chunk.entries().stream().map(entry -> entry.event().event().id()).toList();
    }

    private List<UUID> all(EventQuery query) {
        List<UUID> ids = new ArrayList<>();
        EventPage page = store.eventHistory().page(query);
        page.events().forEach(stored -> ids.add(stored.event().id()));
        for (EventCursor next = page.next(); next != null; next = page.next()) {
            page = store.eventHistory().page(query.after(EventCursor.parse(next.toString())));
            page.events().forEach(stored -> ids.add(stored.event().id()));
        }
        assertNull(page.next());
        return ids;
    }

    private static EventQuery query(
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable String campaign,
            @Nullable DeliveryId delivery,
            @Nullable EventKind kind,
            boolean isOldestFirst) {
        return new EventQuery(from, to, campaign, delivery, kind, isOldestFirst, null, 10);
    }

    private Delivery delivery(String to, @Nullable String campaign) {
        Delivery delivery = new Delivery(
                DeliveryId.create(NOON, shard(), random),
                EmailAddress.parse(to),
                campaign,
                "Hi",
                DeliveryState.SENDING,
                null,
                null);
        store.insert(delivery);
        return delivery;
    }

    /** Stores an open of one delivery. */
    protected UUID opened() {
        return stored(event(ann, EventKind.OPEN, NOON));
    }

    private UUID stored(Event event) {
        store.append(List.of(event));
        return event.id();
    }

    private Event event(Delivery delivery, EventKind kind, Instant at) {
        return new Event(id(at), kind, delivery.id(), kind == EventKind.CLICK ? 1 : 0, client(), Network.UNKNOWN);
    }

    private UUID id(Instant at) {
        return Uuid7.at(at, random);
    }

    private static Client client() {
        return Client.of("a client", Set.of());
    }
}
