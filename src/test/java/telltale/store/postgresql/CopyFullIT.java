package telltale.store.postgresql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import telltale.assessment.AssessmentService;
import telltale.judging.Networks;
import telltale.judging.Ruleset;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.PrivacyProfile;
import telltale.model.Uuid7;
import telltale.postgres.InstalledPostgres;
import telltale.store.Figures;
import telltale.store.Metric;
import telltale.store.ReadCopy;
import telltale.store.Store;
import telltale.store.Tally;
import telltale.store.jdbc.RowMapping;

/** Reading from a copy by streaming replication that lags, stops and returns. */
class CopyFullIT {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final AssessmentService VERDICTS = new AssessmentService(Ruleset.builtIn(), Networks::builtIn);

    private final Random random = new Random(1);
    private final AtomicLong nanos = new AtomicLong();

    private InstalledPostgres server;
    private InstalledPostgres standby;
    private boolean isStandbyStopped;
    private Store store;

    @BeforeEach
    void start() throws Exception {
        server = InstalledPostgres.create();
        try (Store first = PostgresStore.open(connections(server), new UUID(1, 1), (joined, secrets) -> {})) {
            assertTrue(first.health().durable());
        }
        standby = server.copy();
        PostgresConnections copied = copyConnections();
        store = PostgresStore.open(
                connections(server).closedWith(copied),
                copied,
                new UUID(1, 1),
                address -> Optional.empty(),
                (joined, secrets) -> {});
    }

    @AfterEach
    void stop() throws Exception {
        store.close();
        if (!isStandbyStopped) {
            standby.close();
        }
        server.close();
    }

    @Test
    void aCopyThatIsTooOldOrAwayIsNotRead() throws Exception {
        try (PostgresDatabase primary = new PostgresDatabase(connections(server));
                PostgresDatabase copied = new PostgresDatabase(copyConnections())) {
            PostgresCopy copy = new PostgresCopy(primary, copied, nanos::get);
            accepted();
            awaitUse(copy);
            assertEquals(1, deliveries(copy));

            standby.execute("select pg_wal_replay_pause()");
            accepted();
            pass(copy, 10);
            assertEquals(new ReadCopy.State(Optional.of(Duration.ofSeconds(10)), true), copy.state());
            assertEquals(1, deliveries(copy), "the copy is read");
            pass(copy, 50);
            assertTrue(copy.state().isUsed());
            pass(copy, 1);
            assertEquals(new ReadCopy.State(Optional.of(Duration.ofSeconds(61)), false), copy.state());
            assertEquals(2, deliveries(copy), "the database is read");

            standby.execute("select pg_wal_replay_resume()");
            awaitUse(copy);
            assertEquals(2, deliveries(copy));
            nanos.addAndGet(TimeUnit.HOURS.toNanos(1));
            awaitUse(copy);

            standby.close();
            isStandbyStopped = true;
            assertEquals(2, deliveries(copy), "before it is known that the copy is away");
            assertEquals(Duration.ofSeconds(1), copy.step());
            assertFalse(copy.state().isUsed());
            assertEquals(2, deliveries(copy));
        }
    }

    @Test
    void statisticsAreThoseOfTheCopy() throws Exception {
        ReadCopy copy = store.copy().orElseThrow();
        accepted();
        judge();
        awaitUse(copy);
        assertEquals(1, acceptedMails());
        standby.execute("select pg_wal_replay_pause()");
        accepted();
        judge();
        assertEquals(1, acceptedMails());
        standby.execute("select pg_wal_replay_resume()");
        awaitUse(copy);
        assertEquals(2, acceptedMails());
        assertEquals(List.of(), store.recount().differences());
    }

    private long acceptedMails() {
        List<Long> bounds = List.of(Tally.quarter(NOON), Tally.quarter(NOON) + 4);
        Figures figures = store.statistics(PrivacyProfile.INDIVIDUAL)
                .spans(null, bounds)
                .orElseThrow()
                .get(0);
        return figures.get(Metric.ACCEPTED);
    }

    private void judge() {
        int judged = 1;
        while (judged > 0) {
            judged = store.judgements().judge(10, VERDICTS::judgement);
        }
    }

    private void accepted() {
        DeliveryId id = new DeliveryId(Uuid7.at(NOON, random));
        store.insertExternal(
                new Delivery(
                        id, EmailAddress.parse("ann@example.com"), "spring", "Hi", DeliveryState.SENDING, null, null),
                true);
        assertTrue(store.acceptExternal(id, NOON, "250 ok", null));
    }

    private void pass(ReadCopy copy, int seconds) {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
        assertEquals(Duration.ofSeconds(1), copy.step());
    }

    /** Waits until the copy has replayed what the database has written, and looks at it. */
    private void awaitUse(ReadCopy copy) throws SQLException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        String written = server.query("select pg_current_wal_lsn()");
        while (standby.query("select pg_last_wal_replay_lsn() >= '" + written + "'")
                .equals("f")) {
            assertTrue(System.nanoTime() < deadline, "the copy does not replay");
        }
        do {
            assertTrue(System.nanoTime() < deadline, () -> "the copy is not used: " + copy.state());
            assertEquals(Duration.ofSeconds(1), copy.step());
        } while (!copy.state().isUsed());
    }

    private static long deliveries(PostgresCopy copy) {
        return copy.read("counting deliveries", connection -> {
            try (var select = connection.prepareStatement("select count(*) from deliveries")) {
                return Objects.requireNonNull(RowMapping.first(select));
            }
        });
    }

    private static PostgresConnections connections(InstalledPostgres of) {
        return PostgresConnections.to(of.url(), "postgres", null, Duration.ofSeconds(5));
    }

    private PostgresConnections copyConnections() {
        return PostgresConnections.toCopy(standby.url(), "postgres", null, Duration.ofSeconds(5));
    }
}
