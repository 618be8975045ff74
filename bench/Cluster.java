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
 * The PostgreSQL of the machine on data of its own, with its settings as they come: it syncs each commit. Databases with a
 * given number of stored events are made once for each schema, by the command {@code move}, and copied by the server.
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

    /** Starts it, and makes it first if need be. */
    static Cluster start() throws Exception {
        Path programs = programs();
        Path data = Machine.folder().resolve("postgresql-" + programs.getParent().getFileName() + "-" + Homes.schema());
        if (!Files.exists(data.resolve("PG_VERSION"))) {
            Machine.run(unprivileged(programs.resolve("initdb"), "-D", data.toString(), "-U", USER, "-A", "trust", "--locale=C", "-E", "UTF8"));
        }
        if (Files.exists(data.resolve("postmaster.pid"))) {
            stopIfRunning(programs, data);
        }
        int port = Child.freePort();
        Machine.run(unprivileged(programs.resolve("pg_ctl"), "-D", data.toString(), "-w", "-t", "120", "-l", data.resolve("server.log").toString(),
                "-o", "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=", "start"));
        Cluster cluster = new Cluster(programs, data, port);
        for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
            if (!cluster.text("postgres", "show " + setting).equals("on")) {
                throw new Machine.Unusable(setting + " is not on: PostgreSQL would forget what it confirmed.");
            }
        }
        return cluster;
    }

    /** Which version it is. */
    String version() throws SQLException {
        return "PostgreSQL " + text("postgres", "show server_version");
    }

    /** The name of a database with that many events, moved from the embedded one; not to be written into. */
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

    /** The name of a copy to run on; {@link #drop} it. */
    String copyOf(long events) throws Exception {
        String copy = "run_" + Long.toString(System.nanoTime(), 36);
        execute("postgres", "create database " + copy + " template " + built(events), "checkpoint");
        return copy;
    }

    /** An empty database. */
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

    /** What a server needs to know to work on that database. */
    Map<String, String> settings(String database) {
        return Map.of("TELLTALE_DATABASE_URL", url(database), "TELLTALE_DATABASE_USER", USER);
    }

    /** The command that loads that database with transactions of a script; to be followed by options of pgbench. */
    List<String> pgbench(String database, String... options) {
        List<String> command = new ArrayList<>(List.of(programs.resolve("pgbench").toString(), "-h", "127.0.0.1", "-p", String.valueOf(port), "-U", USER, "-n"));
        command.addAll(Arrays.asList(options));
        command.add(database);
        return command;
    }

    /** The first column of the first row. */
    String text(String database, String question) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(question)) {
            row.next();
            return row.getString(1);
        }
    }

    long number(String database, String question) throws SQLException {
        return Long.parseLong(text(database, question));
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

    /** A run that was killed left a server, or only the file that names it; the next start replaces that. */
    private static void stopIfRunning(Path programs, Path data) throws IOException, InterruptedException {
        try {
            stop(programs, data);
        } catch (Machine.Unusable gone) {
            System.err.println("The server of an earlier run is gone already.");
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
        Child.onlyWith(command, Map.of("TELLTALE_HOME", home.toString(), "TELLTALE_DATABASE_USER", USER));
        if (command.start().waitFor() != 0) {
            throw new Machine.Unusable("The embedded database could not be moved to PostgreSQL.");
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

    private static Machine.Unusable missing() {
        return new Machine.Unusable("PostgreSQL is missing. Install it: apt-get install postgresql (bench/install has all)");
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
