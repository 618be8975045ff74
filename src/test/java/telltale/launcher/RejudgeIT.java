package telltale.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;
import telltale.model.VerdictClass;
import telltale.webhooks.EndpointClient;
import telltale.webhooks.Receiver;

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
        assertEquals(1, judge(requests));
        assertEquals("line 2 skipped: its \"kind\" is neither \"open\" nor \"click\"\n", Files.readString(errors()));
        List<String> verdicts = Files.readAllLines(verdicts());
        assertEquals(2, verdicts.size());
        assertTrue(verdicts.get(0).startsWith("{\"id\":1,\"class\":\"bot\""));
    }

    @Test
    void anAccessLogIsJudged() throws Exception {
        Path log = Files.writeString(folder.resolve("access.log"), """
                203.0.113.7 - - [30/Nov/2026:17:02:26 +0000] "GET /app/pixel/a HTTP/1.1" 200 43 "-" "curl/8.4.0"
                203.0.113.7 - - [30/Nov/2026:17:02:27 +0000] "GET /app/pixel/a HTTP/1.1" 200 43 "-" "Mozilla/5.0"
                """);
        assertEquals(0, judge(log, "--format", "nginx", "--summary"));
        assertEquals("           1 prefetch, probable\n           1 bot, certain\n", Files.readString(verdicts()));
        assertEquals("", Files.readString(errors()));
    }

    private int judge(Path input, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(), "-jar", RunningWar.WAR.toString(), "judge"));
        command.addAll(List.of(arguments));
        Process judge = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(input.toFile())
                .redirectOutput(verdicts().toFile())
                .redirectError(errors().toFile())
                .start();
        assertTrue(judge.waitFor(60, TimeUnit.SECONDS));
        return judge.exitValue();
    }

    private Path verdicts() {
        return folder.resolve("verdicts.jsonl");
    }

    private Path errors() {
        return folder.resolve("errors.txt");
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

    @Test
    void webhooksAreToldOfChangedVerdictsIfThatIsAskedForAndTheirNumberIsShownFirst() throws Exception {
        try (Receiver receiver = new Receiver()) {
            Map<String, String> settings = EndpointClient.settings(receiver.port());
            String endpoint;
            try (RunningWar server = RunningWar.serving(folder, settings)) {
                EndpointClient endpoints = new EndpointClient(server);
                endpoint =
                        endpoints.add(receiver.url(), "open", "verdict.changed").getString("id");
                endpoints.test(endpoint);
                RecountIT.openOneMail(server);
                assertTrue(receiver.next().body().contains("webhook.test"));
                assertTrue(receiver.next().body().contains("\"type\":\"open\""));
                server.terminate();
            }
            String judged = ask("select class from webhook_verdicts");
            pretendOlderRules();

            String announced = "(?s).*With --announce, 1 events of the type verdict.changed are sent to webhooks:\n"
                    + "  1 to localhost " + endpoint + "\n.*";
            assertCommand(announced, Map.of(), "rejudge");
            assertCommand("1 deliveries were judged by older rules", Map.of(), "rejudge", "--apply");
            assertEquals("0", ask("select count(*) from webhook_causes where type = 'announced'"));
            pretendOlderRules();
            assertCommand("1 deliveries were judged by older rules", Map.of(), "rejudge", "--apply", "--announce");
            try (RunningWar server = RunningWar.serving(folder, settings)) {
                server.awaitSite();
                String event = receiver.next().body();
                assertTrue(event.contains("\"type\":\"verdict.changed\""), event);
                assertTrue(event.contains("\"before\":\"prefetch\""), event);
                assertEquals(judged, ask("select class from webhook_verdicts"));
            }
            assertTrue(receiver.isIdle());
        }
    }

    private void pretendOlderRules() throws Exception {
        change("update judgements set ruleset = 'older', opens = ''");
        change("update webhook_verdicts set ruleset = 'older', class = " + VerdictClass.PREFETCH.number());
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
