package telltale.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests of the packaged WAR as a new user starts it. */
final class LauncherIT {
    private static final Pattern PIXEL = Pattern.compile("src=\"http://localhost:\\d+(?<path>/app/pixel/[^\"]+)\"");

    private static final int SIGTERM = 128 + 15;

    @TempDir
    private Path folder;

    @Test
    void theBannerListsTheAddresses() throws Exception {
        try (RunningWar war = RunningWar.serving(folder)) {
            String site = war.awaitSite();

            assertTrue(war.out().contains(site + "/mailbox/"), war.out());
            assertTrue(war.out().contains("Home   " + folder.resolve("home")), war.out());
            assertTrue(war.out().contains("Bearer $(cat " + folder.resolve("home/key") + ")"), war.out());
            assertEquals("", war.err());
        }
    }

    /** The value of the Authorization field with the key of the administrator. */
    private String key() throws IOException {
        return "Bearer " + Files.readString(folder.resolve("home/key")).strip();
    }

    @Test
    void theMailboxAnswersOnlyThisMachine() throws Exception {
        try (RunningWar war = RunningWar.serving(folder)) {
            assertEquals(200, war.get("/mailbox/").statusCode());
            assertEquals("[]", war.get("/mailbox/api/messages").body());

            assertTrue(raw(war, "evil.example", "/mailbox/").startsWith("HTTP/1.1 403"));
        }
    }

    @Test
    void aTrackedMailIsCaughtAndOpeningItIsRecorded() throws Exception {
        try (RunningWar war = RunningWar.serving(folder)) {
            war.awaitSite();
            String key = key();

            JsonObject sent = object(war.get("/app/track?to=ann@example.com", "Authorization", key));
            JsonObject mail = onlyMail(war);
            Matcher pixel = PIXEL.matcher(mail.getString("html"));
            assertTrue(pixel.find(), mail.getString("html"));

            assertEquals("accepted", sent.getString("state"));
            assertEquals("ann@example.com", mail.getString("to"));
            assertEquals(0, opens(war, sent, key));
            assertEquals(200, war.get(pixel.group("path")).statusCode());
            assertEquals(1, opens(war, sent, key));
        }
    }

    /** No client's library sends such addresses, but gateways and mail clients do. */
    @Test
    void charactersAppendedToAnAddressChangeNothing() throws Exception {
        try (RunningWar war = RunningWar.serving(folder)) {
            war.awaitSite();
            String key = key();
            String html = "%3Ca%20href=%22https://a.example/%22%3Ex%3C/a%3E";
            JsonObject sent =
                    object(war.get("/app/track?to=ann@example.com&bulk=true&html=" + html, "Authorization", key));
            String mail = onlyMail(war).getString("html");
            List<String> tails =
                    List.of("]", "[", "|", ">", "<", "\"", "'", ")", ").", ",", "`", "{", "}", "^", "%5D", "?x=]|\\");

            for (String tail : tails) {
                String pixel = raw(war, "localhost", path(mail, "pixel") + tail);
                String click = raw(war, "localhost", path(mail, "click") + tail);
                String page = raw(war, "localhost", path(mail, "unsubscribe") + tail);
                assertTrue(pixel.startsWith("HTTP/1.1 200"), tail + pixel);
                assertTrue(click.contains("\r\nLocation: https://a.example/\r\n"), tail + click);
                assertTrue(page.startsWith("HTTP/1.1 200") && page.contains("One-Click"), tail + page);
            }
            assertEquals(tails.size(), opens(war, sent, key));
            assertTrue(raw(war, "localhost", path(mail, "click") + "A]").startsWith("HTTP/1.1 404"));
        }
    }

    private static String path(String html, String servlet) {
        Matcher path = Pattern.compile("http://localhost:\\d+(/app/" + servlet + "/[^\"]+)\"")
                .matcher(html);
        assertTrue(path.find(), html);
        return path.group(1);
    }

