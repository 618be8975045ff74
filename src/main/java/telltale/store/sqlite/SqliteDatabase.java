package telltale.store.sqlite;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import telltale.model.Uuid7;
import telltale.store.StoreHealth;
import telltale.store.StoreUnavailableException;
import telltale.store.jdbc.Database;

/**
 * The SQLite database in the home folder: one connection that writes, a few concurrent ones that read (write-ahead log),
 * and commits that are on disk when they return ({@code synchronous=FULL}).
 */
public final class SqliteDatabase implements Database {
    private static final Logger log = LoggerFactory.getLogger(SqliteDatabase.class);
    private static final String URL = "jdbc:sqlite:";
    private static final int READERS = 4;
    /** The pages in the write-ahead log that trigger a checkpoint. With the default, writing is a third slower. */
    private static final int CHECKPOINT_PAGES = 10_000;

    /** The page cache of the writing connection. With the default of 2 MB a large batch spills its own pages. */
    private static final int WRITER_CACHE_KIB = 64 * 1024;

    private static final Map<String, String> SYNCHRONOUS = Map.of("0", "OFF", "1", "NORMAL", "2", "FULL", "3", "EXTRA");

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final Path file;
    private final Duration timeout;
    private final GroupCommit groupCommit;
    private final Semaphore reading = new Semaphore(READERS, true);
    private final Deque<Connection> idleReaders = new ArrayDeque<>();
    private @Nullable Connection writer;
    private volatile Map<String, String> setup = Map.of("kind", "sqlite");
    private volatile boolean closed;

    /**
     * @param file the database, created if missing
     * @param scratch a folder for SQLite's native code, used by nothing else and emptied
     * @param timeout how long to wait for other transactions
     */
    public SqliteDatabase(Path file, Path scratch, Duration timeout) {
        this.file = file.toAbsolutePath();
        this.timeout = timeout;
        this.groupCommit = new GroupCommit(new GroupCommit.Writer() {
            @Override
            public Connection open() throws SQLException {
                return writer();
            }

            @Override
            public void giveUp(Connection connection) {
                giveUpWriter(connection);
            }
        });
        SqliteNativeCode.load(scratch);
        createPrivately(file);
    }

