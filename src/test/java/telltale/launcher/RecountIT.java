package telltale.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/** Tests of {@code java -jar app.war recount}, with and without a running server. */
final class RecountIT {
    private static final Pattern PIXEL = Pattern.compile("src=\"http://localhost:\\d+(?<path>/app/pixel/[^\"]+)\"");
    private static final String ALL_RIGHT = "1 event recounted: every counter matches.\n";

    @TempDir
    private Path folder;

    @Test
    void aRunningServerPerformsTheRecount() throws Exception {
        try (RunningWar server = RunningWar.serving(folder)) {
            openOneMail(server);
            String port = String.valueOf(URI.create(server.awaitSite()).getPort());

            assertRecount(0, ALL_RIGHT, "", Map.of("TELLTALE_PORT", port));
        }
    }

    @Test
    void withoutAServerTheDatabaseIsRecountedAndADifferenceIsReported() throws Exception {
        try (RunningWar server = RunningWar.serving(folder)) {
            openOneMail(server);
            awaitJudged(server);
            server.terminate();
        }
        assertRecount(0, ALL_RIGHT, "", Map.of());

        // Without DriverManager: a store removes its driver from there when it is closed.
        SQLiteDataSource file = new SQLiteDataSource();
        file.setUrl("jdbc:sqlite:" + folder.resolve("home/telltale.db"));
        try (Connection database = file.getConnection();
                Statement statement = database.createStatement()) {
            statement.execute("update delivery_counters set events = events + 1");
        }
        try (RunningWar recount = recount(Map.of())) {
            assertEquals(1, recount.awaitExit(), recount.err());
            // The statistics count opens without a row as the difference to this counter.
            assertTrue(recount.out().startsWith("1 event recounted: 2 counters differ.\n  "), recount.out());
            assertTrue(recount.out().contains("counted 2, but the rows say 1"), recount.out());
        }
    }

    @Test
    void aServerOnAnUnknownPortIsNotGuessed() throws Exception {
        try (RunningWar server = RunningWar.serving(folder)) {
            server.awaitSite();

            assertRecount(2, "", "TELLTALE_PORT is 0", Map.of());
        }
    }

    @Test
    void anUnreachableServerIsReportedWithItsSettings() throws Exception {
        try (RunningWar server = RunningWar.serving(folder)) {
            server.awaitSite();
            String port = String.valueOf(freePort());

            assertRecount(2, "", "TELLTALE_ADDRESS and TELLTALE_PORT", Map.of("TELLTALE_PORT", port));
        }
    }

    @Test
    void aMissingDatabaseIsReportedAndNotCreated() throws Exception {
        assertRecount(2, "", "There is no database", Map.of());

        assertFalse(Files.exists(folder.resolve("home")));
    }

    private void assertRecount(int exit, String out, String err, Map<String, String> environment) throws Exception {
        try (RunningWar recount = recount(environment)) {
            assertEquals(exit, recount.awaitExit(), recount.err());
            assertEquals(out, recount.out());
            assertTrue(recount.err().contains(err), recount.err());
            assertEquals(err.isEmpty() ? 0 : 1, recount.err().lines().count(), recount.err());
        }
    }

    private RunningWar recount(Map<String, String> environment) throws Exception {
        return new RunningWar(folder, environment, "-jar", RunningWar.WAR.toString(), "recount");
    }

    /** Sends a mail, loads its pixel, and returns the path of the pixel. */
    static String openOneMail(RunningWar server) throws Exception {
        server.awaitSite();
        server.get("/app/track?to=ann@example.com&campaign=spring", "Authorization", "Bearer " + server.key());
        try (JsonReader mails = Json.createReader(
                new StringReader(server.get("/mailbox/api/messages").body()))) {
            Matcher pixel = PIXEL.matcher(mails.readArray().getJsonObject(0).getString("html"));
            assertTrue(pixel.find());
            assertEquals(200, server.get(pixel.group("path")).statusCode());
            return pixel.group("path");
        }
    }

    /** Waits until the statistics count the open by its verdict. */
    private static void awaitJudged(RunningWar server) throws Exception {
        String[] key = {"Authorization", "Bearer " + server.key()};
        assertEquals(200, server.get("/app/api/v1/events", key).statusCode(), "it waits until the open is stored");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!server.get("/app/api/v1/stats/totals?fields=unjudged", key)
                .body()
                .equals("{\"unjudged\":0}")) {
            assertTrue(System.nanoTime() < end, "the open is not judged");
        }
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
