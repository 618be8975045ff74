package telltale.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import telltale.model.DeliveryState;
import telltale.model.ImmutableBytes;
import telltale.model.MeasurementConsent;
import telltale.model.Uuid7;
import telltale.store.Archives.Archive;

/** The contract of web pages and published messages with every database. */
public abstract class ViewsContract extends OutboxFixture {
    private static final Instant LATER = NOON.plus(Duration.ofDays(30));

    @Test
    void theViewOfADeliveryIsItsOwnCopy() {
        StoredMessage message = viewable();
        List<NewDelivery> deliveries = List.of(delivery("a@example.com", NOON), delivery("b@example.com", NOON));
        outbox.enqueue(message, 0, deliveries);
        for (NewDelivery delivery : deliveries) {
            assertEquals(
                    Optional.of(new StoredView(
                            new StoredCopy(message.id(), delivery.data()), null, null, MeasurementConsent.NONE, false)),
                    store.messageViews().find(delivery.id()));
        }
        assertEquals(Optional.of(message), messages.message(message.id()));
        assertEquals(
                Optional.empty(),
                store.messageViews().find(delivery("c@example.com", NOON).id()));
    }

    @Test
    void theViewKnowsWhenItWasSentAndSinceWhenItsRecipientIsNotTracked() {
        NewDelivery delivery = delivery("a@example.com", NOON);
        outbox.enqueue(viewable(), 0, List.of(delivery));
        outbox.claim(NOON.plusSeconds(5), 1);
        store.persons().setTracked(delivery.id(), false, NOON.plusSeconds(9));
        StoredView view = store.messageViews().find(delivery.id()).orElseThrow();
        assertEquals(NOON.plusSeconds(5), view.sentAt());
        assertEquals(NOON.plusSeconds(9), view.withdrawnAt());
        store.persons().setTracked(delivery.id(), true, NOON.plusSeconds(10));
        assertEquals(
                null, store.messageViews().find(delivery.id()).orElseThrow().withdrawnAt());
    }

    @Test
    void viewsThatTheSenderEndsStayEnded() {
        StoredMessage message = viewable();
        NewDelivery first = delivery("a@example.com", NOON);
        outbox.enqueue(message, 0, List.of(first));
        assertTrue(store.messageViews().end(message.id(), NOON));
        assertTrue(store.messageViews().end(message.id(), LATER));
        NewDelivery second = delivery("b@example.com", NOON);
        outbox.enqueue(message, 1, List.of(second));
        assertTrue(store.messageViews().find(first.id()).orElseThrow().ended());
        assertTrue(store.messageViews().find(second.id()).orElseThrow().ended());
    }

    @Test
    void aMessageWithoutALinkHasNoViewToEnd() {
        StoredMessage message = message("key");
        outbox.enqueue(message, 0, List.of(delivery("a@example.com", NOON)));
        assertFalse(store.messageViews().end(message.id(), NOON));
        assertFalse(store.messageViews().end(viewable().id(), NOON));
    }

    @Test
    void contentIsKeptForItsViews() {
        StoredMessage message = viewable();
        finished(message);
        assertEquals(0, messages.purge(new PurgeCutoffs(LATER, NOON, LATER), 10));
        assertEquals(1, messages.purge(new PurgeCutoffs(NOON, LATER, LATER), 10), "only the views' own time counts");
        assertEquals(Optional.empty(), messages.message(message.id()));
    }

    @Test
    void contentOfEndedViewsIsKeptNoLongerThanOthers() {
        StoredMessage message = viewable();
        finished(message);
        store.messageViews().end(message.id(), NOON);
        assertEquals(0, messages.purge(new PurgeCutoffs(NOON, LATER, LATER), 10));
        assertEquals(1, messages.purge(new PurgeCutoffs(LATER, NOON, LATER), 10));
    }

    @Test
    void whatIsPublishedIsReplacedAtItsAddress() {
        StoredMessage message = viewable();
        outbox.enqueue(message, 0, List.of(delivery("a@example.com", NOON)));
        Archive first = new Archive("first", message.id(), NOON);
        Archive second = new Archive("second", Uuid7.at(LATER, random), LATER);
        assertEquals(Optional.of(first), store.archives().publish("spring", first, octets("page")));
        assertEquals(Optional.of(octets("page")), store.archives().page("first"));
        Archive replaced = new Archive("first", second.message(), LATER);
        assertEquals(Optional.of(replaced), store.archives().publish("spring", second, octets("new page")));
        assertEquals(Optional.of(replaced), store.archives().find("spring"));
        assertEquals(Optional.of(replaced), store.archives().at("first"));
        assertEquals(Optional.of(octets("new page")), store.archives().page("first"));
        assertEquals(Optional.empty(), store.archives().at("second"));
    }

    @Test
    void whatIsWithdrawnIsDeleted() {
        outbox.enqueue(viewable(), 0, List.of(delivery("a@example.com", NOON)));
        store.archives().publish("spring", new Archive("first", Uuid7.at(NOON, random), NOON), octets("page"));
        assertTrue(store.archives().withdraw("spring"));
        assertFalse(store.archives().withdraw("spring"));
        assertEquals(Optional.empty(), store.archives().find("spring"));
        assertEquals(Optional.empty(), store.archives().page("first"));
    }

    @Test
    void anUnknownCampaignPublishesNothing() {
        Archive archive = new Archive("first", Uuid7.at(NOON, random), NOON);
        assertEquals(Optional.empty(), store.archives().publish("none", archive, octets("page")));
        assertEquals(Optional.empty(), store.archives().at("first"));
    }

    private StoredMessage viewable() {
        return new StoredMessage(
                Uuid7.at(NOON.minusSeconds(1), random), "spring", ImmutableBytes.NONE, List.of(), null, 7, true);
    }

    private void finished(StoredMessage message) {
        outbox.enqueue(message, 0, List.of(delivery("a@example.com", NOON)));
        outbox.recordResults(List.of(attempt(outbox.claim(NOON, 1).get(0), DeliveryState.ACCEPTED, null)));
    }
}
