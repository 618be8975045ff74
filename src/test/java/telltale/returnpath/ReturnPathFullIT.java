package telltale.returnpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import telltale.launcher.FreePort;
import telltale.launcher.RunningWar;

/**
 * The way of a mail that comes back, through real servers: the program sends through a relay, the recipient's server refuses, the
 * relay reports to the return address, Dovecot delivers the report, and the program reads it by IMAP.
 */
class ReturnPathFullIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(RelayServer.class)
    void whatComesBackFindsItsDelivery(RelayServer relay) throws Exception {
        int relayPort = FreePort.find();
        int smtpPort = FreePort.find();
        int lmtpPort = FreePort.find();
        int imapPort = FreePort.find();
        try (RefusingServer recipients = new RefusingServer(smtpPort);
                Dovecot dovecot = new Dovecot(imapPort, lmtpPort, relayPort);
                MailServerProcess server = relay.start(relayPort, lmtpPort, smtpPort)) {
            scripts(dovecot);
            try (RunningWar war = RunningWar.serving(folder, settings(relayPort, imapPort))) {
                new Walk(war, recipients, () -> server.output() + dovecot.output() + war.out()).go();
            }
        }
    }

    private static void scripts(Dovecot dovecot) throws Exception {
        dovecot.script("away", "require \"vacation\"; vacation \"I am on holiday until Monday.\";");
        dovecot.script("forwards", "redirect \"gone.too@elsewhere.test\";");
        dovecot.script("rejects", "require \"reject\"; reject \"I do not want this mail.\";");
    }

    private static Map<String, String> settings(int relayPort, int imapPort) {
        return Map.ofEntries(
                Map.entry("EMAIL_HOST", "127.0.0.1"),
                Map.entry("EMAIL_PORT", Integer.toString(relayPort)),
                Map.entry("EMAIL_TLS", "none"),
                Map.entry("EMAIL_FROM", "shop@shop.test"),
                Map.entry("EMAIL_BOUNCES", "bounces@bounces.test"),
                Map.entry("INBOUND_URL", "imap://bounces@127.0.0.1:" + imapPort + "/INBOX"),
                Map.entry("INBOUND_PASS", Dovecot.PASSWORD),
                Map.entry("TELLTALE_DNS", "off"));
    }

    /** What is sent, and what becomes of it. */
    private final class Walk {
        private final String site;
        private final String key;
        private final RefusingServer recipients;
        private final Supplier<String> logs;

        Walk(RunningWar war, RefusingServer recipients, Supplier<String> logs) throws Exception {
            this.site = war.awaitSite();
            this.key = war.key();
            this.recipients = recipients;
            this.logs = logs;
        }

        void go() throws Exception {
            String gone = track("gone@elsewhere.test");
            String full = track("full@elsewhere.test");
            String blocked = track("blocked@elsewhere.test");
            String away = track("away@people.test");
            String forwarded = track("forwards@people.test");
            String rejected = track("rejects@people.test");
            String fine = track("fine@elsewhere.test");

            assertBounced(gone, "hard", "mailbox-gone");
            assertBounced(full, "soft", "mailbox-full");
            assertBounced(blocked, "policy", "reputation");
            assertBounced(forwarded, "hard", "mailbox-gone");
            JsonObject autoReply = awaitReport(away, "auto-reply");
            assertTrue(autoReply.getJsonArray("effects").isEmpty(), autoReply::toString);
            JsonObject rejection = awaitReport(rejected, "bounce", "auto-reply", "unrelated");
            assertFalse(rejection.getJsonArray("effects").toString().contains("suppressed"), rejection::toString);
            assertEquals("accepted", delivery(away).getString("state"));
            assertEquals("accepted", delivery(fine).getString("state"));

            assertEquals("suppressed", tryAgain("gone@elsewhere.test"));
            assertEquals("accepted", tryAgain("full@elsewhere.test"));
            assertEquals("accepted", tryAgain("away@people.test"));
            assertEquals("accepted", tryAgain("forwards@people.test"));
            assertTrue(
                    recipients.accepted().contains("fine@elsewhere.test"),
                    () -> recipients.accepted().toString());
        }

        private void assertBounced(String id, String type, String reason) throws Exception {
            JsonObject delivery = await(
                    "api/v1/deliveries/" + id, found -> found.getString("state").equals("bounced"));
            JsonObject failure = delivery.getJsonObject("failure");
            assertEquals(type, failure.getString("class"), delivery::toString);
            assertEquals(reason, failure.getString("reason"), delivery::toString);
        }

        private JsonObject awaitReport(String delivery, String... kinds) throws Exception {
            JsonObject found = await(
                    "api/v1/deliveries/" + delivery,
                    answer -> !answer.getJsonArray("reports").isEmpty());
            JsonObject report = found.getJsonArray("reports").getJsonObject(0);
            assertTrue(List.of(kinds).contains(report.getString("kind")), report::toString);
            return report;
        }

        private String track(String recipient) throws Exception {
            JsonObject answer = json(get("track?to=" + URLEncoder.encode(recipient, StandardCharsets.UTF_8)));
            assertTrue(answer.containsKey("id"), answer::toString);
            return answer.getString("id");
        }

        /** The state of another mail to a recipient, or {@code suppressed}. */
        private String tryAgain(String recipient) throws Exception {
            HttpResponse<String> answer = get("track?to=" + URLEncoder.encode(recipient, StandardCharsets.UTF_8));
            return answer.statusCode() == 409
                    ? "suppressed"
                    : delivery(json(answer).getString("id")).getString("state");
        }

        private JsonObject delivery(String id) throws Exception {
            return json(get("api/v1/deliveries/" + id));
        }

        private JsonObject await(String path, Predicate<JsonObject> condition) throws Exception {
            long end = System.nanoTime() + TIMEOUT.toNanos();
            JsonObject found = json(get(path));
            while (!condition.test(found)) {
                String last = found.toString();
                assertTrue(System.nanoTime() < end, () -> last + "\n" + logs.get());
                LockSupport.parkNanos(PAUSE.toNanos());
                found = json(get(path));
            }
            return found;
        }

        private JsonObject json(HttpResponse<String> answer) {
            assertTrue(answer.statusCode() / 100 == 2, () -> answer.statusCode() + answer.body() + logs.get());
            try (JsonReader reader = Json.createReader(new StringReader(answer.body()))) {
                return reader.readObject();
            }
        }

        private HttpResponse<String> get(String path) throws Exception {
            HttpRequest request = HttpRequest.newBuilder(URI.create(site + "/app/" + path))
                    .header("Authorization", "Bearer " + key)
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }
}
