package telltale.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.ImmutableBytes;
import telltale.model.Uuid7;

/** The contract of messages and templates with every database. */
public abstract class MessagesContract extends OutboxFixture {
    private static final AuditEntry.Actor ANN = new AuditEntry.Actor("api-key", "ann");

    @Test
    void aStoredMessageAndItsAttachmentsAreReadUnchanged() {
        ImmutableBytes file = octets("file ".repeat(1000));
        StoredMessage message = new StoredMessage(
                Uuid7.at(NOON, shard(), random),
                "spring",
                octets("Grüße"),
                List.of(file, octets("other"), file),
                octets("key"),
                -5);
        outbox.enqueue(message, 0, List.of(delivery("ann@example.com", NOON)));

        assertEquals(Optional.of(message), messages.message(message.id()));
        assertEquals(Optional.of(message), messages.byIdempotencyKey(octets("key")));
        assertEquals(Optional.empty(), messages.byIdempotencyKey(octets("another")));
    }

    @Test
    void aPositionOfAMessageIsQueuedOnce() {
        StoredMessage message = message("key");
        List<NewDelivery> first = List.of(delivery("a@example.com", NOON), delivery("b@example.com", NOON));
        List<NewDelivery> again = List.of(delivery("b@example.com", NOON), delivery("c@example.com", NOON));

        List<EnqueueResult> results = outbox.enqueue(message, 0, first);
        List<EnqueueResult> repeated = outbox.enqueue(message, 1, again);

        assertEquals(results.get(1), repeated.get(0));
        assertEquals(again.get(1).id(), repeated.get(1).id());
        assertEquals(3, messages.progress(message.id()).orElseThrow().total());
        assertEquals(
                List.of(false),
                outbox.enqueue(message, 0, List.of(delivery("d@example.com", NOON))).stream()
                        .map(EnqueueResult::same)
                        .toList(),
                "another one at the same place");
    }

    @Test
    void anIdempotencyKeyBelongsToOneMessage() {
        outbox.enqueue(message("key"), 0, List.of(delivery("a@example.com", NOON)));
        assertThrows(
                IdempotencyKeyTakenException.class,
                () -> outbox.enqueue(message("key"), 0, List.of(delivery("a@example.com", NOON))));
    }

    @Test
    void theStoredSizeOfAMessageIncludesItsAttachments() {
        byte[] noise = new byte[10_000];
        random.nextBytes(noise);
        StoredMessage message = new StoredMessage(
                Uuid7.at(NOON, shard(), random), null, octets("content"), List.of(new ImmutableBytes(noise)), null, 1);
        assertEquals(0, messages.storedBytes(message.id()));
        outbox.enqueue(message, 0, List.of(delivery("a@example.com", NOON)));
        assertTrue(messages.storedBytes(message.id()) >= noise.length);
    }

    @Test
    void theLatestMessageOfACampaignIsThatOfItsLatestDelivery() {
        StoredMessage first = message("first");
        StoredMessage second = message("second");
        outbox.enqueue(second, 0, List.of(deliveryAt(NOON.plusSeconds(1))));
        outbox.enqueue(first, 0, List.of(deliveryAt(NOON)));

        assertEquals(Optional.of(second.id()), messages.latest("spring"));
        assertEquals(Optional.empty(), messages.latest("another"));
    }

    private NewDelivery deliveryAt(Instant created) {
        ImmutableBytes data = octets("data");
        return new NewDelivery(
                DeliveryId.create(created, shard(), random),
                EmailAddress.parse("ann@example.com"),
                "Hi",
                data,
                data.hashCode(),
                DeliveryState.QUEUED,
                created);
    }

    @Test
    void cancellingAMessageKeepsDeliveriesThatAreBeingSent() {
        StoredMessage message = message(null);
        outbox.enqueue(
                message, 0, List.of(delivery("a@example.com", NOON), delivery("b@example.com", NOON.plusSeconds(9))));
        outbox.claim(NOON, 1);

        assertEquals(1, messages.cancel(message.id(), NOON));

        assertEquals(
                Map.of(DeliveryState.SENDING, 1L, DeliveryState.CANCELLED, 1L),
                messages.progress(message.id()).orElseThrow().deliveries());
        assertEquals(List.of(), outbox.claim(NOON.plusSeconds(10), 10));
        assertNoDifference();
    }

