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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.launcher.RunningWar;
import telltale.mail.ScriptedSmtpServer;
import telltale.postgres.PostgresServer;

/** Two nodes that empty one outbox on PostgreSQL. */
class NodesSendingIT {
    private static final int NODES = 2;
    private static final int RECIPIENTS = 1_500;
    /** Of a node, so that both have something to do. */
    private static final int PER_SECOND = 150;

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofMillis(10);

    private final PostgresServer database = new PostgresServer();
    private final String url = database.newDatabase();
    private final List<RunningWar> nodes = new ArrayList<>();
    private final Batch batch = new Batch("shared", RECIPIENTS);
    private ScriptedSmtpServer mailServer;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws Exception {
        mailServer = ScriptedSmtpServer.start().refuse(Batch.REFUSED);
        for (int node = 0; node < NODES; node++) {
            nodes.add(start(node));
        }
    }

    @AfterEach
    void end() throws Exception {
        nodes.forEach(RunningWar::close);
        mailServer.close();
        database.close();
    }

    @Test
    void bothWorkAndNoMailIsSentByBoth() throws Exception {
        batch.post(nodes.get(0)).join();

        Mailing mailing = mailing(nodes.get(1), Map.of());
        assertTrue(mailing.isRight() && mailing.doubled() == 0, mailing::toString);
        Map<String, Integer> shares = sharesOfTheNodes();
        assertEquals(NODES, shares.size(), shares::toString);
    }

    @Test
    void anotherNodeSendsWhatADeadOneHadTaken() throws Exception {
        batch.post(nodes.get(0)).join();
        awaitMessages(RECIPIENTS / 5);
        nodes.get(0).kill();
        Map<String, Integer> doubts = underWay();
        // As if the minute were over for which it has said that it lives. The living one soon says so again.
        execute("update telltale.leases set until = 0");

        Mailing mailing = mailing(nodes.get(1), doubts);
        System.out.println("A node of two was killed: " + mailing);
        assertTrue(mailing.isRight(), mailing::toString);
    }

    @Test
    void noMailIsLostOrDoubledWhenTheDatabaseGoesAndComesBack() throws Exception {
        batch.post(nodes.get(0)).join();
        for (int mails : new int[] {RECIPIENTS / 6, RECIPIENTS / 3}) {
            awaitMessages(mails);
            database.kill();
            LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
            database.start();
        }

        Mailing mailing = mailing(nodes.get(1), Map.of());
        System.out.println("The database was killed twice: " + mailing);
        assertTrue(mailing.isRight() && mailing.doubled() == 0, mailing::toString);
    }

    private Mailing mailing(RunningWar node, Map<String, Integer> doubts) throws Exception {
        assertEquals(List.of(), batch.faults());
        assertTrue(batch.isTaken());
        AdminApi api = AdminApi.of(node);
        AdminApi.Progress progress = Mailing.awaitEnd(batch, api);
        assertEquals(0, api.recount().different());
        return Mailing.of(batch, progress, Mailing.copies(mailServer.messages()), doubts);
    }

    private void awaitMessages(int count) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (mailServer.messages().size() < count) {
            assertTrue(System.nanoTime() < end, "no mail leaves");
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private Map<String, Integer> underWay() throws SQLException {
        return counts("select id::text, 1 from telltale.deliveries where state = 'sending'");
    }

    private Map<String, Integer> sharesOfTheNodes() throws SQLException {
        return counts("select node::text, count(*) from telltale.deliveries group by node");
    }

    private Map<String, Integer> counts(String query) throws SQLException {
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

    private void execute(String sql) throws SQLException {
        try (Connection connection = PostgresServer.connect(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private RunningWar start(int node) throws IOException {
        Map<String, String> settings = new HashMap<>(Map.of(
                "TELLTALE_DATABASE_URL",
                url,
                "TELLTALE_DATABASE_USER",
                "postgres",
                "EMAIL_PER_SECOND",
                Integer.toString(PER_SECOND)));
        settings.putAll(Mailing.through(mailServer.port()));
        return RunningWar.serving(Files.createDirectories(folder.resolve("node" + node)), settings);
    }
}
