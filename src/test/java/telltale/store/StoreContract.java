package telltale.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import telltale.model.Address;
import telltale.model.Client;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.Network;
import telltale.model.Outcome;
import telltale.model.State;
import telltale.model.Uuid7;

/** What every store promises, whatever database is below it. */
public abstract class StoreContract {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private final Random random = new Random(42);
    private Store store;

    /** Opens the store that this test works on; opening it again finds what was stored. */
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
    void aDeliveryIsFoundAsItWasStored() {
        Delivery delivery = delivery(NOON, "grüße@bücher.example", "Größe \uD83D\uDE80 'x'", "spring; drop table x");
        store.insert(delivery);
        assertEquals(Optional.of(delivery), store.delivery(delivery.id()));
        assertEquals(Optional.empty(), store.delivery(anyId(NOON)));
    }

    @Test
    void anOutcomeIsTheDeliverysNewStateOnce() {
        Delivery delivery = stored(delivery(NOON, "ann@example.com", "Hi", null));
        Outcome accepted = new Outcome.Accepted(NOON.plusMillis(321), "250 2.0.0 queued as 42");
        store.finish(delivery.id(), accepted);

        Delivery found = store.delivery(delivery.id()).orElseThrow();
        assertEquals(State.ACCEPTED, found.state());
        assertEquals(NOON.plusMillis(321), found.acceptedAt());
        assertEquals("250 2.0.0 queued as 42", found.detail());

        assertThrows(
                IllegalStateException.class,
                () -> store.finish(
                        delivery.id(), new Outcome.Refused(Outcome.SmtpStage.RCPT, 550, "550 5.1.1 no such user")));
        assertEquals(State.ACCEPTED, store.delivery(delivery.id()).orElseThrow().state());
    }

    @Test
    void aRefusedDeliveryHasNoTimeOfAcceptance() {
        Delivery delivery = stored(delivery(NOON, "ann@example.com", "Hi", null));
        store.finish(delivery.id(), new Outcome.Refused(Outcome.SmtpStage.RCPT, 550, "550 5.1.1 no such user"));
        Delivery found = store.delivery(delivery.id()).orElseThrow();
        assertEquals(State.REFUSED, found.state());
        assertNull(found.acceptedAt());
    }

    @Test
    void onlyWhatWasBeingSentIsGivenUpAfterACrash() {
        Delivery interrupted = stored(delivery(NOON, "ann@example.com", "Hi", null));
        Delivery accepted = stored(delivery(NOON, "bob@example.com", "Hi", null));
        store.finish(accepted.id(), new Outcome.Accepted(NOON, "250 ok"));

        assertEquals(1, store.failInterrupted("in doubt: the process ended"));
        assertEquals(0, store.failInterrupted("in doubt: the process ended"));
        assertEquals(
                State.FAILED, store.delivery(interrupted.id()).orElseThrow().state());
        assertEquals(
                "in doubt: the process ended",
                store.delivery(interrupted.id()).orElseThrow().detail());
        assertEquals(State.ACCEPTED, store.delivery(accepted.id()).orElseThrow().state());
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
        store.finish(
                stored(delivery(NOON, "ann@example.com", "Hi", "spring")).id(), new Outcome.Accepted(NOON, "250 ok"));

        DeliveryQuery query = new DeliveryQuery(Address.parse("ann@EXAMPLE.com"), "spring", State.SENDING, null, 50);
        assertEquals(List.of(wanted), store.deliveries(query).deliveries());
        assertEquals(
                List.of(),
                store.deliveries(new DeliveryQuery(null, "no such campaign", null, null, 50))
                        .deliveries());
    }

    @Test
    void anEventIsFoundAsItWasStored() throws Exception {
        Delivery delivery = stored(delivery(NOON, "ann@example.com", "Hi", null));
        Event event = event(delivery.id(), NOON.plusSeconds(5), "Mozilla/5.0 \uD83D\uDE80");
        assertEquals(new Appended(1, 0), store.append(List.of(event)));
        assertEquals(List.of(event), store.events(delivery.id(), 10));
    }

    @Test
    void anEventIsStoredOnceHoweverOftenItIsAppended() throws Exception {
        Delivery delivery = stored(delivery(NOON, "ann@example.com", "Hi", null));
        Event event = event(delivery.id(), NOON, "x");
        assertEquals(new Appended(1, 0), store.append(List.of(event, event)));
        assertEquals(new Appended(0, 0), store.append(List.of(event)));
        assertEquals(List.of(1L), store.eventCounts(List.of(delivery.id())));
    }

    @Test
    void eventsOfUnknownDeliveriesAreLeftOutAndTheOthersStored() throws Exception {
        Delivery delivery = stored(delivery(NOON, "ann@example.com", "Hi", null));
        assertEquals(
                new Appended(2, 1),
                store.append(List.of(
                        event(anyId(NOON), NOON, "x"), event(delivery.id(), NOON, "x"), event(null, NOON, "x"))));
    }

    @Test
    void theNewestEventsAreShownInTheirOrder() throws Exception {
        Delivery delivery = stored(delivery(NOON, "ann@example.com", "Hi", null));
        List<Event> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            all.add(event(delivery.id(), NOON.plusSeconds(i), "agent " + i % 3));
        }
        store.append(all);
        assertEquals(all.subList(6, 10), store.events(delivery.id(), 4));
        assertEquals(List.of(10L, 0L), store.eventCounts(List.of(delivery.id(), anyId(NOON))));
    }

    @Test
    void whatWasStoredIsThereAfterTheStoreIsOpenedAgain() throws Exception {
        Delivery delivery = stored(delivery(NOON, "ann@example.com", "Hi", "spring"));
        store.append(List.of(event(delivery.id(), NOON, "x")));
        store.close();
        store = open();
        assertEquals(Optional.of(delivery), store.delivery(delivery.id()));
        assertEquals(1, store.events(delivery.id(), 10).size());
    }

    @Test
    void aClosedStoreSaysThatItIsAway() {
        store.close();
        assertThrows(StoreUnavailable.class, () -> store.delivery(anyId(NOON)));
        assertThrows(StoreUnavailable.class, () -> store.insert(delivery(NOON, "ann@example.com", "Hi", null)));
    }

    private Delivery stored(Delivery delivery) {
        store.insert(delivery);
        return delivery;
    }

    private Delivery delivery(Instant at, String to, String subject, @Nullable String campaign) {
        return new Delivery(anyId(at), Address.parse(to), campaign, subject, State.SENDING, null, null);
    }

    private Event event(@Nullable DeliveryId delivery, Instant at, String agent) throws Exception {
        UUID id = Uuid7.at(at, random);
        return new Event(
                id,
                delivery == null ? EventKind.ANONYMOUS_OPEN : EventKind.OPEN,
                delivery,
                Client.of(agent, Set.of(Client.Flag.REFERER)),
                Network.of(InetAddress.getByName("2001:db8:1:2::3")));
    }

    private DeliveryId anyId(Instant at) {
        return new DeliveryId(Uuid7.at(at, random));
    }
}
