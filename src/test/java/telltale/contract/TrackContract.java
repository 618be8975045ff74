package telltale.contract;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.contract.RawHttpClient.Answer;
import telltale.smtp.ScriptedSmtpServer;

/** Tests of the requests that {@code /track} accepts and refuses, of the mail it sends, and of its responses. */
interface TrackContract {
    String FORM = "application/x-www-form-urlencoded";
    String JSON = "application/json";
    int MORE_THAN_A_BODY_MAY_HOLD = 3 << 20;

    Application application();

    /** Starts the mail server in the environment's settings, with their user name and password. */
    static MailServers.Plain mailServer() {
        return new MailServers.Plain("sender@example.com", "correct-horse");
    }

    static Map<String, String> mailTo(String recipient) {
        return Map.of("to", recipient, "subject", "Rain", "html", "<p>It rains.</p>");
    }

    @Test
    default void aTrackedMailIsSentAndItsOpenAppearsInTheApi() throws Exception {
        Instant before = Instant.now().minus(Duration.ofSeconds(1));
        try (MailServers.Plain server = mailServer()) {
            Answer answer = application()
                    .track(Map.of(
                            "to", "ann@example.com",
                            "subject", "Grüße aus Köln ☂",
                            "html", "<html><body><p>Es regnet.</p></body></html>",
                            "campaign", "autumn"));

            assertEquals(200, answer.status(), answer::toString);
            JsonObject sent = answer.json();
            assertEquals("accepted", sent.getString("state"));
            assertEquals("ann@example.com", sent.getString("to"));
            assertFalse(sent.getString("message").isBlank());
            assertTrue(Instant.parse(sent.getString("acceptedAt")).isAfter(before), answer::toString);

            ReceivedMail mail = server.mail();
            assertMail(mail);
            String agent = "Thunderbird/140 of " + sent.getString("id");
            assertEquals(200, load(mail.pixelAddress(), agent));

            JsonObject delivery = application().deliveryWithOpens(sent.getString("id"), 1);
            assertEquals("accepted", delivery.getString("state"));
            assertEquals("autumn", delivery.getString("campaign"));
            assertEquals("Grüße aus Köln ☂", delivery.getString("subject"));
            assertEquals(1, Application.opens(delivery), delivery::toString);
            JsonObject open = delivery.getJsonArray("events").getJsonObject(0);
            assertEquals("open", open.getString("kind"));
            assertEquals(agent, open.getString("agent"));
            assertTrue(Instant.parse(open.getString("at")).isAfter(before), delivery::toString);
        }
    }

    @Test
    default void aMailWithoutBodyAndRecipientIsTheDefaultMailToTheDefaultRecipient() throws Exception {
        try (MailServers.Plain server = mailServer()) {
            Answer answer = application().track(Map.of());

            assertEquals(200, answer.status(), answer::toString);
            assertEquals("owner@example.com", answer.json().getString("to"));
            assertEquals("owner@example.com", server.mail().to());
            assertFalse(server.mail().message().getSubject().isBlank());
            assertEquals("", server.mail().pixel().attr("alt"));
        }
    }

    @Test
    default void aFormAndAJsonObjectSendTheSameMail() throws Exception {
        Map<String, String> mail = mailTo("ben@example.com");
        try (MailServers.Plain server = mailServer()) {
            Answer form = application()
                    .http()
                    .post(
                            "/app/track",
                            FORM,
                            RawHttpClient.form(mail),
                            application().adminKey());
            Answer json = application()
                    .http()
                    .post(
                            "/app/track",
                            JSON + ";charset=UTF-8",
                            Json.createObjectBuilder(new HashMap<>(mail))
                                    .build()
                                    .toString(),
                            application().trackKey());

            assertEquals(200, form.status(), form::toString);
            assertEquals(200, json.status(), json::toString);
            assertEquals(2, server.received());
            assertEquals(2, application().deliveriesTo("ben@example.com"));
        }
    }

    @Test
    default void theTrackKeyIsAcceptedInTheQueryOfAGet() throws Exception {
        try (MailServers.Plain server = mailServer()) {
            Map<String, String> query = new HashMap<>(mailTo("kim@example.com"));
            query.put("key", application().plainTrackKey());

            assertEquals(
                    200,
                    application()
                            .http()
                            .get("/app/track?" + RawHttpClient.form(query))
                            .status());
            assertEquals("kim@example.com", server.mail().to());
        }
    }

