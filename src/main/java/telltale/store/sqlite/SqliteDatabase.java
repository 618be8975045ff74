package telltale.store.sqlite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
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
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;
import telltale.model.Uuid7;
import telltale.store.StoreHealth;
import telltale.store.StoreUnavailableException;
import telltale.store.jdbc.Database;

/**
 * The SQLite database in the home folder: one connection that writes, a few that read beside it (write-ahead log), and
 * a commit that is on the disk when it returns ({@code synchronous=FULL}).
 */
public final class SqliteDatabase implements Database {
    private static final Logger log = LoggerFactory.getLogger(SqliteDatabase.class);
    private static final String URL = "jdbc:sqlite:";
    private static final int READERS = 4;
    /** Pages that may gather in the write-ahead log before they move: more than the default gains half the speed. */
    private static final int CHECKPOINT_PAGES = 10_000;

    /** What the writing connection may keep in memory: with the default of 2 MB a large batch spills its own pages. */
    private static final int WRITER_CACHE_KIB = 64 * 1024;

    private static final Map<String, String> SYNCHRONOUS = Map.of("0", "OFF", "1", "NORMAL", "2", "FULL", "3", "EXTRA");

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static boolean isNativeCodeLoaded;

    private final Path file;
    private final Duration patience;
    private final ReentrantLock writing = new ReentrantLock(true);
    private final Semaphore reading = new Semaphore(READERS, true);
    private final Deque<Connection> idleReaders = new ArrayDeque<>();
    private @Nullable Connection writer;
    private volatile Map<String, String> setup = Map.of("kind", "sqlite");
    private volatile boolean closed;

    /**
     * @param file made when it is not there
     * @param scratch a folder of our own for SQLite's native code; emptied
     * @param patience how long one waits for another that writes
     */
    public SqliteDatabase(Path file, Path scratch, Duration patience) {
        this.file = file.toAbsolutePath();
        this.patience = patience;
        loadNativeCode(scratch);
        makeForItsOwnerAlone(file);
    }

