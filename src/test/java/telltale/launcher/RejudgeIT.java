package telltale.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/** Tests of {@code java -jar app.war judge} and {@code rejudge}. */
final class RejudgeIT {
    private static final String NOTHING_LEFT = "0 deliveries were judged by older rules or lists; 0 of them change ";

    @TempDir
    private Path folder;

    @Test
    void anInvalidLineIsReportedAndTheOthersAreJudged() throws Exception {
        Path requests = Files.writeString(folder.resolve("requests.jsonl"), """
                {"id":1,"kind":"open","headers":{"User-Agent":"curl/8.10.1"}}
                {"id":2,"kind":"opened"}
                {"id":3,"kind":"click","method":"HEAD","headers":{"User-Agent":"Mozilla/5.0"}}
                """);
        File out = folder.resolve("verdicts.jsonl").toFile();
        File err = folder.resolve("errors.txt").toFile();
        Process judge = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-jar",
                        RunningWar.WAR.toString(),
                        "judge")
                .directory(folder.toFile())
                .redirectInput(requests.toFile())
                .redirectOutput(out)
                .redirectError(err)
                .start();

        assertTrue(judge.waitFor(60, TimeUnit.SECONDS));
        assertEquals(1, judge.exitValue());
        assertEquals(
                "line 2 skipped: its \"kind\" is neither \"open\" nor \"click\"\n", Files.readString(err.toPath()));
        assertEquals(2, Files.readAllLines(out.toPath()).size());
        assertTrue(Files.readString(out.toPath()).startsWith("{\"id\":1,\"class\":\"bot\""));
    }

    @Test
    void changesByNewerRulesAreShownFirstAndThenApplied() throws Exception {
        try (RunningWar server = RunningWar.serving(folder)) {
            RecountIT.openOneMail(server);
            awaitJudged();
            server.terminate();
        }
        String judged = ask("select opens from judgements");
        change("update judgements set ruleset = 'older', opens = ''");

        assertCommand("1 deliveries were judged by older rules or lists; 1 of them change ", Map.of(), "rejudge");
        assertEquals("", ask("select opens from judgements"), "nothing was changed");
        assertCommand("1 deliveries were judged by older rules or lists. They ", Map.of(), "rejudge", "--apply");
        assertEquals(judged, ask("select opens from judgements"));
        assertCommand(NOTHING_LEFT, Map.of(), "rejudge");
        assertCommand("1 event recounted: every counter matches.", Map.of(), "recount");
    }

    @Test
    void aServerRejudgesWhileItReceivesHits() throws Exception {
        try (RunningWar server = RunningWar.serving(folder)) {
            String pixel = RecountIT.openOneMail(server);
            awaitJudged();
            server.get("/app/track?to=ben@example.com", "Authorization", "Bearer " + server.key());
            awaitJudged();
            change("update judgements set ruleset = 'older', opens = ''");
            Map<String, String> port = Map.of(
                    "TELLTALE_PORT",
                    String.valueOf(URI.create(server.awaitSite()).getPort()));
            CompletableFuture<Void> traffic = CompletableFuture.runAsync(() -> load(server, pixel));

            assertCommand("[12] deliveries were judged by older rules or lists. They ", port, "rejudge", "--apply");
            traffic.join();
            awaitJudged();
            assertCommand(NOTHING_LEFT, port, "rejudge");
            assertCommand("101 events recounted: every counter matches.", port, "recount");
        }
    }

    private static void load(RunningWar server, String pixel) {
        try {
            for (int i = 0; i < 100; i++) {
                assertEquals(200, server.get(pixel).statusCode());
            }
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    private void assertCommand(String begin, Map<String, String> environment, String... command) throws Exception {
        String[] arguments = new String[2 + command.length];
        arguments[0] = "-jar";
        arguments[1] = RunningWar.WAR.toString();
        System.arraycopy(command, 0, arguments, 2, command.length);
        try (RunningWar running = new RunningWar(folder, environment, arguments)) {
            assertEquals(0, running.awaitExit(), running.err());
            assertTrue(Pattern.compile(begin).matcher(running.out()).lookingAt(), running.out());
        }
    }

    private void awaitJudged() throws Exception {
        for (int i = 0; i < 600; i++) {
            if (ask("select (select count(*) from judgements where opens <> '') || ' '"
                            + " || (select count(*) from unjudged)")
                    .equals("1 0")) {
                return;
            }
            Thread.sleep(50);
        }
        throw new AssertionError("it was not judged within half a minute");
    }

    private String ask(String sql) throws Exception {
        try (Connection database = open();
                Statement statement = database.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private void change(String sql) throws Exception {
        try (Connection database = open();
                Statement statement = database.createStatement()) {
            statement.execute("pragma busy_timeout = 10000");
            statement.execute(sql);
        }
    }

    private Connection open() throws Exception {
        SQLiteDataSource file = new SQLiteDataSource();
        file.setUrl("jdbc:sqlite:" + folder.resolve("home/telltale.db"));
        return file.getConnection();
    }
}
