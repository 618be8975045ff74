package telltale.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import telltale.launcher.RunningWar;
import telltale.postgres.PostgresServer;
import telltale.smtp.ScriptedSmtpServer;

/** Two nodes that send from one outbox on PostgreSQL, and their mail server. */
abstract class SendingNodes {
    static final int NODES = 2;
    /** The limit of each node, so that both have mails to send. */
    private static final int PER_SECOND = 150;

    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofMillis(10);

    final PostgresServer database = new PostgresServer();
    final List<RunningWar> nodes = new ArrayList<>();
    ScriptedSmtpServer mailServer;

    private final String url = database.newDatabase();

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws Exception {
        mailServer = ScriptedSmtpServer.start().reject(Batch.REFUSED);
        for (int node = 0; node < NODES; node++) {
            nodes.add(start(node, firstWar()));
        }
    }

    @AfterEach
    void end() throws Exception {
        nodes.forEach(RunningWar::close);
        mailServer.close();
        database.close();
    }

    /** The WAR that the nodes are started with. */
    Path firstWar() {
        return RunningWar.WAR;
    }

    final SendingTally sendingTally(Batch batch, RunningWar node, Map<String, Integer> doubts) throws Exception {
        assertEquals(List.of(), batch.faults());
        assertTrue(batch.isComplete());
        AdminApi api = AdminApi.of(node);
        AdminApi.Progress progress = SendingTally.awaitEnd(batch, api);
        assertEquals(0, api.recount().different());
        return SendingTally.of(batch, progress, SendingTally.copies(mailServer.messages()), doubts);
    }

    final void awaitMessages(int count) {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (mailServer.messages().size() < count) {
            assertTrue(System.nanoTime() < end, "no mail is sent");
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** Counts deliveries by node, given a condition on them ({@code d}) and their campaigns ({@code c}). */
    final Map<String, Integer> sharesOfTheNodes(String condition) throws SQLException {
        return counts("select d.node::text, count(*) from telltale.deliveries d"
                + " join telltale.campaigns c on c.number = d.campaign where " + condition + " group by d.node");
    }

    /** Returns the number in the second column of each row by the first column. */
    final Map<String, Integer> counts(String query) throws SQLException {
        Map<String, Integer> counts = new TreeMap<>();
        try (Connection connection = PostgresServer.connect(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                counts.put(row.getString(1), row.getInt(2));
            }
        }
        return counts;
    }

    final void execute(String sql) throws SQLException {
        try (Connection connection = PostgresServer.connect(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Starts a node with a WAR, in the home that it has. */
    final RunningWar start(int node, Path war) throws IOException {
        Map<String, String> settings = new HashMap<>(Map.of(
                "TELLTALE_DATABASE_URL",
                url,
                "TELLTALE_DATABASE_USER",
                "postgres",
                "EMAIL_PER_SECOND",
                Integer.toString(PER_SECOND)));
        settings.putAll(SendingTally.through(mailServer.port()));
        return RunningWar.serving(war, Files.createDirectories(folder.resolve("node" + node)), settings);
    }
}
