package telltale.store.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.store.jdbc.Database.Work;

/**
 * Commits the changes of all threads that wait for the writing connection in one transaction, and so with one sync of the
 * disk. The first of them runs the changes of the others. If one fails, all are rolled back and run again, each after a
 * savepoint, so that it is rolled back alone. Every thread returns after the commit.
 *
 * <p>Usually there are no savepoints, because SQLite copies each page that changes after one, and the pages of a group are more
 * than it keeps in memory: each transaction would create a temporary file.
 */
final class GroupCommit {
    /** The number of changes in one transaction, after which the others wait for the next. */
    static final int MAX_CHANGES = 256;

    private static final Logger log = LoggerFactory.getLogger(GroupCommit.class);

    private final ReentrantLock writing = new ReentrantLock(true);
    private final Writer writer;
    private final ConcurrentLinkedDeque<Change<?>> waiting = new ConcurrentLinkedDeque<>();
    /** The changes that wait for the next transaction of others. */
    private final ConcurrentLinkedDeque<Change<?>> patient = new ConcurrentLinkedDeque<>();

    /** The connection for changes. */
    interface Writer {
        /** Opens the connection if necessary; called once for each transaction. */
        Connection open() throws SQLException;

        /** Gives up a connection that cannot roll back. */
        void giveUp(Connection connection);
    }

    GroupCommit(Writer writer) {
        this.writer = writer;
    }

    private static final class Change<T> {
        private final Thread thread = Thread.currentThread();
        private final Work<T> work;
        private final Runnable rolledBack;
        private @Nullable T result;
        private @Nullable Throwable failure;
        private volatile boolean isDone;

        Change(Work<T> work, Runnable rolledBack) {
            this.work = work;
            this.rolledBack = rolledBack;
        }

        void run(Connection connection) throws SQLException {
            result = work.on(connection);
        }

        void undo() {
            rolledBack.run();
        }

        void fail(Throwable cause) {
            undo();
            failure = cause;
        }

        boolean hasFailed() {
            return failure != null;
        }

        void end() {
            isDone = true;
            LockSupport.unpark(thread);
        }

        @SuppressWarnings("NullAway") // the work itself decides whether it returns null
        T result() throws SQLException {
            if (failure instanceof SQLException failed) {
                throw new SQLException(failed.getMessage(), failed.getSQLState(), failed.getErrorCode(), failed);
            }
            if (failure instanceof RuntimeException failed) {
                throw failed;
            }
            if (failure instanceof Error failed) {
                throw failed;
            }
            return result;
        }
    }

    /**
     * Runs a change; returns its result when it is on disk.
     *
     * @param rolledBack called after a rollback, before any other transaction
     * @throws SQLException if the change or the commit failed
     */
    <T> T write(Work<T> work, Runnable rolledBack) throws SQLException {
        Change<T> change = new Change<>(work, rolledBack);
        waiting.addLast(change);
        return await(change);
    }

    /**
     * Runs a change as {@link #write} does, before those that wait already.
     *
     * @param patience how long it may wait for a transaction of others, so that it needs none of its own
     * @throws SQLException if the change or the commit failed
     */
    <T> T writeFirst(Work<T> work, Duration patience) throws SQLException {
        Change<T> change = new Change<>(work, () -> {});
        if (waiting.isEmpty() && !patience.isZero()) {
            patient.addLast(change);
            awaitOthers(change, patience);
            if (!patient.remove(change)) {
                return await(change);
            }
        }
        waiting.addFirst(change);
        return await(change);
    }

    /** Waits until a change is in a transaction of others that has ended, or for a limited time. */
    private void awaitOthers(Change<?> change, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        boolean interrupted = false;
        for (long left = patience.toNanos(); !change.isDone && left > 0; left = deadline - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private <T> T await(Change<T> change) throws SQLException {
        boolean interrupted = false;
        while (!change.isDone) {
            if (writing.tryLock()) {
                commitGroup();
            } else {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return change.result();
    }

    /** Runs an action while no transaction runs. */
    void exclusively(Runnable action) {
        writing.lock();
        try {
            action.run();
        } finally {
            writing.unlock();
            wakeNext();
        }
    }

    /** Commits what waits, releases the lock, and wakes the first of those that came meanwhile. */
    private void commitGroup() {
        List<Change<?>> group = new ArrayList<>();
        try {
            for (Change<?> next; group.size() < MAX_CHANGES && (next = waiting.poll()) != null; ) {
                group.add(next);
            }
            if (!group.isEmpty()) {
                for (Change<?> next; (next = patient.pollLast()) != null; ) {
                    group.add(0, next);
                }
                commit(group);
            }
        } finally {
            writing.unlock();
            group.forEach(Change::end);
            wakeNext();
        }
    }

    private void wakeNext() {
        Change<?> next = waiting.peek();
        if (next != null) {
            LockSupport.unpark(next.thread);
        }
    }

    private void commit(List<Change<?>> group) {
        Connection connection = null;
        try {
            connection = writer.open();
            SqliteDatabase.execute(connection, "begin immediate");
            run(connection, group);
            SqliteDatabase.execute(connection, "commit");
        } catch (SQLException | RuntimeException | Error failed) {
            // Also after an Error: an open transaction would make every later one fail.
            if (connection != null) {
                rollback(connection);
            }
            group.stream().filter(change -> !change.hasFailed()).forEach(change -> change.fail(failed));
        }
    }

    private static void run(Connection connection, List<Change<?>> group) throws SQLException {
        try {
            for (Change<?> change : group) {
                change.run(connection);
            }
        } catch (SQLException | RuntimeException | Error failed) {
            if (group.size() == 1 || !isUndone(connection, "rollback", failed)) {
                throw failed;
            }
            group.forEach(Change::undo);
            SqliteDatabase.execute(connection, "begin immediate");
            for (Change<?> change : group) {
                runAlone(connection, change);
            }
        }
    }

    /** Runs one change of several; what it did before it failed is undone. */
    private static void runAlone(Connection connection, Change<?> change) throws SQLException {
        SqliteDatabase.execute(connection, "savepoint change");
        try {
            change.run(connection);
        } catch (SQLException | RuntimeException | Error failed) {
            if (!isUndone(connection, "rollback to change", failed)) {
                throw failed;
            }
            change.fail(failed);
        }
        SqliteDatabase.execute(connection, "release change");
    }

    /** Undoes changes; false if the database has ended the transaction, as it does when the disk is full. */
    private static boolean isUndone(Connection connection, String rollback, Throwable cause) {
        try {
            SqliteDatabase.execute(connection, rollback);
            return true;
        } catch (SQLException ended) {
            cause.addSuppressed(ended);
            return false;
        }
    }

    private void rollback(Connection connection) {
        try {
            SqliteDatabase.execute(connection, "rollback");
        } catch (SQLException | RuntimeException | Error broken) {
            log.warn("The writing connection is given up: {}", broken.getMessage());
            writer.giveUp(connection);
        }
    }
}
