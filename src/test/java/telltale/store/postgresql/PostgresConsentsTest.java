package telltale.store.postgresql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import telltale.model.Client;
import telltale.model.ConsentDecision;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.model.Event;
import telltale.model.PersonKey;
import telltale.postgres.PostgresServer;
import telltale.store.AppendResult;
import telltale.store.ConsentsContract;
import telltale.store.Store;

class PostgresConsentsTest extends ConsentsContract {
    private final String url = PostgresServer.shared().newMigratedDatabase();

    @Override
    protected Store open(Function<EmailAddress, Optional<PersonKey>> keys) {
        return PostgresStores.open(url, keys);
    }

    @Override
    protected Connection connect() throws SQLException {
        Connection connection = PostgresServer.connect(url);
        connection.setSchema("telltale");
        return connection;
    }

    @Test
    void aDecisionRecordedAtOneNodeHoldsAtOnceAtAnotherThatHasCachedTheDelivery() {
        DeliveryId delivery = delivery();
        try (Store there = PostgresStores.open(url, address -> Optional.of(KEYS.keyOf(address)))) {
            assertEquals(1, there.append(List.of(open(delivery, 1))).stored());
            record(of(opens(ConsentDecision.WITHDRAWN, 2)));
            assertEquals(1, there.append(List.of(open(delivery, 3))).withdrawn().size());
            record(of(opens(ConsentDecision.GIVEN, 4)));
            assertEquals(1, there.append(List.of(open(delivery, 3))).withdrawn().size());
            assertEquals(1, there.append(List.of(open(delivery, 5))).stored());
        }
    }

    /**
     * The transaction that stores an event has read the decisions, and waits for a row that the test has locked. A withdrawal that
     * is recorded meanwhile must not return before it: otherwise an event would be stored after its withdrawal.
     */
    @Test
    void aWithdrawalReturnsAfterEveryEventThatIsBeingStored() throws Exception {
        DeliveryId delivery = delivery();
        ExecutorService others = Executors.newFixedThreadPool(2);
        try (Store there = PostgresStores.open(url, address -> Optional.of(KEYS.keyOf(address)));
                Connection blocking = connect()) {
            assertEquals(1, there.append(List.of(open(delivery, 1))).stored());
            blocking.setAutoCommit(false);
            execute(blocking, "lock table unjudged in exclusive mode");
            Future<AppendResult> storing = others.submit(() -> there.append(List.of(open(delivery, 2))));
            awaitWaiting("relation", storing);
            Future<Integer> withdrawing = others.submit(() -> record(of(opens(ConsentDecision.WITHDRAWN, 2))));
            awaitWaiting("advisory", withdrawing);
            blocking.commit();
            assertEquals(1, withdrawing.get());
            assertEquals(2, PostgresStores.number(url, "select count(*) from events"), "stored before the withdrawal");
            assertEquals(1, storing.get().stored());
            assertEquals(1, there.append(List.of(open(delivery, 3))).withdrawn().size());
        } finally {
            others.shutdownNow();
        }
    }

    /** The other order: the withdrawal commits while the transaction that stores an event waits for it. */
    @Test
    void anEventThatWaitsForAWithdrawalIsDropped() throws Exception {
        DeliveryId delivery = delivery();
        ExecutorService others = Executors.newSingleThreadExecutor();
        try (Store there = PostgresStores.open(url, address -> Optional.of(KEYS.keyOf(address)));
                Connection withdrawing = connect()) {
            assertEquals(1, there.append(List.of(open(delivery, 1))).stored());
            withdrawing.setAutoCommit(false);
            execute(withdrawing, "update choices set version = version + 1");
            execute(withdrawing, "update persons set withdrawn_at = 1, changed = (select version from choices)");
            PostgresPersonErasure.holdStoring(withdrawing);
            Future<AppendResult> storing = others.submit(() -> there.append(List.of(open(delivery, 2))));
            awaitWaiting("advisory", storing);
            withdrawing.commit();
            assertEquals(1, storing.get().withdrawn().size());
            assertEquals(1, PostgresStores.number(url, "select count(*) from events"));
        } finally {
            others.shutdownNow();
        }
    }

    @Test
    void theClientOfADroppedEventIsNotStored() {
        DeliveryId delivery = delivery();
        record(of(opens(ConsentDecision.WITHDRAWN, 2)));
        Event before = open(delivery, 3);
        Event event =
                new Event(before.id(), before.kind(), delivery, 0, Client.of("dropped", Set.of()), before.network());
        try (Store there = PostgresStores.open(url, address -> Optional.of(KEYS.keyOf(address)))) {
            assertEquals(1, there.append(List.of(event)).withdrawn().size());
            assertEquals(0, PostgresStores.number(url, "select count(*) from clients where agent = 'dropped'"));
            record(of(opens(ConsentDecision.GIVEN, 3)));
            assertEquals(1, there.append(List.of(event)).stored());
            assertEquals(1, PostgresStores.number(url, "select count(*) from clients where agent = 'dropped'"));
        }
    }

    /** Waits until a transaction waits for a lock, and fails if the work ended instead. */
    private void awaitWaiting(String lock, Future<?> work) {
        String waiting = "select count(*) from pg_locks where not granted and locktype = '" + lock + "'"
                + " and database = (select oid from pg_database where datname = current_database())";
        while (PostgresStores.number(url, waiting) == 0) {
            assertFalse(work.isDone(), "it did not wait");
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
