package telltale.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import telltale.audit.AuditHead;
import telltale.audit.AuditLog;
import telltale.audit.AuditRetention;
import telltale.audit.AuditSeals;
import telltale.audit.AuditVerification;
import telltale.model.EmailAddress;
import telltale.model.PersonKey;
import telltale.sending.TestClock;
import telltale.store.AuditEntry.Actor;
import telltale.store.AuditTrail.Operation;
import telltale.token.AuditMac;
import telltale.token.KeyRing;
import telltale.token.PersonKeys;

/** The contract of the audit log with every database. */
public abstract class AuditTrailContract {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final UUID CHAIN = new UUID(1, 1);
    private static final UUID OTHER = new UUID(1, 2);
    private static final KeyRing PEPPER = new KeyRing(Map.of(0, new byte[32]));
    private static final PersonKey ANN = new PersonKeys(PEPPER).keyOf(EmailAddress.parse("ann@example.com"));
    private static final AuditEntry REVOKED =
            new AuditEntry(new Actor("api-key", "ops"), "DELETE /api/v1/keys/{id}", "a key", null, "192.0.2.0/24");
    private static final AuditEntry SEARCHED = new AuditEntry(
            new Actor("home-key", "key"), "GET /api/v1/deliveries", "a***@example.com", ANN, "2001:db8::/48");

    private final AuditSeals seals = new AuditSeals(new AuditMac(PEPPER));
    private final TestClock clock = new TestClock(NOON);
    private final Random random = new Random(42);
    private Store store;
    private AuditLog log;

    /** Opens the store under test. */
    protected abstract Store open();

    /** Connects as an intruder with all rights in the database. */
    protected abstract Connection connect() throws SQLException;

    @BeforeEach
    void openStore() {
        store = open();
        log = log(CHAIN);
    }

    @AfterEach
    protected void closeStore() {
        store.close();
    }

    private AuditLog log(UUID chain) {
        return new AuditLog(store.auditTrail(), seals, chain, clock, random);
    }

    @Test
    void operationsAreReadAsTheyWereRecordedNewestFirst() {
        log.record(SEARCHED, 200);
        clock.advance(Duration.ofSeconds(1));
        UUID begun = log.begin(REVOKED);
        assertEquals(new Operation(begun, NOON.plusSeconds(1), REVOKED, null), find().get(0));
        log.end(begun, REVOKED.about("the key \"shop\"", ANN), 204);
        List<Operation> found = find();
        assertEquals(
                new Operation(begun, NOON.plusSeconds(1), REVOKED.about("the key \"shop\"", ANN), 204), found.get(0));
        assertEquals(SEARCHED, found.get(1).entry());
        assertEquals(2, found.size());
        assertIntact(3);
    }

    @Test
    void operationsAreSelectedByEachFilter() {
        log.record(SEARCHED, 200);
        clock.advance(Duration.ofSeconds(1));
        UUID begun = log.begin(REVOKED);
        log.end(begun, REVOKED.about(null, ANN), 204);
        clock.advance(Duration.ofSeconds(1));
        log(OTHER).record(REVOKED, 404);
        assertEquals(List.of(404, 204), statuses(new AuditQuery("ops", null, null, null, null, null, 10)));
        assertEquals(
                List.of(200), statuses(new AuditQuery(null, "GET /api/v1/deliveries", null, null, null, null, 10)));
        assertEquals(List.of(204, 200), statuses(new AuditQuery(null, null, ANN, null, null, null, 10)));
        assertEquals(
                List.of(204),
                statuses(new AuditQuery(null, null, null, NOON.plusSeconds(1), NOON.plusSeconds(2), null, 10)));
        assertEquals(List.of(200), statuses(new AuditQuery(null, null, null, null, null, begun, 10)));
        assertEquals(List.of(404), statuses(new AuditQuery(null, null, null, null, null, null, 1)));
    }

    private List<Integer> statuses(AuditQuery query) {
        return log.find(query).stream().map(Operation::status).toList();
    }

    @Test
    void aRepeatedLookIsRecordedOnceInTenMinutes() {
        log.recordLook(SEARCHED, 200);
        log.recordLook(SEARCHED, 200);
        log.recordLook(SEARCHED.about("b***@example.com", null), 200);
        assertEquals(2, find().size());
        clock.advance(AuditLog.LOOK_INTERVAL);
        log.recordLook(SEARCHED, 200);
        assertEquals(3, find().size());
    }