    private static int opens(RunningWar war, JsonObject sent, String key) throws Exception {
        return object(war.get("/app/api/v1/deliveries/" + sent.getString("id"), "Authorization", key))
                .getJsonObject("opens")
                .getInt("total");
    }

    private static JsonObject onlyMail(RunningWar war) throws Exception {
        try (JsonReader reader = Json.createReader(
                new StringReader(war.get("/mailbox/api/messages").body()))) {
            JsonArray mails = reader.readArray();
            assertEquals(1, mails.size());
            return mails.getJsonObject(0);
        }
    }

    private static JsonObject object(HttpResponse<String> answer) {
        try (JsonReader reader = Json.createReader(new StringReader(answer.body()))) {
            return reader.readObject();
        }
    }

    @Test
    void withAMailServerThereIsNoMailbox() throws Exception {
        Map<String, String> relay =
                Map.of("EMAIL_HOST", "127.0.0.1", "EMAIL_TLS", "none", "EMAIL_FROM", "news@example.com");
        try (RunningWar war = new RunningWar(folder, relay, "-jar", RunningWar.WAR.toString())) {
            assertEquals(404, war.get("/mailbox/").statusCode());
            assertTrue(war.out().contains("127.0.0.1, port 587"), war.out());
        }
    }

    @Test
    void sigtermStopsItAndLeavesNoFiles() throws Exception {
        try (RunningWar war = RunningWar.serving(folder)) {
            war.awaitSite();
            assertEquals(1, temporaryFolders(war).size());

            assertEquals(SIGTERM, war.terminate());

            assertEquals(List.of(), temporaryFolders(war));
            assertEquals("", war.err());
        }
    }

    @Test
    void aServerThatRunsOutOfMemoryExitsWithItsStatusAndOneLine() throws Exception {
        try (RunningWar war = RunningWar.servingWith(List.of("-Xmx10m"), folder)) {
            assertEquals(MemoryExhaustion.EXIT_STATUS, war.awaitExit());

            String last = war.err().lines().reduce("", (before, line) -> line);
            assertTrue(last.startsWith("Telltale ran out of memory (-Xmx10m) and stops"), war.err());
        }
    }

    @Test
    void forwardedRequestsDoNotReachTheMailbox() throws Exception {
        try (RunningWar war = RunningWar.serving(folder)) {
            assertEquals(
                    403, war.get("/mailbox/", "X-Forwarded-For", "192.0.2.1").statusCode());
        }
    }

    @Test
    void anUnwantedBodyIsAnsweredAndEndsTheConnection() throws Exception {
        try (RunningWar war = RunningWar.serving(folder)) {
            URI site = URI.create(war.awaitSite());
            try (Socket body = new Socket(site.getHost(), site.getPort())) {
                body.getOutputStream()
                        .write("POST /mailbox/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999\r\n\r\n"
                                .getBytes(UTF_8));
                body.setSoTimeout(5_000);
                String answer = new String(body.getInputStream().readAllBytes(), UTF_8);
                assertTrue(answer.contains("Connection: close"), answer);
            }
            assertEquals(200, war.get("/app/pixel").statusCode());
        }
    }

    @Test
    void twoServersThatStartAtTheSameTimeBothStart() throws Exception {
        try (RunningWar killed = RunningWar.serving(folder)) {
            killed.awaitSite();
            killed.kill();
        }
        Map<String, String> otherHome =
                Map.of("TELLTALE_HOME", folder.resolve("other").toString());
        try (RunningWar one = RunningWar.serving(folder);
                RunningWar two = RunningWar.serving(folder, otherHome)) {
            assertEquals(200, one.get("/app/pixel").statusCode());
            assertEquals(200, two.get("/app/pixel").statusCode());
            assertEquals("", one.err() + two.err());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"telltale.db", "secret", "key"})
    void aDamagedFileOfTheHomeIsNamed(String name) throws Exception {
        Path file = Files.createDirectory(folder.resolve("home")).resolve(name);
        Files.writeString(file, "this is neither a key nor a database\n".repeat(200));
        try (RunningWar war = RunningWar.serving(folder)) {
            assertEquals(1, war.awaitExit());
            assertTrue(war.err().contains(file.toString()), war.err());
            assertEquals(1, war.err().lines().count(), war.err());
        }
    }

