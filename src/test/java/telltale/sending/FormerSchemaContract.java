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

/** A database of the schema before this one, filled and then opened by today's Telltale. */
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

    /** Opens the database of today, which is empty at first. */
    abstract Store today();

    /** Makes a database of the former schema of what that of today holds. */
    abstract void copy() throws SQLException;

    /** Opens the one that {@link #copy} made. */
    abstract Store former();

    @Test
    void nothingIsLostAndWhatWaitsIsSent() throws Exception {
        List<Delivery> before;
        Delivery opened;
        Event open;
        try (Store store = today()) {
            UUID message = accept(store);
            List<ClaimedDelivery> claimed = store.outbox().claim(now.plusSeconds(60), 3);
            opened = finish(store, claimed.get(0), DeliveryState.ACCEPTED, null);
            finish(store, claimed.get(1), DeliveryState.DEFERRED, now);
            open = open(opened.id());
            store.append(List.of(open));
            store.templates().put("welcome", SendingFixture.octets("a template"), now);
            before = store.deliveries(ALL).deliveries();
            assertEquals(QUEUED, total(store, message));
        }
        copy();

        try (Store store = former()) {
            assertEquals(before, store.deliveries(ALL).deliveries());
            assertEquals(List.of(open), store.events(opened.id(), 10));
            assertEquals(
                    Optional.of(SendingFixture.octets("a template")),
                    store.templates().find("welcome"));
            assertTrue(store.persons().person(GONE).refuses(true));
            assertEquals(List.of(), store.recount().differences());
            assertWhatWaitsIsSent(store);
            assertEquals(before.size(), store.deliveries(ALL).deliveries().size());
            assertEquals(List.of(), store.recount().differences());
        }
    }

    /** Puts mails into the outbox that are due, one that is not, and one that is not wanted. */
    private UUID accept(Store store) {
        store.persons()
                .suppress(List.of(
                        new Persons.Suppressed(GONE, new Suppression(Suppression.Scope.ALL, "by letter", now))));
        SubmissionService acceptance =
                new SubmissionService(store, () -> {}, SendingFixture.SHOP, List.of(), null, clock, random);
        SubmissionService.Accepting due = acceptance.begin(
                SendingFixture.letter("Hi {{name}}", "<p>Dear {{name}}</p>", null),
                null,
                null,
                null,
                SendingFixture.octets("due"));
        List<NewDelivery> checked = IntStream.range(0, QUEUED - 1)
                .mapToObj(i -> due.check(SendingFixture.recipient("r" + i + "@example.com", Map.of("name", "R" + i))))
                .collect(Collectors.toList());
        checked.add(due.check(SendingFixture.recipient(GONE.toString(), Map.of("name", "Gone"))));
        due.add(0, checked);
        SubmissionService.Accepting later = acceptance.begin(
                SendingFixture.letter("Hi", "<p>Later</p>", null),
                null,
                now.plus(Duration.ofDays(30)),
                null,
                SendingFixture.octets("later"));
        later.add(0, List.of(later.check(SendingFixture.recipient(LATER.toString(), Map.of()))));
        return due.id();
    }

    private static int total(Store store, UUID message) {
        return store.messages().progress(message).orElseThrow().deliveries().values().stream()
                .mapToInt(Long::intValue)
                .sum();
    }

    private Delivery finish(Store store, ClaimedDelivery mail, DeliveryState state, @Nullable Instant retryAt) {
        assertEquals(
                List.of(),
                store.outbox()
                        .recordResults(List.of(new AttemptResult(
                                mail.id(), mail.attempt(), state, now, "a reply", "2.0.0", retryAt))));
        return store.delivery(mail.id()).orElseThrow();
    }

    private Event open(DeliveryId delivery) {
        return new Event(
                Uuid7.at(now, random), EventKind.OPEN, delivery, 0, Client.of("an agent", Set.of()), Network.UNKNOWN);
    }

    private void assertWhatWaitsIsSent(Store store) throws InterruptedException {
        Recorder server = new Recorder(mail -> new Outcome.Accepted(clock.instant(), "250 2.0.0 ok"));
        try (OutboundQueue dispatch = new OutboundQueue(
                Supervisor.withoutExit(),
                store,
                server,
                new Personalizer(SendingFixture::tracking, SendingFixture::choices, null),
                new SendingLimits(2, 0, 0),
                SendingFixture.QUICK,
                Preparations.in(home.resolve("preparing")),
                clock,
                random)) {
            dispatch.start();
            SendingFixture.await(() -> in(store, DeliveryState.ACCEPTED).size() == QUEUED - 1);
        }
        assertEquals(QUEUED - 2, server.mails().size(), "all but the one that had been accepted before");
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
