package telltale.postfix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.launcher.FreePort;
import telltale.launcher.RunningWar;
import telltale.smtp.ScriptedSmtpServer;
import telltale.smtp.ScriptedSmtpServer.Step;

/** Tests of mails that are sent through a real Postfix, and then parsed by another language's library. */
class PostfixFullIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int RECIPIENTS = 40;

    private PostfixServer postfix;
    private RunningWar war;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws Exception {
        postfix = new PostfixServer(FreePort.find());
        war = start(PostfixServer.PASSWORD);
    }

    @AfterEach
    void end() throws Exception {
        war.close();
        postfix.close();
    }

    private RunningWar start(String password) throws IOException {
        Map<String, String> settings = new HashMap<>(postfix.settings());
        settings.put("EMAIL_PASS", password);
        settings.put("EMAIL_BOUNCES", "bounces@example.com");
        return RunningWar.servingWith(postfix.trusting(), folder, settings);
    }

    @Test
    void mailFromTrackAndFromABatchIsSubmittedWithTlsAndAuthentication() throws Exception {
        assertEquals(
                "accepted",
                json(get("/track?to=ann@example.com&subject=Hello"), 200).getString("state"));
        String recipients = IntStream.range(0, RECIPIENTS)
                .mapToObj(i -> "{\"to\": \"r" + i + "@example.com\"}\n")
                .collect(Collectors.joining());
        HttpResponse<String> answer = post("application/x-ndjson", "{\"html\": \"<p>Hi</p>\"}\n" + recipients);
        assertTrue(answer.body().endsWith("\"accepted\":" + RECIPIENTS + ",\"refused\":0}\n"), answer.body());

        List<Path> mails = postfix.awaitDelivered(1 + RECIPIENTS);
        assertEquals(1 + RECIPIENTS, mails.size(), postfix::log);
        for (Path mail : mails) {
            // ESMTP with STARTTLS and AUTH (RFC 3848).
            assertTrue(Files.readString(mail).contains("with ESMTPSA"), () -> "in clear: " + mail);
        }
    }

    @Test
    void aWrongPasswordIsReportedAsSuch() throws Exception {
        war.close();
        war = start("another password");
        JsonObject problem = json(get("/track?to=ann@example.com"), 502);
        String detail = problem.getString("detail");
        assertTrue(detail.contains("rejected the user name and password. Reply: 535 5.7.8"), detail);
        assertTrue(!problem.toString().contains("another password"), problem::toString);
        assertEquals(List.of(), postfix.delivered());
    }

    @Test
    void aDeferredMailIsRetriedAfterAMinuteAndArrives() throws Exception {
        postfix.answer("/^later@/ 450 4.2.1 the mailbox is busy\n");
        String id = send("{\"to\": \"later@example.com\", \"html\": \"<p>Hi</p>\"}");
        awaitState(id, "deferred");
        JsonObject waiting =
                json(get("/api/v1/outbox"), 200).getJsonArray("waiting").getJsonObject(0);
        assertTrue(waiting.getString("detail").startsWith("450 4.2.1 "), waiting::toString);
        assertEquals("4.2.1", waiting.getString("status"));
        Duration pause = Duration.between(Instant.now(), Instant.parse(waiting.getString("nextAttemptAt")));
        assertTrue(pause.compareTo(Duration.ofSeconds(40)) > 0, pause::toString);

        postfix.answer("");
        JsonObject delivery = awaitState(id, "accepted");
        assertTrue(delivery.getString("detail").startsWith("250 2.0.0 Ok: queued as"), delivery::toString);
        assertEquals(1, postfix.awaitDelivered(1).size());
    }

    @Test
    void aRejectedMailHasTheReplyAndItsStatusCodeAndIsNotRetried() throws Exception {
        postfix.answer("/^gone/ 550 5.1.6 she has moved\n");
        JsonObject problem = json(get("/track?to=gone@example.com"), 502);
        assertTrue(problem.getString("detail").contains("550 5.1.6 "), problem::toString);

        String id = send("{\"to\": \"gone.too@example.com\", \"html\": \"<p>Hi</p>\"}");
        JsonObject delivery = awaitState(id, "refused");
        assertTrue(delivery.getString("detail").startsWith("550 5.1.6 "), delivery::toString);
        assertTrue(delivery.getString("detail").contains("she has moved"), delivery::toString);
        assertEquals(0, json(get("/api/v1/outbox"), 200).getJsonArray("waiting").size());
        awaitState(send("{\"to\": \"gone@example.com\", \"html\": \"<p>Hi</p>\"}"), "suppressed");
    }

    @Test
    void aBounceComesToTheReturnPathAndNamesItsDeliveryAndRecipient() throws Exception {
        try (ScriptedSmtpServer next = ScriptedSmtpServer.start().reply(Step.RCPT, "550 5.1.1 no such user")) {
            postfix.route("elsewhere.example", next.port());
            String id = send("{\"to\": \"gone+1@elsewhere.example\", \"html\": \"<p>Hi</p>\"}");
            JsonObject delivery = awaitState(id, "accepted");
            assertTrue(
                    delivery.getString("detail").endsWith("queued as " + delivery.getString("queueId")),
                    delivery::toString);

            List<Path> bounces = postfix.awaitDelivered("Auto-Submitted: auto-replied", 1);
            assertEquals(1, bounces.size(), postfix::log);
            String bounce = Files.readString(bounces.get(0), StandardCharsets.ISO_8859_1);
            Matcher to = Pattern.compile("(?m)^To: bounces\\+[a-z2-7]{42}@example\\.com$")
                    .matcher(bounce);
            assertTrue(to.find(), bounce);
            assertTrue(
                    Pattern.compile("(?m)^Original-Envelope-Id: " + id + "\\.[a-z2-7]{15}$")
                            .matcher(bounce)
                            .find(),
                    bounce);
            assertTrue(bounce.contains("\nOriginal-Recipient: rfc822;gone+1@elsewhere.example\n"), bounce);
            assertTrue(bounce.contains("\nX-Postfix-Queue-ID: " + delivery.getString("queueId") + "\n"), bounce);
            assertTrue(bounce.contains("\nMessage-ID: <" + id + "."), bounce);
            assertTrue(bounce.contains("\nContent-Type: text/rfc822-headers\n"), "RET=HDRS: " + bounce);
        }
    }

    private String send(String message) throws Exception {
        HttpResponse<String> answer = post("application/json", message);
        return json(answer, 202).getJsonArray("deliveries").getJsonObject(0).getString("id");
    }

    private JsonObject awaitState(String id, String state) throws Exception {
        return await(
                () -> json(get("/api/v1/deliveries/" + id), 200),
                delivery -> delivery.getString("state").equals(state));
    }

    private interface Question {
        JsonObject ask() throws Exception;
    }

    private static JsonObject await(Question question, Predicate<JsonObject> wanted) throws Exception {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        JsonObject answer = question.ask();
        while (!wanted.test(answer)) {
            assertTrue(System.nanoTime() < end, answer::toString);
            LockSupport.parkNanos(PAUSE.toNanos());
            answer = question.ask();
        }
        return answer;
    }

    private HttpResponse<String> get(String target) throws IOException, InterruptedException {
        return send(request(target).GET());
    }

    private HttpResponse<String> post(String type, String body) throws IOException, InterruptedException {
        return send(request("/api/v1/messages")
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder request(String target) throws IOException, InterruptedException {
        return HttpRequest.newBuilder(URI.create(war.awaitSite() + "/app" + target))
                .header("Authorization", "Bearer " + war.key());
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    private static JsonObject json(HttpResponse<String> answer, int status) {
        assertEquals(status, answer.statusCode(), answer.body());
        return parse(answer.body());
    }

    private static JsonObject parse(String text) {
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            return reader.readObject();
        }
    }
}
