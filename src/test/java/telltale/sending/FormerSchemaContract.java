package telltale.sending;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.message.Personalizer;
import telltale.model.Client;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.Network;
import telltale.model.Outcome;
import telltale.model.Suppression;
import telltale.model.Uuid7;
import telltale.store.AttemptResult;
import telltale.store.ClaimedDelivery;
import telltale.store.DeliveryQuery;
import telltale.store.NewDelivery;
import telltale.store.Persons;
import telltale.store.Store;
import telltale.supervision.Supervisor;

/** The migration of a database with the previous schema: nothing is lost, and queued messages are sent. */
abstract class FormerSchemaContract {
    private static final int QUEUED = 20;
    private static final EmailAddress LATER = EmailAddress.parse("later@example.com");
    private static final EmailAddress GONE = EmailAddress.parse("gone@example.com");
    private static final DeliveryQuery ALL = new DeliveryQuery(null, null, null, null, 200);

    private final Clock clock = Clock.systemUTC();
    private final Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    private final Random random = new Random(3);

    @TempDir
    Path home;

    /** Opens a database of the current schema, which is empty at first. */
    abstract Store current();

    /** Copies the database of the current schema into one of the previous schema. */
    abstract void copy() throws SQLException;

    /** Opens the database that {@link #copy} created. */
    abstract Store former();

    @Test
    void aMigrationLosesNothingAndQueuedMessagesAreSent() throws Exception {
        List<Delivery> before;
        Delivery opened;
        Event open;
        try (Store store = current()) {
            UUID message = submit(store);
            List<ClaimedDelivery> claimed = store.outbox().claim(now.plusSeconds(60), 3);
            opened = finish(store, claimed.get(0), DeliveryState.ACCEPTED, null);
            finish(store, claimed.get(1), DeliveryState.DEFERRED, now);
            open = open(opened.id());
            store.append(List.of(open));
            store.templates().put("welcome", SendingFixture.bytes("a template"), now);
            before = store.deliveries(ALL).deliveries();
            assertEquals(QUEUED, total(store, message));
        }
        copy();

        try (Store store = former()) {
            assertEquals(before, store.deliveries(ALL).deliveries());
            assertEquals(List.of(open), store.events(opened.id(), 10));
            assertEquals(
                    Optional.of(SendingFixture.bytes("a template")),
                    store.templates().find("welcome"));
            assertTrue(store.persons().person(GONE).refuses(true));
            assertEquals(List.of(), store.recount().differences());
            assertQueuedMessagesAreSent(store);
            assertEquals(before.size(), store.deliveries(ALL).deliveries().size());
            assertEquals(List.of(), store.recount().differences());
        }
    }

    /** Submits messages that are due, one that is scheduled, and one to a suppressed recipient. */
    private UUID submit(Store store) {
        store.persons()
                .suppress(List.of(
                        new Persons.Suppressed(GONE, new Suppression(Suppression.Scope.ALL, "by letter", now))));
        SubmissionService submission =
                new SubmissionService(store, () -> {}, SendingFixture.SHOP, List.of(), null, clock, random);
        SubmissionService.PendingMessage due = submission.begin(
                SendingFixture.content("Hi {{name}}", "<p>Dear {{name}}</p>", null),
                null,
                null,
                null,
                SendingFixture.bytes("due"));
        List<NewDelivery> checked = IntStream.range(0, QUEUED - 1)
                .mapToObj(i -> due.prepare(SendingFixture.recipient("r" + i + "@example.com", Map.of("name", "R" + i))))
                .collect(Collectors.toList());
        checked.add(due.prepare(SendingFixture.recipient(GONE.toString(), Map.of("name", "Gone"))));
        due.add(0, checked);
        SubmissionService.PendingMessage later = submission.begin(
                SendingFixture.content("Hi", "<p>Later</p>", null),
                null,
                now.plus(Duration.ofDays(30)),
                null,
                SendingFixture.bytes("later"));
        later.add(0, List.of(later.prepare(SendingFixture.recipient(LATER.toString(), Map.of()))));
        return due.id();
    }

    private static int total(Store store, UUID message) {
        return store.messages().progress(message).orElseThrow().deliveries().values().stream()
                .mapToInt(Long::intValue)
                .sum();
    }

    private Delivery finish(Store store, ClaimedDelivery delivery, DeliveryState state, @Nullable Instant retryAt) {
        assertEquals(
                List.of(),
                store.outbox()
                        .recordResults(List.of(new AttemptResult(
                                delivery.id(), delivery.attempt(), state, now, "a reply", "2.0.0", retryAt))));
        return store.delivery(delivery.id()).orElseThrow();
    }

    private Event open(DeliveryId delivery) {
        return new Event(
                Uuid7.at(now, random), EventKind.OPEN, delivery, 0, Client.of("an agent", Set.of()), Network.UNKNOWN);
    }

    private void assertQueuedMessagesAreSent(Store store) throws InterruptedException {
        Recorder server = new Recorder(mail -> new Outcome.Accepted(clock.instant(), "250 2.0.0 ok"));
        try (OutboundQueue queue = new OutboundQueue(
                Supervisor.withoutExit(),
                store,
                server,
                new Personalizer(SendingFixture::tracking, SendingFixture::preferenceLinks, null),
                new SendingLimits(2, 0, 0),
                SendingFixture.QUICK,
                Preparations.open(home.resolve("preparing")),
                clock,
                random)) {
            queue.start();
            SendingFixture.await(() -> in(store, DeliveryState.ACCEPTED).size() == QUEUED - 1);
        }
        assertEquals(QUEUED - 2, server.mails().size(), "all but the one that was accepted before");
        assertEquals(
                QUEUED - 2,
                server.mails().stream().filter(mail -> mail.contains("Dear R")).count());
        assertEquals(List.of(LATER), in(store, DeliveryState.SCHEDULED));
        assertEquals(List.of(GONE), in(store, DeliveryState.SUPPRESSED));
    }

    private static List<EmailAddress> in(Store store, DeliveryState state) {
        return store.deliveries(new DeliveryQuery(null, null, state, null, 200)).deliveries().stream()
                .map(Delivery::to)
                .toList();
    }
}
