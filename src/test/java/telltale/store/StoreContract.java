package telltale.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
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

/** The contract of the store with every database. */
public abstract class StoreContract {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private final Random random = new Random(42);
    private Store store;

    /** Opens the store under test; reopening it finds the stored data. */
    protected abstract Store open() throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        store = open();
    }

    @AfterEach
    protected void closeStore() {
        store.close();
    }

    @Test
    void itIsDurable() {
        assertTrue(store.health().durable(), store.health().toString());
    }

    @Test
    void aStoredDeliveryIsReadUnchanged() {
        Delivery delivery = delivery(NOON, "grüße@bücher.example", "Größe \uD83D\uDE80 'x'", "spring; drop table x");
        store.insert(delivery);
        assertEquals(Optional.of(delivery), store.delivery(delivery.id()));
        assertEquals(Optional.empty(), store.delivery(anyId(NOON)));
    }

    @Test
    void anExternalDeliveryIsAcceptedOnce() {
        Delivery delivery = sentElsewhere(delivery(NOON, "ann@example.com", "Hi", null));
        assertTrue(store.acceptExternal(delivery.id(), NOON.plusMillis(321), "250 2.0.0 queued as 42", "42"));

        Delivery found = store.delivery(delivery.id()).orElseThrow();
        assertEquals(DeliveryState.ACCEPTED, found.state());
        assertEquals(NOON.plusMillis(321), found.acceptedAt());
        assertEquals("250 2.0.0 queued as 42", found.detail());
        assertEquals("42", found.queueId());

        assertFalse(store.acceptExternal(delivery.id(), NOON.plusMillis(322), "250 again", null));
        assertEquals(Optional.of(found), store.delivery(delivery.id()));
    }

    @Test
    void aDeliveryIsFoundByTheIdentifierOfTheMailServer() {
        Delivery first = sentElsewhere(delivery(NOON, "ann@example.com", "Hi", null));
        Delivery second = sentElsewhere(delivery(NOON.plusMillis(1), "ben@example.com", "Hi", null));
        assertTrue(store.acceptExternal(first.id(), NOON, "250 queued as 4Xb7", "4Xb7"));
        assertTrue(store.acceptExternal(second.id(), NOON, "250 queued as 4xB7", "4xB7"));

        assertEquals(List.of(first.id()), queuedAs("4Xb7"));
        assertEquals(List.of(), queuedAs("4XB7"));
    }

    private List<DeliveryId> queuedAs(String queueId) {
        return store
                .deliveries(DeliveryQuery.of(new DeliveryCondition.QueueIds(List.of(queueId)), 10))
                .deliveries()
                .stream()
                .map(Delivery::id)
                .toList();
    }

    @Test
    void aDeliveryThatANodeSendsCannotBeAcceptedExternally() {
        Delivery delivery = stored(delivery(NOON, "ann@example.com", "Hi", null));
        assertFalse(store.acceptExternal(delivery.id(), NOON, "250 ok", null));
        assertEquals(Optional.of(delivery), store.delivery(delivery.id()));
    }

    @Test
    void pagesShowEachDeliveryOnceNewestFirst() {
        List<DeliveryId> newestFirst = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            newestFirst.add(
                    0,
                    stored(delivery(NOON.plusSeconds(i), "ann@example.com", "Mail " + i, "spring"))
                            .id());
        }
        List<DeliveryId> seen = new ArrayList<>();
        DeliveryId before = null;
        do {
            DeliveryPage page = store.deliveries(new DeliveryQuery(null, null, null, before, 10));
            page.deliveries().forEach(delivery -> seen.add(delivery.id()));
            before = page.next();
        } while (before != null);
        assertEquals(newestFirst, seen);
    }

    @Test
    void aFullLastPageHasNoNext() {
        stored(delivery(NOON, "ann@example.com", "Hi", null));
        stored(delivery(NOON.plusMillis(1), "ann@example.com", "Hi", null));
        assertNull(
                store.deliveries(new DeliveryQuery(null, null, null, null, 2)).next());
    }

    @Test
    void deliveriesAreFilteredByRecipientCampaignAndState() {
        Delivery wanted = stored(delivery(NOON, "Ann@example.com", "Hi", "spring"));
        stored(delivery(NOON, "ann@example.com", "Hi", "summer"));
        stored(delivery(NOON, "bob@example.com", "Hi", "spring"));
        stored(new Delivery(
                anyId(NOON),
                EmailAddress.parse("ann@example.com"),
                "spring",
                "Hi",
                DeliveryState.ACCEPTED,
                NOON,
                "250 ok"));

        DeliveryQuery query =
                new DeliveryQuery(EmailAddress.parse("ann@EXAMPLE.com"), "spring", DeliveryState.SENDING, null, 50);
        assertEquals(List.of(wanted), store.deliveries(query).deliveries());
        assertEquals(
                List.of(),
                store.deliveries(new DeliveryQuery(null, "no such campaign", null, null, 50))
                        .deliveries());
    }

    @Test
    void aStoredEventIsReadUnchanged() {
        Delivery delivery = stored(delivery(NOON, "ann@example.com", "Hi", null));
        Event event = event(delivery.id(), NOON.plusSeconds(5), "Mozilla/5.0 \uD83D\uDE80");
        assertEquals(new AppendResult(1, 0, 0), store.append(List.of(event)));
        assertEquals(List.of(event), store.events(delivery.id(), 10));
    }

    @Test
    void aClickHasItsLinkAndIsNotCountedAsAnOpen() {
        Delivery delivery = stored(delivery(NOON, "ann@example.com", "Hi", "spring"));
        Event click = new Event(
                Uuid7.at(NOON.plusSeconds(5), random),
                EventKind.CLICK,
                delivery.id(),
                7,
                Client.of("x", Set.of()),
                Network.UNKNOWN);
        store.append(List.of(event(delivery.id(), NOON, "x"), click));
        assertEquals(click, store.events(delivery.id(), 1).get(0));
        assertEquals(List.of(new OpenCounts(1, 1)), store.openCounts(List.of(delivery.id())));
        assertNoDifference(2);
    }

    @Test
    void eventsOfUnknownDeliveriesAreSkippedAndOthersStored() throws Exception {
        Delivery delivery = stored(delivery(NOON, "ann@example.com", "Hi", null));
        assertEquals(
                new AppendResult(2, 0, 1),
                store.append(List.of(
                        event(anyId(NOON), NOON, "x"), event(delivery.id(), NOON, "x"), event(null, NOON, "x"))));
    }

    @Test
    void theNewestEventsAreReadInOrder() throws Exception {
        Delivery delivery = stored(delivery(NOON, "ann@example.com", "Hi", null));
        List<Event> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            all.add(event(delivery.id(), NOON.plusSeconds(i), "agent " + i % 3));
        }
        store.append(all);
        assertEquals(all.subList(6, 10), store.events(delivery.id(), 4));
        assertEquals(
                List.of(new OpenCounts(10), OpenCounts.NONE), store.openCounts(List.of(delivery.id(), anyId(NOON))));
    }

    @Test
    void dataIsThereAfterTheStoreIsReopened() throws Exception {
        Delivery delivery = stored(delivery(NOON, "ann@example.com", "Hi", "spring"));
        store.append(List.of(event(delivery.id(), NOON, "x")));
        store.close();
        store = open();
        assertEquals(Optional.of(delivery), store.delivery(delivery.id()));
        assertEquals(1, store.events(delivery.id(), 10).size());
    }

    @Test
    void aClosedStoreIsUnavailable() {
        store.close();
        assertThrows(StoreUnavailableException.class, () -> store.delivery(anyId(NOON)));
        assertThrows(
                StoreUnavailableException.class, () -> store.insert(delivery(NOON, "ann@example.com", "Hi", null)));
    }

    @Test
    void countersDoNotDependOnTheOrderOfEvents() {
        List<Delivery> deliveries = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            deliveries.add(stored(delivery(NOON, "ann@example.com", "Hi", i % 3 == 0 ? null : "campaign " + i % 3)));
        }
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            DeliveryId delivery = random.nextInt(20) == 0
                    ? null
                    : deliveries.get(random.nextInt(10)).id();
            events.add(event(delivery, NOON.plusSeconds(random.nextInt(100_000)), "agent " + random.nextInt(5)));
        }
        for (int i = 0; i < 500; i += 50) {
            store.append(events.subList(i, i + 50));
        }
        assertNoDifference(500);
        for (Delivery delivery : deliveries) {
            assertEquals(
                    events.stream()
                            .filter(event -> delivery.id().equals(event.delivery()))
                            .sorted(Comparator.comparing(Event::id))
                            .toList(),
                    store.events(delivery.id(), 500));
        }
    }

    @Test
    void aChangeOfStateIsCounted() {
        stored(delivery(NOON, "ann@example.com", "Hi", "spring"));
        Delivery accepted = sentElsewhere(delivery(NOON, "bob@example.com", "Hi", "spring"));
        store.acceptExternal(accepted.id(), NOON, "250 ok", null);
        assertNoDifference(0);
    }

    @Test
    void eventsBeyondTheDailyMaximumAreCountedWithoutARow() {
        Delivery delivery = stored(delivery(NOON, "ann@example.com", "Hi", "spring"));
        List<Event> flood = new ArrayList<>();
        for (int i = 0; i < 1_500; i++) {
            flood.add(event(delivery.id(), NOON.plusMillis(i), "x"));
        }
        assertEquals(new AppendResult(1_000, 500, 0), store.append(flood));
        assertEquals(List.of(new OpenCounts(1_500)), store.openCounts(List.of(delivery.id())));
        assertEquals(
                new AppendResult(1, 0, 0),
                store.append(List.of(event(delivery.id(), NOON.plus(Duration.ofDays(1)), "x"))),
                "the next day has rows of its own");
        assertNoDifference(1_001);
    }

    @Test
    void theDailyMaximumOfRowsHoldsAfterTheStoreIsReopened() throws Exception {
        Delivery delivery = stored(delivery(NOON, "ann@example.com", "Hi", null));
        List<Event> full = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            full.add(event(delivery.id(), NOON.plusMillis(i), "x"));
        }
        store.append(full);
        store.close();
        store = open();
        assertEquals(new AppendResult(0, 1, 0), store.append(List.of(event(delivery.id(), NOON.plusSeconds(9), "x"))));
        assertNoDifference(1_000);
    }

    @Test
    void rowsOfThePixelWithoutATokenAreLimitedPerMinute() {
        List<Event> flood = new ArrayList<>();
        for (int i = 0; i < 1_200; i++) {
            flood.add(event(null, NOON.plusMillis(i), "x"));
        }
        flood.add(event(null, NOON.plus(Duration.ofMinutes(1)), "x"));
        assertEquals(new AppendResult(1_001, 200, 0), store.append(flood));
        assertNoDifference(1_001);
    }

    @Test
    void newClientsAreLimitedPerHour() {
        Delivery delivery = stored(delivery(NOON, "ann@example.com", "Hi", null));
        List<Event> flood = new ArrayList<>();
        for (int i = 0; i < 999; i++) {
            flood.add(event(delivery.id(), NOON.plusMillis(i), "agent " + i));
        }
        store.append(flood);
        store.append(List.of(
                event(null, NOON, "the thousandth"),
                event(null, NOON, "one too many"),
                event(null, NOON, "and another")));
        store.append(List.of(event(delivery.id(), NOON.plusSeconds(60), "one too many")));
        assertEquals("other", store.events(delivery.id(), 1).get(0).client().agent());
    }

    @Test
    void aReplayIsIdempotentInAnyBatches() {
        Delivery delivery = stored(delivery(NOON, "ann@example.com", "Hi", null));
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            events.add(event(delivery.id(), NOON.plusSeconds(i), "x"));
        }
        UUID spool = UUID.fromString("11111111-2222-4333-8444-555555555555");
        assertEquals(0, store.replayedThrough(spool));
        assertEquals(new AppendResult(4, 0, 0), store.replay(spool, events.subList(0, 4), 104));
        assertEquals(104, store.replayedThrough(spool));
        assertEquals(new AppendResult(0, 0, 0), store.replay(spool, events.subList(0, 4), 104), "all were read");
        assertEquals(
                new AppendResult(2, 0, 0), store.replay(spool, events.subList(2, 6), 106), "half of them were read");
        assertEquals(new AppendResult(0, 0, 0), store.replay(spool, List.of(), 107), "one is passed over");
        assertEquals(new AppendResult(3, 0, 0), store.replay(spool, events.subList(6, 10), 110));
        assertEquals(110, store.replayedThrough(spool));
        assertEquals(
                new AppendResult(1, 0, 0),
                store.replay(UUID.randomUUID(), List.of(event(delivery.id(), NOON, "x")), 1),
                "another spool has numbers of its own");
        assertNoDifference(10);
    }

    @Test
    void oldEventsAreDeletedAndTheirCountsStay() {
        List<Delivery> deliveries = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            deliveries.add(stored(delivery(NOON, "ann@example.com", "Hi", "spring")));
        }
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 4_000; i++) {
            events.add(event(deliveries.get(i % 5).id(), NOON.plus(Duration.ofHours(i % 240)), "x"));
        }
        store.append(events);
        Instant cutoff = Instant.parse("2026-11-26T00:00:00Z");

        int deleted = 0;
        for (PurgeResult step = store.deleteEventsBefore(cutoff);
                !step.done();
                step = store.deleteEventsBefore(cutoff)) {
            deleted += step.deleted();
        }
        assertEquals(
                events.stream().filter(event -> event.at().isBefore(cutoff)).count(), deleted);
        assertTrue(store.events(deliveries.get(0).id(), 10_000).stream()
                .noneMatch(event -> event.at().isBefore(cutoff)));
        assertEquals(
                new OpenCounts(800),
                store.openCounts(List.of(deliveries.get(0).id())).get(0));
        store.append(List.of(event(deliveries.get(0).id(), NOON.plus(Duration.ofDays(20)), "x")));
        assertNoDifference(4_001 - deleted);
    }

    private void assertNoDifference(long events) {
        RecountResult recount = store.recount();
        assertEquals(List.of(), recount.differences());
        assertEquals(0, recount.different());
        assertEquals(events, recount.events());
    }

    private Delivery sentElsewhere(Delivery delivery) {
        store.insertExternal(delivery, true);
        return delivery;
    }

    private Delivery stored(Delivery delivery) {
        store.insert(delivery);
        return delivery;
    }

    private Delivery delivery(Instant at, String to, String subject, @Nullable String campaign) {
        return new Delivery(anyId(at), EmailAddress.parse(to), campaign, subject, DeliveryState.SENDING, null, null);
    }

    private Event event(@Nullable DeliveryId delivery, Instant at, String agent) {
        UUID id = Uuid7.at(at, random);
        return new Event(
                id,
                delivery == null ? EventKind.ANONYMOUS_OPEN : EventKind.OPEN,
                delivery,
                0,
                Client.of(agent, Set.of(Client.Flag.REFERER)),
                new Network(Network.Kind.PUBLIC, (1L << 48) | 0x20010DB80001L));
    }

    private DeliveryId anyId(Instant at) {
        return new DeliveryId(Uuid7.at(at, random));
    }
}