    @Test
    void leftoversOfAKilledRunAreRemovedByTheNext() throws Exception {
        try (RunningWar killed = RunningWar.serving(folder)) {
            killed.awaitSite();
            killed.kill();
            assertEquals(1, temporaryFolders(killed).size());
        }
        try (RunningWar next = RunningWar.serving(folder)) {
            next.awaitSite();

            assertEquals(1, temporaryFolders(next).size());
        }
    }

    @Test
    void aPortInUseIsReportedInOneSentence() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(other.getLocalPort());
            assertFailure(CommandLine.FAILED, "Port " + port + " ", Map.of("TELLTALE_PORT", port));
        }
    }

    @Test
    void anUnsupportedPlatformIsReportedWithTheAlternative() throws Exception {
        try (RunningWar war =
                new RunningWar(folder, Map.of(), "-Dos.arch=riscv64", "-jar", RunningWar.WAR.toString())) {
            assertEquals(CommandLine.FAILED, war.awaitExit(), war.err());
            assertTrue(war.err().contains(" riscv64."), war.err());
            assertTrue(war.err().contains("TELLTALE_DATABASE_URL"), war.err());
            assertEquals(1, war.err().lines().count(), war.err());
        }
    }

    @Test
    void anInvalidSettingIsNamed() throws Exception {
        assertFailure(CommandLine.MISUSED, "TELLTALE_PORT", Map.of("TELLTALE_PORT", "many"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sned", "RUN", "--port"})
    void aCommandThatDoesNotExistIsRefused(String command) throws Exception {
        assertFailure(CommandLine.MISUSED, "\"" + command + "\"", Map.of(), "-jar", RunningWar.WAR.toString(), command);
    }

    @Test
    void helpListsTheCommands() throws Exception {
        try (RunningWar war = new RunningWar(folder, Map.of(), "-jar", RunningWar.WAR.toString(), "help")) {
            assertEquals(CommandLine.DONE, war.awaitExit());
            assertTrue(war.out().contains("run ") && war.out().contains("version "), war.out());
        }
    }

    @Test
    void theVersionIsThatOfTheBuild() throws Exception {
        try (RunningWar war = new RunningWar(folder, Map.of(), "-jar", RunningWar.WAR.toString(), "version")) {
            assertEquals(CommandLine.DONE, war.awaitExit());
            assertTrue(war.out().matches("Telltale \\d+\\.\\d+\\.\\d+\\S*\n"), war.out());
        }
    }

    private void assertFailure(int exit, String words, Map<String, String> environment) throws Exception {
        assertFailure(exit, words, environment, "-jar", RunningWar.WAR.toString());
    }

    private void assertFailure(int exit, String words, Map<String, String> environment, String... arguments)
            throws Exception {
        try (RunningWar war = new RunningWar(folder, environment, arguments)) {
            assertEquals(exit, war.awaitExit(), war.err());
            assertTrue(war.err().contains(words), war.err());
            assertEquals(1, war.err().lines().count(), war.err());
            assertFalse(war.err().contains("Exception"), war.err());
            assertEquals("", war.out());
            assertEquals(List.of(), temporaryFolders(war));
        }
    }

    private static List<Path> temporaryFolders(RunningWar war) throws IOException {
        try (Stream<Path> files = Files.list(war.temporary())) {
            return files.filter(file -> file.getFileName().toString().startsWith("telltale-"))
                    .toList();
        }
    }

    /** Sends a request with any Host and target, which the JDK's client does not allow. */
    private static String raw(RunningWar war, String host, String target) throws Exception {
        try (Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), URI.create(war.awaitSite()).getPort())) {
            String request = "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(UTF_8));
            return new String(socket.getInputStream().readAllBytes(), UTF_8);
        }
    }
}
