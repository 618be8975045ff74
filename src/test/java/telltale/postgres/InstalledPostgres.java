package telltale.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import telltale.launcher.Folders;
import telltale.launcher.FreePort;

/** A PostgreSQL of the programs that are installed on this machine (Debian: postgresql), which have pg_dump and pg_basebackup. */
public final class InstalledPostgres {
    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");

    private final int port = FreePort.find();
    private final Path data;

    private InstalledPostgres(Path data) {
        this.data = data;
    }

    /** Creates a cluster, and starts it. */
    public static InstalledPostgres create() throws Exception {
        // Not below the folder of the test, which another user may not enter.
        Path data = Files.createTempDirectory("telltale-postgres");
        InstalledPostgres server = new InstalledPostgres(data);
        server.run("initdb", "-D", data.toString(), "-U", "postgres", "-A", "trust", "--locale=C", "-E", "UTF8");
        server.start();
        return server;
    }

    /** Starts a copy of this server by streaming replication. */
    public InstalledPostgres copy() throws Exception {
        Path folder = Files.createTempDirectory("telltale-postgres");
        InstalledPostgres copy = new InstalledPostgres(folder);
        copy.run(
                "pg_basebackup",
                "-h",
                "127.0.0.1",
                "-p",
                Integer.toString(port),
                "-U",
                "postgres",
                "-D",
                folder.toString(),
                "--write-recovery-conf",
                "--checkpoint=fast");
        copy.start();
        return copy;
    }

    /** Runs one statement as the superuser. */
    public void execute(String sql) throws SQLException {
        try (Connection connection = PostgresServer.connect(url());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The text of the only value that a query returns. */
    public String query(String sql) throws SQLException {
        try (Connection connection = PostgresServer.connect(url());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    /** Kills all of its processes at once (SIGKILL), like a power failure. */
    public void kill() {
        PostgresProcesses.kill(PostgresProcesses.of(data));
    }

    /** Starts a server that does not run, and returns when it accepts connections. */
    public void start() throws Exception {
        run(
                "pg_ctl",
                "-D",
                data.toString(),
                "-w",
                "-l",
                data.resolve("server.log").toString(),
                "-o",
                "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=",
                "start");
    }

    /** Stops this server, and starts one with a copy of its files at another address. */
    public InstalledPostgres moved() throws Exception {
        run("pg_ctl", "-D", data.toString(), "-w", "-m", "fast", "stop");
        InstalledPostgres moved = new InstalledPostgres(Files.createTempDirectory("telltale-postgres"));
        moved.run("cp", "-a", data + "/.", moved.data.toString());
        moved.start();
        Folders.delete(data);
        return moved;
    }

    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    /** The variables by which the programs of PostgreSQL find the database. */
    public Map<String, String> environment() throws IOException {
        return Map.of(
                "PGHOST", "127.0.0.1",
                "PGPORT", Integer.toString(port),
                "PGDATABASE", "postgres",
                "PGUSER", "postgres",
                "PATH", programs() + ":" + System.getenv("PATH"));
    }

    private static Path programs() throws IOException {
        try (Stream<Path> versions = Files.list(VERSIONS)) {
            return versions.sorted().reduce((one, other) -> other).orElseThrow().resolve("bin");
        }
    }

    /** Runs a program as a user that PostgreSQL accepts, which does not run as root. */
    private void run(String program, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            new ProcessBuilder("chown", "-R", "postgres", data.toString())
                    .inheritIO()
                    .start()
                    .waitFor();
            command.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
        }
        Path installed = programs().resolve(program);
        command.add(Files.exists(installed) ? installed.toString() : program);
        command.addAll(Arrays.asList(arguments));
        Path log = Files.createTempFile("postgres", ".log");
        int exit = new ProcessBuilder(command)
                .directory(Path.of("/").toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        String output = Files.readString(log);
        Files.delete(log);
        if (exit != 0) {
            throw new IllegalStateException(command + " ended with " + exit + ": " + output);
        }
    }

    /** Stops the server, and deletes its data. */
    public void close() throws Exception {
        run("pg_ctl", "-D", data.toString(), "-w", "-m", "immediate", "stop");
        Folders.delete(data);
    }
}
