package telltale.postgres;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.slf4j.LoggerFactory;
import telltale.launcher.Folders;
import telltale.launcher.FreePort;
import telltale.store.Store;
import telltale.store.postgresql.PostgresConnections;
import telltale.store.postgresql.PostgresStore;

/**
 * A real PostgreSQL in {@code target/postgres}, with the durability settings of production, which can be stopped, killed,
 * frozen and restarted at the same address. Its log is {@code server-<port>.log} in that folder.
 */
public final class PostgresServer implements AutoCloseable {
    private static final String TEMPLATE = "migrated";
    private static final Path FOLDER = Path.of("target", "postgres").toAbsolutePath();
    /**
     * Not {@link #FOLDER} itself: there, a JVM that starts a second server gives up the file locks of the first (POSIX releases
     * all locks of a process when it closes the file), and another JVM then stops the first as one that was left behind.
     */
    private static final Path DATA = FOLDER.resolve("data");

    static {
        // The library unpacks PostgreSQL in this folder.
        System.setProperty("ot.epg.working-dir", FOLDER.toString());
        // The library logs a killed server as an error; relevant errors are thrown as exceptions.
        ((Logger) LoggerFactory.getLogger(EmbeddedPostgres.class)).setLevel(Level.OFF);
    }

    private final int port = FreePort.find();
    private final Path data;
    private final AtomicInteger databases = new AtomicInteger();
    private boolean isMigrated;
    private @Nullable EmbeddedPostgres running;

    private static final class Shared {
        static final PostgresServer SERVER = new PostgresServer();
    }

    /** The server that tests share. A test that stops it must start it again. */
    public static PostgresServer shared() {
        return Shared.SERVER;
    }

    /** Starts a separate server. */
    public PostgresServer() {
        try {
            data = Files.createTempDirectory(Files.createDirectories(DATA), "data-");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "postgres-end"));
        start();
    }

    /** Creates an empty database and returns its URL. */
    public String newDatabase() {
        String name = "test" + databases.incrementAndGet();
        execute("create database " + name);
        return url(name);
    }

    /** Creates a database with the newest schema and returns its URL; a copy takes a tenth of the time of the migrations. */
    public String newMigratedDatabase() {
        String name = "test" + databases.incrementAndGet();
        execute("create database " + name + " template " + template());
        return url(name);
    }

    /** Returns the name of a database with the newest schema and nothing in it. */
    private synchronized String template() {
        if (!isMigrated) {
            execute("create database " + TEMPLATE);
            PostgresConnections connections =
                    PostgresConnections.to(url(TEMPLATE), "postgres", null, Duration.ofSeconds(20));
            try (Store store = PostgresStore.open(connections, new UUID(0, 0), (opened, secrets) -> {})) {
                store.eventsSince();
            }
            isMigrated = true;
        }
        return TEMPLATE;
    }

    /** Connects without the driver manager, because a store removes the driver from it when it is closed. */
    public static Connection connect(String url) throws SQLException {
        Properties login = new Properties();
        login.setProperty("user", "postgres");
        return Objects.requireNonNull(new Driver().connect(url, login), url);
    }

    public int port() {
        return port;
    }

    /** Runs one statement as the superuser, in the database {@code postgres}. */
    public void execute(String sql) {
        try (Connection connection = connect(url("postgres"));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw new IllegalStateException(sql, failure);
        }
    }

    /** Restarts the server with its data, and returns when it accepts connections. */
    public synchronized void start() {
        if (running != null) {
            throw new IllegalStateException("the server is running");
        }
        try {
            // The Zonky library needs the driver manager.
            if (!Driver.isRegistered()) {
                Driver.register();
            }
            ProcessBuilder.Redirect log = ProcessBuilder.Redirect.appendTo(
                    FOLDER.resolve("server-" + port + ".log").toFile());
            running = EmbeddedPostgres.builder()
                    .setPort(port)
                    .setDataDirectory(data)
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setPGStartupWait(Duration.ofMinutes(1))
                    .setLocaleConfig("locale", "C")
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("unix_socket_directories", "")
                    .setOutputRedirector(log)
                    .setErrorRedirector(log)
                    .start();
        } catch (IOException | SQLException failure) {
            throw new IllegalStateException("PostgreSQL does not start, see the log in " + FOLDER, failure);
        }
        requireOn("fsync", "synchronous_commit", "full_page_writes");
    }

    /** Shuts the server down: open connections are closed, and all data are on disk. */
    public synchronized void stop() {
        List<ProcessHandle> processes = processes();
        release();
        PostgresProcesses.awaitEnd(processes);
    }

    /** Kills all of its processes at once (SIGKILL), like a power failure. */
    public synchronized void kill() {
        PostgresProcesses.kill(processes());
        release();
    }

    /** Suspends all of its processes (SIGSTOP): connections stay open without a reply, until {@link #thaw}. */
    public synchronized void freeze() {
        signal("STOP");
    }

    public synchronized void thaw() {
        signal("CONT");
    }

    /** Stops the server and deletes its data. */
    @Override
    public synchronized void close() {
        if (running != null) {
            kill();
        }
        if (Files.notExists(data)) {
            return;
        }
        try {
            Folders.delete(data);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Returns the URL of a database of this server; the user is {@code postgres}, without a password. */
    public String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /** Fails if a setting is off. Tests of durability would prove nothing if the server could lose confirmed transactions. */
    private void requireOn(String... settings) {
        try (Connection connection = connect(url("postgres"));
                Statement statement = connection.createStatement()) {
            for (String setting : settings) {
                try (ResultSet row = statement.executeQuery("show " + setting)) {
                    row.next();
                    if (!row.getString(1).equals("on")) {
                        throw new IllegalStateException(setting + " is " + row.getString(1) + " (expected: on)");
                    }
                }
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private List<ProcessHandle> processes() {
        if (running == null) {
            throw new IllegalStateException("the server is not running");
        }
        return PostgresProcesses.of(data);
    }

    private void release() {
        EmbeddedPostgres ended = running;
        running = null;
        try {
            if (ended != null) {
                ended.close();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void signal(String name) {
        List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        processes().forEach(process -> command.add(Long.toString(process.pid())));
        try {
            int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
            if (exit != 0) {
                throw new IllegalStateException(command + " ended with " + exit);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
