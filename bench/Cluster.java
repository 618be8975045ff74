import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;
import org.postgresql.Driver;
import telltale.store.postgresql.PostgresConnections;

/**
 * A PostgreSQL cluster with its own data and default settings, which sync each commit. Databases with a given number of
 * stored events are created once per schema, by the command {@code move}, and copied by the server.
 */
final class Cluster implements AutoCloseable {
    private static final String USER = "bench";

    private final Path programs;
    private final Path data;
    private final int port;

    private Cluster(Path programs, Path data, int port) {
        this.programs = programs;
        this.data = data;
        this.port = port;
    }

    /** Starts the cluster, and creates it first if necessary. */
    static Cluster start() throws Exception {
        Path programs = programs();
        Path data = Machine.folder().resolve("postgresql-" + programs.getParent().getFileName() + "-" + Homes.schema());
        if (!Files.exists(data.resolve("PG_VERSION"))) {
            Machine.run(unprivileged(programs.resolve("initdb"), "-D", data.toString(), "-U", USER, "-A", "trust", "--locale=C", "-E", "UTF8"));
        }
        if (Files.exists(data.resolve("postmaster.pid"))) {
            stopIfRunning(programs, data);
        }
        int port = ServerProcess.freePort();
        Machine.run(unprivileged(programs.resolve("pg_ctl"), "-D", data.toString(), "-w", "-t", "120", "-l", data.resolve("server.log").toString(),
                "-o", "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=", "start"));
        Cluster cluster = new Cluster(programs, data, port);
        for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
            if (!cluster.text("postgres", "show " + setting).equals("on")) {
                throw new BenchmarkException(setting + " is off: PostgreSQL could lose transactions that it has confirmed.");
            }
        }
        return cluster;
    }

    /** Returns the server's name and version. */
    String version() throws SQLException {
        return "PostgreSQL " + text("postgres", "show server_version");
    }

    /** Returns the name of a database with that many events, moved from the embedded one. Do not write to it. */
    String built(long events) throws Exception {
        String name = "events_" + events;
        if (text("postgres", "select count(*) from pg_database where datname = '" + name + "'").equals("0")) {
            System.err.printf("moving %,d events to PostgreSQL%n", events);
            Path home = Homes.copyOf(events);
            try {
                execute("postgres", "drop database if exists moving", "create database moving");
                move(home, "moving");
                execute("moving", "vacuum analyze", "checkpoint");
                execute("postgres", "alter database moving rename to " + name);
            } finally {
                Homes.delete(home);
            }
        }
        return name;
    }

    /** Returns the name of a copy to work on; {@link #drop} it afterwards. */
    String copyOf(long events) throws Exception {
        String copy = "run_" + Long.toString(System.nanoTime(), 36);
        execute("postgres", "create database " + copy + " template " + built(events), "checkpoint");
        return copy;
    }

    /** Creates an empty database and returns its name. */
    String empty() throws SQLException {
        String name = "run_" + Long.toString(System.nanoTime(), 36);
        execute("postgres", "create database " + name);
        return name;
    }

    void drop(String database) throws SQLException {
        execute("postgres", "drop database " + database + " with (force)");
    }

    PostgresConnections connections(String database) {
        return PostgresConnections.to(url(database), USER, null, java.time.Duration.ofSeconds(5));
    }

    /** Returns the settings for a server that uses that database. */
    Map<String, String> settings(String database) {
        return Map.of("TELLTALE_DATABASE_URL", url(database), "TELLTALE_DATABASE_USER", USER);
    }

    /** Returns the pgbench command for that database. */
    List<String> pgbench(String database, String... options) {
        List<String> command = new ArrayList<>(List.of(programs.resolve("pgbench").toString(), "-h", "127.0.0.1", "-p", String.valueOf(port), "-U", USER, "-n"));
        command.addAll(Arrays.asList(options));
        command.add(database);
        return command;
    }

    /** Returns the first column of the first row. */
    String text(String database, String query) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    long number(String database, String query) throws SQLException {
        return Long.parseLong(text(database, query));
    }

    void execute(String database, String... statements) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            for (String one : statements) {
                statement.execute(one);
            }
        }
    }

    Connection connect(String database) throws SQLException {
        Properties login = new Properties();
        login.setProperty("user", USER);
        return Objects.requireNonNull(new Driver().connect(url(database), login));
    }

    @Override
    public void close() throws IOException, InterruptedException {
        stop(programs, data);
    }

    /** Stops the server of a run that was killed. If only its PID file is left, the next start replaces it. */
    private static void stopIfRunning(Path programs, Path data) throws IOException, InterruptedException {
        try {
            stop(programs, data);
        } catch (BenchmarkException notRunning) {
            System.err.println("The server of an earlier run is no longer running.");
        }
    }

    private static void stop(Path programs, Path data) throws IOException, InterruptedException {
        Machine.run(unprivileged(programs.resolve("pg_ctl"), "-D", data.toString(), "-w", "-m", "fast", "stop"));
    }

    private String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    private void move(Path home, String database) throws IOException, InterruptedException {
        ProcessBuilder command = new ProcessBuilder(Machine.JAVA, "-jar", Machine.WAR.toString(), "move", "--to", url(database))
                .directory(Machine.BUILT.toFile())
                .inheritIO()
                .redirectOutput(ProcessBuilder.Redirect.to(Files.createTempFile(home, "move", ".log").toFile()));
        ServerProcess.replaceSettings(command, Map.of("TELLTALE_HOME", home.toString(), "TELLTALE_DATABASE_USER", USER));
        if (command.start().waitFor() != 0) {
            throw new BenchmarkException("The embedded database could not be moved to PostgreSQL.");
        }
    }

    private static Path programs() throws IOException {
        Path versions = Path.of("/usr/lib/postgresql");
        if (Files.exists(versions)) {
            try (Stream<Path> found = Files.list(versions)) {
                return found.map(version -> version.resolve("bin"))
                        .filter(bin -> Files.isExecutable(bin.resolve("postgres")) && Files.isExecutable(bin.resolve("pgbench")))
                        .max(Comparator.comparing(bin -> Integer.valueOf(bin.getParent().getFileName().toString())))
                        .orElseThrow(Cluster::missing);
            }
        }
        throw missing();
    }

    private static BenchmarkException missing() {
        return new BenchmarkException("PostgreSQL is missing. Install it: apt-get install postgresql (bench/install installs all)");
    }

    /** PostgreSQL refuses to run as root; in a separate user namespace, root is an unprivileged user. */
    private static List<String> unprivileged(Path program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("unshare", "--user"));
        }
        command.add(program.toString());
        command.addAll(Arrays.asList(arguments));
        return command;
    }
}