    @Test
    void nodesWriteChainsAtTheSameTime() throws Exception {
        log.record(REVOKED, 204);
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Callable<Integer>> writers = IntStream.range(0, 6)
                    .<Callable<Integer>>mapToObj(i -> () -> {
                        AuditLog own = log(i % 2 == 0 ? CHAIN : OTHER);
                        for (int j = 0; j < 20; j++) {
                            own.record(REVOKED, 204);
                        }
                        return i;
                    })
                    .toList();
            for (Future<Integer> done : threads.invokeAll(writers)) {
                assertNotNull(done.get());
            }
        } finally {
            threads.shutdown();
        }
        AuditVerification verified = log.verify(null);
        assertNull(verified.broken(), () -> String.valueOf(verified.broken()));
        assertEquals(121, verified.rows());
        assertEquals(2, verified.chains());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "update audit set actor = 'me' where sequence = 3 | 3",
                "update audit set status = 404 where sequence = 3 | 3",
                "update audit set person = null where sequence = 2 | 2",
                "update audit set target = null where sequence = 5 | 5",
                "update audit set at = at + 1 where sequence = 1 | 1",
                "delete from audit where sequence = 3 | 3",
                "delete from audit where sequence = 1 | 1",
                "delete from audit where sequence = 5 | 5",
                "delete from audit where sequence > 2 | 3",
                "delete from audit | 1",
                "delete from audit_chains | 1",
                "update audit_chains set last = 4, head = (select hash from audit where sequence = 4) | 4",
                "update audit_chains set first = 2, before = (select hash from audit where sequence = 1) | 5",
                "update audit set sequence = case sequence when 2 then -3 else -2 end where sequence in (2, 3)"
                        + "; update audit set sequence = -sequence where sequence < 0 | 2",
            })
    void theFirstChangedOrMissingRowIsFound(String tampering, long sequence) throws SQLException {
        write(5);
        assertIntact(5);
        tamper(tampering);
        assertEquals(sequence, sequenceOfFault(null));
        // Rows written afterwards hide nothing.
        log.record(REVOKED, 204);
        assertNotNull(log.verify(null).broken());
        assertNotNull(log(OTHER).verify(null).broken());
    }

    @Test
    void anEarlierStateOfTheDatabaseShowsByTheEndThatTheNodeKnows() throws SQLException {
        write(3);
        tamper("create table was as select * from audit_chains");
        write(2);
        AuditHead kept = log.head().orElseThrow();
        tamper("delete from audit where sequence > 3; delete from audit_chains;"
                + " insert into audit_chains select * from was");
        assertNull(log(OTHER).verify(null).broken(), "the database alone does not show it");
        assertEquals(4, sequenceOfFault(null));
        AuditVerification restarted =
                log(CHAIN).verify(AuditHead.parse(kept + "\n").orElseThrow());
        assertEquals(4, restarted.broken() == null ? 0 : restarted.broken().sequence());
        for (int i = 0; i < 3; i++) {
            log(CHAIN).record(REVOKED, 500);
        }
        AuditVerification rewritten = log(CHAIN).verify(kept);
        assertEquals(5, rewritten.broken() == null ? 0 : rewritten.broken().sequence());
    }

    @Test
    void oldRowsAreDeletedAndTheRestStaysVerifiable() throws SQLException {
        write(3);
        log(OTHER).record(SEARCHED, 200);
        clock.advance(Duration.ofDays(10));
        write(2);
        AuditRetention retention = new AuditRetention(store.auditTrail(), seals, Duration.ofDays(5), clock);
        assertTrue(retention.step().compareTo(Duration.ofHours(1)) < 0);
        assertEquals(Duration.ofHours(1), retention.step());
        assertIntact(2);
        assertEquals(2, find().size());
        log(OTHER).record(SEARCHED, 200);
        assertIntact(3);
        tamper("delete from audit where sequence = 4");
        assertEquals(4, sequenceOfFault(null));
    }

    @Test
    void rowsAreDeletedInBatches() {
        write(5);
        clock.advance(Duration.ofDays(10));
        assertEquals(2, store.auditTrail().deleteBefore(clock.instant(), 2, seals));
        assertIntact(3);
        assertEquals(3, store.auditTrail().deleteBefore(clock.instant(), 10, seals));
        assertIntact(0);
        assertEquals(0, store.auditTrail().deleteBefore(clock.instant(), 10, seals));
    }

    private void write(int rows) {
        for (int i = 0; i < rows; i++) {
            log.record(i % 2 == 0 ? REVOKED : SEARCHED, 200);
        }
    }

    private List<Operation> find() {
        return log.find(new AuditQuery(null, null, null, null, null, null, 100));
    }

    private void assertIntact(long rows) {
        AuditVerification verified = log.verify(null);
        assertNull(verified.broken(), () -> String.valueOf(verified.broken()));
        assertEquals(rows, verified.rows());
    }

    private long sequenceOfFault(@Nullable AuditHead kept) {
        AuditVerification.Fault broken = log.verify(kept).broken();
        return broken == null ? 0 : broken.sequence();
    }

    private void tamper(String statements) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String one :
                    Stream.of(statements.split(";", -1)).map(String::strip).toList()) {
                statement.executeUpdate(one);
            }
        }
    }
}