    /** It holds addresses. SQLite gives the files beside it the same permissions. */
    private static void makeForItsOwnerAlone(Path file) {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try {
                Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            } catch (FileAlreadyExistsException asTheOwnerLeftIt) {
                log.debug("{} is there", file);
            } catch (IOException failed) {
                throw new IllegalStateException(file + " cannot be made: " + failed, failed);
            }
        }
    }

    @Override
    public <T> T read(String what, Work<T> work) {
        acquireReader(what);
        try {
            Connection connection = borrow();
            try {
                T result = work.on(connection);
                giveBack(connection);
                return result;
            } catch (SQLException | RuntimeException | Error failed) {
                closeQuietly(connection);
                throw failed;
            }
        } catch (SQLException failed) {
            throw new StoreUnavailableException(what, failed);
        } finally {
            reading.release();
        }
    }

    @Override
    public <T> T snapshot(String what, Work<T> work) {
        return readAtOnce(what, work);
    }

    @Override
    public <T> T readAtOnce(String what, Work<T> work) {
        return read(what, connection -> {
            execute(connection, "begin");
            try {
                return work.on(connection);
            } finally {
                execute(connection, "rollback");
            }
        });
    }

    @Override
    public <T> T write(String what, Work<T> work, Runnable rolledBack) {
        writing.lock();
        try {
            Connection connection = writer();
            execute(connection, "begin immediate");
            try {
                T result = work.on(connection);
                execute(connection, "commit");
                return result;
            } catch (SQLException | RuntimeException | Error failed) {
                // After an error, too: a transaction that stays open would make every later one fail.
                rollback(connection);
                rolledBack.run();
                throw failed;
            }
        } catch (SQLException failed) {
            throw new StoreUnavailableException(what, failed);
        } finally {
            writing.unlock();
        }
    }

    /** A transaction that writes is alone anyway. */
    @Override
    public void migrateAlone(Connection connection) {}

    @Override
    public void setId(PreparedStatement statement, int position, UUID id) throws SQLException {
        statement.setBytes(position, Uuid7.bytes(id));
    }

    @Override
    public UUID id(ResultSet row, int column) throws SQLException {
        return Uuid7.fromBytes(row.getBytes(column));
    }

    /** https://sqlite.org/rescode.html: the codes that say something about the values and not about the disk. */
    @Override
    public boolean isRejection(SQLException failure) {
        int primary = failure.getErrorCode() & 0xFF;
        return primary == SQLiteErrorCode.SQLITE_CONSTRAINT.code
                || primary == SQLiteErrorCode.SQLITE_MISMATCH.code
                || primary == SQLiteErrorCode.SQLITE_TOOBIG.code
                || primary == SQLiteErrorCode.SQLITE_RANGE.code;
    }

    /** What the writing connection said of itself when it was opened, and whether the file can be read now. */
    @Override
    public StoreHealth health() {
        read("asking the database how it is", connection -> pragma(connection, "schema_version"));
        Map<String, String> details = setup;
        boolean durable = "FULL".equals(details.get("synchronous")) && "wal".equals(details.get("journalMode"));
        return new StoreHealth(durable, details);
    }

    /** Moves the write-ahead log into the database file, so that the home holds one whole file, and lets go of it. */
    @Override
    public void close() {
        writing.lock();
        try {
            closed = true;
            if (writer != null) {
                try {
                    execute(writer, "pragma wal_checkpoint(truncate)");
                } catch (SQLException failed) {
                    log.warn("The write-ahead log stays beside the database: {}", failed.getMessage());
                }
                closeQuietly(writer);
                writer = null;
            }
        } finally {
            writing.unlock();
        }
        synchronized (idleReaders) {
            idleReaders.forEach(SqliteDatabase::closeQuietly);
            idleReaders.clear();
        }
        forgetDriver();
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

    private void rollback(Connection connection) {
        try {
            execute(connection, "rollback");
        } catch (SQLException | RuntimeException | Error broken) {
            writer = null;
            log.warn("The writing connection is given up: {}", broken.getMessage());
            closeQuietly(connection);
        }
    }

    private void acquireReader(String what) {
        try {
            if (!reading.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new StoreUnavailableException(
                        what,
                        new SQLException("all " + READERS + " reading connections were busy for " + patience.toMillis()
                                + " ms"));
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailableException(what, stopping);
        }
    }

    private Connection borrow() throws SQLException {
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

    private void giveBack(Connection connection) {
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
        config.setBusyTimeout((int) patience.toMillis());
        // Otherwise the driver asks for the last number after each insert; "returning" says it where it is wanted.
        config.setGetGeneratedKeys(false);
        return config;
    }

    private Connection connect(SQLiteConfig config) throws SQLException {
        return new StatementCachingConnection(URL + file, file.toString(), config.toProperties());
    }

    /** Transactions are begun by hand: the driver's own would begin the next, and hold its lock, with each commit. */
    private static void execute(Connection connection, String sql) throws SQLException {
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

    /**
     * SQLite unpacks its native code into a temporary folder, where a killed process leaves it and where running it
     * may be forbidden: so a folder in the home, swept at each start. It also starts a process to learn the kind of
     * system, and the JDK's thread that waits for that process keeps the context class loader for a minute: so the
     * JDK's own, or a redeployed application would stay in memory that long.
     */
    private static synchronized void loadNativeCode(Path scratch) {
        if (isNativeCodeLoaded) {
            return;
        }
        Thread thread = Thread.currentThread();
        ClassLoader context = thread.getContextClassLoader();
        String folder = System.getProperty("org.sqlite.tmpdir");
        try {
            sweep(scratch);
            System.setProperty("org.sqlite.tmpdir", scratch.toString());
            thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
            requireNativeLibrary();
            if (!SQLiteJDBCLoader.initialize()) {
                throw new IllegalStateException("there is no embedded database for this kind of machine");
            }
            isNativeCodeLoaded = true;
        } catch (UnsupportedPlatformException unsupported) {
            throw unsupported;
        } catch (Exception failed) {
            throw new IllegalStateException(
                    "The embedded database could not be loaded from " + scratch + ": " + failed.getMessage(), failed);
        } finally {
            thread.setContextClassLoader(context);
            if (folder == null) {
                System.clearProperty("org.sqlite.tmpdir");
            } else {
                System.setProperty("org.sqlite.tmpdir", folder);
            }
        }
    }

    /** Asked before the driver, which would log a stack trace. A library of the operator's own is left to the driver. */
    private static void requireNativeLibrary() {
        boolean isBuiltIn = LibraryLoaderUtil.hasNativeLib(
                LibraryLoaderUtil.getNativeLibResourcePath(), LibraryLoaderUtil.getNativeLibName());
        if (!isBuiltIn && System.getProperty("org.sqlite.lib.path") == null) {
            throw new UnsupportedPlatformException(System.getProperty("os.name"), System.getProperty("os.arch"));
        }
    }

    private static void sweep(Path folder) {
        try {
            Files.createDirectories(folder);
            try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(folder)) {
                for (Path leftover : leftovers) {
                    Files.deleteIfExists(leftover);
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** A driver that stays registered keeps a redeployed application in memory. */
    private static void forgetDriver() {
        for (Driver driver : Collections.list(DriverManager.getDrivers())) {
            if (driver instanceof JDBC) {
                try {
                    DriverManager.deregisterDriver(driver);
                } catch (SQLException failed) {
                    log.debug("The database driver stays registered: {}", failed.getMessage());
                }
            }
        }
    }
}
