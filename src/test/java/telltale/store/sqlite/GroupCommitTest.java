package telltale.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.JDBC;

/** Tests which changes share a transaction, with a real database. */
final class GroupCommitTest {
    private static final int THREADS = 20;

    private final AtomicInteger transactions = new AtomicInteger();
    private final AtomicInteger givenUp = new AtomicInteger();
    private final Set<Integer> rolledBack = ConcurrentHashMap.newKeySet();

    @TempDir
    private Path folder;

    private Connection connection;
    private GroupCommit commits;

    @BeforeEach
    void open() throws SQLException {
        connection = JDBC.createConnection("jdbc:sqlite:" + folder.resolve("test.db"), new Properties());
        execute(connection, "create table numbers (n integer primary key)");
        commits = new GroupCommit(new GroupCommit.Writer() {
            @Override
            public Connection open() {
                transactions.incrementAndGet();
                return connection;
            }

            @Override
            public void giveUp(Connection broken) {
                givenUp.incrementAndGet();
            }
        });
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void aLoneChangeIsCommittedAtOnce() throws SQLException {
        assertEquals(7, insert(7));

        assertEquals(List.of(7), stored());
        assertEquals(1, transactions.get());
    }

    @Test
    void changesThatWaitShareOneTransaction() throws Exception {
        List<Throwable> failures = insertTogether();

        assertEquals(List.of(), failures);
        assertEquals(IntStream.range(0, THREADS).boxed().toList(), stored());
        assertEquals(1, transactions.get());
    }

    @Test
    void oneThatFailsDoesNotFailTheOthers() throws Exception {
        insert(5);
        transactions.set(0);

        List<Throwable> failures = insertTogether();

        assertEquals(1, failures.size(), "" + failures);
        assertTrue(failures.get(0) instanceof SQLException, "" + failures);
        assertEquals(THREADS, rolledBack.size());
        assertEquals(IntStream.range(0, THREADS).boxed().toList(), stored());
        assertEquals(1, transactions.get());
    }

    @Test
    void aPatientChangeSharesTheTransactionOfTheNext() throws Exception {
        List<Throwable> failures = new ArrayList<>();
        Thread patient = start(failures, () -> insertFirst(1, Duration.ofMinutes(1)));
        awaitState(patient, Thread.State.TIMED_WAITING);
        assertEquals(0, transactions.get());

        insert(2);
        patient.join();

        assertEquals(List.of(), failures);
        assertEquals(List.of(1, 2), stored());
        assertEquals(1, transactions.get());
    }

    @Test
    void aPatientChangeIsCommittedAloneIfNoOtherComes() throws SQLException {
        assertEquals(1, insertFirst(1, Duration.ofNanos(1)));

        assertEquals(List.of(1), stored());
        assertEquals(1, transactions.get());
    }

    @Test
    void anExceptionOfTheWorkReachesItsCallerAndUndoesItsChanges() throws SQLException {
        IllegalStateException thrown = assertThrows(
                IllegalStateException.class,
                () -> commits.write(
                        on -> {
                            execute(on, "insert into numbers values (1)");
                            throw new IllegalStateException("defect");
                        },
                        () -> rolledBack.add(1)));

        assertEquals("defect", thrown.getMessage());
        assertEquals(Set.of(1), rolledBack);
        assertEquals(List.of(), stored());
        assertEquals(2, insert(2));
        assertEquals(0, givenUp.get());
    }

    @Test
    void allFailIfTheDatabaseEndsTheTransaction() throws Exception {
        connection.close();

        List<Throwable> failures = insertTogether();

        assertEquals(THREADS, failures.size());
        assertEquals(THREADS, rolledBack.size());
        assertEquals(1, givenUp.get());
    }

    private int insertFirst(int number, Duration patience) throws SQLException {
        return commits.writeFirst(
                on -> {
                    execute(on, "insert into numbers values (" + number + ")");
                    return number;
                },
                patience);
    }

    private int insert(int number) throws SQLException {
        return commits.write(
                on -> {
                    execute(on, "insert into numbers values (" + number + ")");
                    return number;
                },
                () -> rolledBack.add(number));
    }

    /** Inserts a number from each thread, once all of them wait. */
    private List<Throwable> insertTogether() throws InterruptedException {
        List<Throwable> failures = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        commits.exclusively(() -> {
            for (int number = 0; number < THREADS; number++) {
                int inserted = number;
                threads.add(start(failures, () -> insert(inserted)));
            }
            threads.forEach(thread -> awaitState(thread, Thread.State.WAITING));
        });
        for (Thread thread : threads) {
            thread.join();
        }
        return failures;
    }

    private static Thread start(List<Throwable> failures, Callable<Integer> change) {
        Thread thread = new Thread(() -> {
            try {
                change.call();
            } catch (Exception failed) {
                synchronized (failures) {
                    failures.add(failed);
                }
            }
        });
        thread.start();
        return thread;
    }

    private static void awaitState(Thread thread, Thread.State state) {
        while (thread.getState() != state) {
            Thread.onSpinWait();
        }
    }

    private List<Integer> stored() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select n from numbers order by n")) {
            List<Integer> numbers = new ArrayList<>();
            while (rows.next()) {
                numbers.add(rows.getInt(1));
            }
            return numbers;
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