    @Test
    default void aMissingOrWrongKeySendsNothing() throws Exception {
        try (MailServers.Plain server = mailServer()) {
            String mail = RawHttpClient.form(mailTo("nokey@example.com"));
            String get = "/app/track?" + mail;
            String adminKey = application().adminKey().substring("Authorization: Bearer ".length());
            RawHttpClient http = application().http();

            assertAll(
                    () -> assertProblem(401, http.get(get)),
                    () -> assertProblem(401, http.get(get, Application.bearer("wrong"))),
                    () -> assertProblem(401, http.get(get, "Authorization: Basic c2VuZGVyOnNlbmRlcg==")),
                    () -> assertProblem(401, http.get(get, "Authorization:")),
                    () -> assertProblem(401, http.get(get + "&key=")),
                    () -> assertProblem(401, http.get(get + "&key=wrong%0D%0A%00")),
                    () -> assertProblem(401, http.get(get + "&key=" + adminKey)),
                    () -> assertProblem(
                            401, http.post("/app/track?key=" + application().plainTrackKey(), FORM, mail)),
                    () -> assertProblem(
                            401,
                            http.post(
                                    "/app/track",
                                    FORM,
                                    mail + "&key=" + application().plainTrackKey())));
            assertNothingWasSent(server, "nokey@example.com");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"})
    default void anyOtherMethodSendsNothing(String method) throws Exception {
        try (MailServers.Plain server = mailServer()) {
            String target = "/app/track?" + RawHttpClient.form(mailTo("method@example.com"));

            Answer answer = application()
                    .http()
                    .request(method, target, new byte[0], application().trackKey());

            assertEquals(405, answer.status(), answer::toString);
            assertEquals("GET, POST", answer.field("Allow").orElse(""), answer::toString);
            assertNothingWasSent(server, "method@example.com");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sec-Purpose: prefetch",
                "Sec-Purpose: prefetch;prerender",
                "sec-purpose: PREFETCH",
                "Purpose: prefetch",
                "X-Purpose: preview",
                "X-Moz: prefetch"
            })
    default void aPrefetchSendsNothing(String field) throws Exception {
        try (MailServers.Plain server = mailServer()) {
            String target = "/app/track?" + RawHttpClient.form(mailTo("prefetch@example.com"));

            assertProblem(409, application().http().get(target, application().trackKey(), field));
            assertNothingWasSent(server, "prefetch@example.com");
        }
    }

    /** Characters that would end a header line, or hide the rest of it from some parser (RFC 5322 section 2.2). */
    @ParameterizedTest
    @CsvSource({
        "to, %0D%0ABcc:%20eve@example.com",
        "to, %0ABcc:%20eve@example.com",
        "to, %0DBcc:%20eve@example.com",
        "to, %00",
        "subject, %0D%0ABcc:%20eve@example.com",
        "subject, %0ABcc:%20eve@example.com",
        "subject, %0DBcc:%20eve@example.com",
        "subject, %00",
        "campaign, %0D%0AX-Evil:%201",
        "campaign, %0A",
        "campaign, %0D",
        "campaign, %00",
        "html, %00",
        "text, %00"
    })
    default void aFieldThatCouldAddAHeaderIsRefusedByName(String field, String poison) throws Exception {
        Map<String, String> others = new HashMap<>(mailTo("inject@example.com"));
        others.remove(field);
        String harmless = mailTo("inject@example.com").getOrDefault(field, "");
        String query = RawHttpClient.form(others) + "&" + RawHttpClient.form(Map.of(field, harmless)) + poison;
        try (MailServers.Plain server = mailServer()) {
            Answer answer = application()
                    .http()
                    .get("/app/track?" + query, application().trackKey());

            assertProblem(400, answer);
            assertEquals(field, answer.json().getString("field"), answer::toString);
            assertNothingWasSent(server, "inject@example.com");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "to=, to",
        "to=nobody, to",
        "to=@example.com, to",
        "to=two%40example.com%2Cthree%40example.com, to",
        "to=two%40example.com&to=three%40example.com, to",
        "to=wrong%40example.com&campaign=, campaign",
        "to=wrong%40example.com&subjekt=Rain, subjekt",
        "to=wrong%40example.com&subject=%C0%AF, query"
    })
    default void anInvalidFieldIsRefusedByName(String query, String field) throws Exception {
        try (MailServers.Plain server = mailServer()) {
            Answer answer = application()
                    .http()
                    .get("/app/track?" + query, application().trackKey());

            assertProblem(400, answer);
            assertEquals(field, answer.json().getString("field"), answer::toString);
            assertNothingWasSent(server, "wrong@example.com");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "\"to\"",
                "{\"to\": 5}",
                "{\"to\": \"wrong@example.com\", \"to\": \"wrong@example.com\"}",
                "{\"to\": \"wrong@example.com\", \"subject\": \"\\u0000\"}",
                "{\"to\": \"wrong@example.com\", \"subject\": \"\\r\\nBcc: eve@example.com\"}"
            })
    default void anInvalidBodyIsRefused(String body) throws Exception {
        try (MailServers.Plain server = mailServer()) {
            assertProblem(
                    400,
                    application()
                            .http()
                            .post("/app/track", JSON, body, application().trackKey()));
            assertNothingWasSent(server, "wrong@example.com");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {FORM, JSON})
    default void aBodyThatIsTooLargeIsRefused(String type) throws Exception {
        try (MailServers.Plain server = mailServer()) {
            String html = "a".repeat(MORE_THAN_A_BODY_MAY_HOLD);
            String body = type.equals(JSON)
                    ? "{\"to\":\"large@example.com\",\"html\":\"" + html + "\"}"
                    : "to=large%40example.com&html=" + html;

            assertProblem(
                    413,
                    application()
                            .http()
                            .post("/app/track", type, body, application().trackKey()));
            assertNothingWasSent(server, "large@example.com");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "text/html", "multipart/form-data; boundary=x", "application/xml"})
    default void aBodyOfAnotherTypeIsRefused(String type) throws Exception {
        try (MailServers.Plain server = mailServer()) {
            String body = RawHttpClient.form(mailTo("type@example.com"));

            assertProblem(
                    415,
                    application()
                            .http()
                            .post("/app/track", type, body, application().trackKey()));
            assertNothingWasSent(server, "type@example.com");
        }
    }

    @Test
    default void wrongCredentialsAreReportedAndRecorded() throws Exception {
        try (MailServers.Plain server = new MailServers.Plain("sender@example.com", "another password")) {
            assertNotSent(502, "failed", application().track(mailTo("credentials@example.com")));
            assertEquals(0, server.received());
        }
    }

    @Test
    default void aRefusedRecipientIsReportedWithItsReplyAndRecorded() throws Exception {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start(ServerUnderTest.smtpPort())
                .offer("AUTH PLAIN LOGIN")
                .reply(ScriptedSmtpServer.Step.RCPT, "550 5.1.1 no such user")) {
            Answer answer = application().track(mailTo("refused@example.com"));

            assertNotSent(502, "refused", answer);
            assertTrue(answer.json().getString("detail").contains("550 5.1.1"), answer::toString);
            assertEquals(List.of(), server.messages());
        }
    }

    @Test
    default void anUnreachableServerIsReportedAndRecorded() throws Exception {
        assertNotSent(503, "failed", application().track(mailTo("unreachable@example.com")));
    }

    private void assertNotSent(int status, String state, Answer answer) throws IOException {
        assertProblem(status, answer);
        assertEquals(state, answer.json().getString("state"), answer::toString);
        JsonObject delivery = application().delivery(answer.json().getString("id"));
        assertEquals(state, delivery.getString("state"), delivery::toString);
        assertFalse(delivery.getString("detail").isBlank());
    }

    private void assertNothingWasSent(MailServers.Plain server, String recipient) throws IOException {
        assertEquals(0, server.received());
        assertEquals(0, application().deliveriesTo(recipient));
    }

    /** Asserts a problem according to RFC 9457, with a sentence. */
    private static void assertProblem(int status, Answer answer) {
        assertEquals(status, answer.status(), answer::toString);
        assertTrue(answer.field("Content-Type").orElse("").startsWith("application/problem+json"), answer::toString);
        assertEquals(status, answer.json().getInt("status"), answer::toString);
        assertFalse(answer.json().getString("detail").isBlank(), answer::toString);
        assertEquals("no-store", answer.field("Cache-Control").orElse(""), answer::toString);
    }

    private static void assertMail(ReceivedMail mail) throws MessagingException, IOException {
        assertTrue(
                mail.message().isMimeType("multipart/alternative"),
                mail.message().getContentType());
        assertEquals("ann@example.com", mail.to());
        assertEquals("Grüße aus Köln ☂", mail.message().getSubject());
        assertTrue(mail.header("From").contains("sender@example.com"), mail.header("From"));
        assertTrue(mail.header("Message-ID").matches("<[^<>@\\s]+@[^<>@\\s]+>"), mail.header("Message-ID"));
        assertFalse(mail.header("Date").isBlank());
        assertEquals("Es regnet.", mail.alternative("text/plain").strip());
        assertTrue(mail.alternative("text/html").contains("<p>Es regnet.</p>"), mail.alternative("text/html"));
        assertEquals("", mail.pixel().attr("alt"));
        assertFalse(mail.pixel().attr("style").replace(" ", "").contains("display:none"), mail.pixel()::toString);
    }

    private static int load(URI image, String agent) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(image)
                .header("User-Agent", agent)
                .header("Accept", "image/avif,image/webp,image/*;q=0.8")
                .timeout(Duration.ofSeconds(10))
                .build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
    }
}