    /** Creates the file for its owner only, since it contains addresses. SQLite gives its other files the same permissions. */
    private static void createPrivately(Path file) {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try {
                Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            } catch (FileAlreadyExistsException existing) {
                log.debug("{} exists", file);
            } catch (IOException failed) {
                throw new IllegalStateException(file + " cannot be created: " + failed, failed);
            }
        }
    }

    @Override
    public <T> T read(String operation, Work<T> work) {
        acquireReader(operation);
        try {
            Connection connection = borrowReader();
            try {
                T result = work.on(connection);
                returnReader(connection);
                return result;
            } catch (SQLException | RuntimeException | Error failed) {
                closeQuietly(connection);
                throw failed;
            }
        } catch (SQLException failed) {
            throw new StoreUnavailableException(operation, failed);
        } finally {
            reading.release();
        }
    }

    @Override
    public <T> T snapshot(String operation, Work<T> work) {
        return readConsistently(operation, work);
    }

    @Override
    public <T> T readConsistently(String operation, Work<T> work) {
        return read(operation, connection -> {
            execute(connection, "begin");
            try {
                return work.on(connection);
            } finally {
                execute(connection, "rollback");
            }
        });
    }

    @Override
    public <T> T write(String operation, Work<T> work, Runnable rolledBack) {
        return committed(operation, () -> groupCommit.write(work, rolledBack));
    }

    @Override
    public <T> T writeFirst(String operation, Work<T> work, Duration patience) {
        return committed(operation, () -> groupCommit.writeFirst(work, patience));
    }

    private interface Commit<T> {
        T run() throws SQLException;
    }

    private static <T> T committed(String operation, Commit<T> commit) {
        try {
            return commit.run();
        } catch (SQLException failed) {
            throw new StoreUnavailableException(operation, failed);
        }
    }

    /** Does nothing, since only one transaction writes at a time. */
    @Override
    public void lockMigrations(Connection connection) {}

    @Override
    public void setId(PreparedStatement statement, int position, UUID id) throws SQLException {
        statement.setBytes(position, Uuid7.bytes(id));
    }

    @Override
    public UUID id(ResultSet row, int column) throws SQLException {
        return Uuid7.fromBytes(row.getBytes(column));
    }

    /** The result codes that are about values and not about the disk: https://sqlite.org/rescode.html. */
    @Override
    public boolean isRejection(SQLException failure) {
        int primary = failure.getErrorCode() & 0xFF;
        return primary == SQLiteErrorCode.SQLITE_CONSTRAINT.code
                || primary == SQLiteErrorCode.SQLITE_MISMATCH.code
                || primary == SQLiteErrorCode.SQLITE_TOOBIG.code
                || primary == SQLiteErrorCode.SQLITE_RANGE.code;
    }

    /** The settings of the writing connection when it was opened, after a test that the file can be read. */
    @Override
    public StoreHealth health() {
        read("reading the state of the database", connection -> pragma(connection, "schema_version"));
        Map<String, String> details = setup;
        boolean durable = "FULL".equals(details.get("synchronous")) && "wal".equals(details.get("journalMode"));
        return new StoreHealth(durable, details);
    }

    /** Checkpoints the write-ahead log, so that the database is one file, and closes it. */
    @Override
    public void close() {
        groupCommit.exclusively(this::closeWriter);
        synchronized (idleReaders) {
            idleReaders.forEach(SqliteDatabase::closeQuietly);
            idleReaders.clear();
        }
        deregisterDriver();
    }

    private void closeWriter() {
        closed = true;
        if (writer == null) {
            return;
        }
        try {
            execute(writer, "pragma wal_checkpoint(truncate)");
        } catch (SQLException failed) {
            log.warn("The write-ahead log could not be checkpointed: {}", failed.getMessage());
        }
        closeQuietly(writer);
        writer = null;
    }

    private Connection writer() throws SQLException {
        if (closed) {
            throw new SQLException("the database is closed");
        }
        Connection open = writer;
        if (open == null) {
            SQLiteConfig config = config();
            config.setJournalMode(SQLiteConfig.JournalMode.WAL);
            config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
            config.enforceForeignKeys(true);
            config.setPragma(SQLiteConfig.Pragma.JOURNAL_SIZE_LIMIT, "67108864");
            config.setCacheSize(-WRITER_CACHE_KIB);
            open = connect(config);
            execute(open, "pragma wal_autocheckpoint=" + CHECKPOINT_PAGES);
            // Overwrites deleted rows in pages that are written anyway.
            execute(open, "pragma secure_delete=fast");
            setup = readBack(open);
            writer = open;
        }
        return open;
    }

    /** What is really in force: asking for durability is not having it. */
    private static Map<String, String> readBack(Connection connection) throws SQLException {
        String synchronous = pragma(connection, "synchronous");
        Map<String, String> setup = new LinkedHashMap<>();
        setup.put("kind", "sqlite");
        setup.put("version", connection.getMetaData().getDatabaseProductVersion());
        setup.put("synchronous", SYNCHRONOUS.getOrDefault(synchronous, synchronous));
        setup.put("journalMode", pragma(connection, "journal_mode"));
        return Collections.unmodifiableMap(setup);
    }

    private void giveUpWriter(Connection connection) {
        writer = null;
        closeQuietly(connection);
    }

    private void acquireReader(String operation) {
        try {
            if (!reading.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new StoreUnavailableException(
                        operation,
                        new SQLException(
                                "all " + READERS + " reading connections were busy for " + timeout.toMillis() + " ms"));
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException(operation, stopping);
        }
    }

    private Connection borrowReader() throws SQLException {
        if (closed) {
            throw new SQLException("the database is closed");
        }
        synchronized (idleReaders) {
            Connection idle = idleReaders.poll();
            if (idle != null) {
                return idle;
            }
        }
        SQLiteConfig config = config();
        config.setReadOnly(true);
        return connect(config);
    }

    private void returnReader(Connection connection) {
        synchronized (idleReaders) {
            if (!closed) {
                idleReaders.push(connection);
                return;
            }
        }
        closeQuietly(connection);
    }

    private SQLiteConfig config() {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout((int) timeout.toMillis());
        // Otherwise the driver queries the last row id after each insert; statements that need it use "returning".
        config.setGetGeneratedKeys(false);
        return config;
    }

    private Connection connect(SQLiteConfig config) throws SQLException {
        return new StatementCachingConnection(URL + file, file.toString(), config.toProperties());
    }

    /** Executes a statement, such as an explicit begin: the driver would begin the next transaction, and lock, at a commit. */
    static void execute(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.execute();
        }
    }

    private static String pragma(Connection connection, String name) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("pragma " + name)) {
            return row.next() ? row.getString(1) : "";
        }
    }

    private static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException failed) {
            log.debug("A connection did not close: {}", failed.getMessage());
        }
    }

    /** Deregisters the driver, which would keep an undeployed application in memory. */
    private static void deregisterDriver() {
        for (Driver driver : Collections.list(DriverManager.getDrivers())) {
            if (driver instanceof JDBC) {
                try {
                    DriverManager.deregisterDriver(driver);
                } catch (SQLException failed) {
                    log.debug("The database driver could not be deregistered: {}", failed.getMessage());
                }
            }
        }
    }
}