    @Test
    void queuedDeliveriesAreListedPageByPage() {
        StoredMessage message = message(null);
        List<NewDelivery> many = IntStream.range(0, 25)
                .mapToObj(i -> delivery("r" + i + "@example.com", NOON))
                .toList();
        outbox.enqueue(message, 0, many);
        outbox.enqueue(message(null), 0, List.of(delivery("other@example.com", NOON)));
        List<DeliveryId> seen = new ArrayList<>();
        DeliveryId after = null;
        for (List<QueuedDelivery> page = messages.queued(message.id(), after, 10);
                !page.isEmpty();
                page = messages.queued(message.id(), after, 10)) {
            page.forEach(waiting -> seen.add(waiting.id()));
            after = seen.get(seen.size() - 1);
        }
        assertEquals(many.stream().map(NewDelivery::id).sorted().toList(), seen);
    }

    @Test
    void contentIsPurgedAfterTheLastResultAndTheDeliveryStays() {
        ImmutableBytes file = octets("file");
        StoredMessage message =
                new StoredMessage(Uuid7.at(NOON, shard(), random), null, octets("content"), List.of(file), null, 0);
        outbox.enqueue(message, 0, List.of(delivery("a@example.com", NOON), delivery("b@example.com", NOON)));
        List<ClaimedDelivery> claimed = outbox.claim(NOON, 10);
        Instant later = NOON.plus(Duration.ofDays(7));
        outbox.recordResults(List.of(attempt(claimed.get(0), DeliveryState.ACCEPTED, null)));
        assertEquals(0, messages.purge(new PurgeCutoffs(later, later, later), 10), "one is under way");
        outbox.recordResults(List.of(attempt(claimed.get(1), DeliveryState.REFUSED, null)));
        assertEquals(0, messages.purge(new PurgeCutoffs(NOON, NOON, NOON), 10), "it is not old enough");

        assertEquals(1, messages.purge(new PurgeCutoffs(later, later, later), 10));

        assertEquals(Optional.empty(), messages.message(message.id()));
        assertEquals(Optional.empty(), messages.progress(message.id()));
        assertEquals(DeliveryState.ACCEPTED, state(claimed.get(0).id()));
    }

    @Test
    void aMessageWithAnIdempotencyKeyStaysWhileTheKeyMayBeRepeated() {
        outbox.enqueue(message("key"), 0, List.of(delivery("a@example.com", NOON)));
        outbox.recordResults(List.of(attempt(outbox.claim(NOON, 1).get(0), DeliveryState.ACCEPTED, null)));
        Instant later = NOON.plus(Duration.ofDays(1));
        assertEquals(0, messages.purge(new PurgeCutoffs(later, later, NOON), 10));
        assertEquals(1, messages.purge(new PurgeCutoffs(later, later, later), 10));
    }

    @Test
    void templatesAreStoredByName() {
        Templates templates = store.templates();
        templates.put("welcome", octets("one"), ANN, NOON);
        templates.put("welcome", octets("two"), ANN, NOON);
        templates.put("bye", octets("three"), ANN, NOON);
        assertEquals(List.of("bye", "welcome"), templates.names());
        assertEquals(Optional.of(octets("two")), templates.find("welcome"));
        assertTrue(templates.delete("welcome"));
        assertFalse(templates.delete("welcome"));
        assertEquals(Optional.empty(), templates.find("welcome"));
    }

    @Test
    void aTemplateKeepsItsNewestVersionsWithTheirTimeAndActor() {
        Templates templates = store.templates();
        AuditEntry.Actor ben = new AuditEntry.Actor("session", "ben");
        templates.put("welcome", octets("one"), ANN, NOON);
        templates.put("welcome", octets("one"), ben, NOON.plusSeconds(1));
        templates.put("welcome", octets("two"), ben, NOON.plusSeconds(2));
        templates.put("welcome", octets("one"), ANN, NOON.plusSeconds(3));
        assertEquals(
                List.of(
                        new Templates.Version(3, NOON.plusSeconds(3), ANN),
                        new Templates.Version(2, NOON.plusSeconds(2), ben),
                        new Templates.Version(1, NOON, ANN)),
                templates.versions("welcome", Integer.MAX_VALUE, 10));
        assertEquals(2, templates.versions("welcome", 3, 1).get(0).number());
        assertEquals(Optional.of(octets("two")), templates.find("welcome", 2));
        assertEquals(Optional.empty(), templates.find("welcome", 4));
        for (int i = 0; i < Templates.MAX_VERSIONS; i++) {
            templates.put("welcome", octets("version " + i), ANN, NOON);
        }
        List<Templates.Version> kept = templates.versions("welcome", Integer.MAX_VALUE, 200);
        assertEquals(Templates.MAX_VERSIONS, kept.size());
        assertEquals(53, kept.get(0).number());
        assertEquals(Optional.empty(), templates.find("welcome", 3));
        assertTrue(templates.delete("welcome"));
        assertEquals(List.of(), templates.versions("welcome", Integer.MAX_VALUE, 10));
        assertEquals(Optional.empty(), templates.find("welcome", 53));
    }
}
