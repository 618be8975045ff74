package telltale.web.notifications;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import telltale.settings.NotificationLogin;
import telltale.settings.NotificationSettings;
import telltale.sns.SnsHttp;
import telltale.web.http.Json;
import telltale.web.http.JsonBody;

/** The contract of providers that send a login. */
abstract class LoginProviderContract extends NotificationFixture {
    private final String provider;
    private final Samples samples;

    /** @param provider its name in the path */
    LoginProviderContract(String provider) {
        this.provider = provider;
        this.samples = new Samples(provider);
    }

    private static String login(String provider) {
        return provider + ":a-password-of-this-test";
    }

    @Override
    Providers providers() {
        NotificationSettings.Logins logins = new NotificationSettings.Logins(
                NotificationLogin.parse(login("postmark")),
                NotificationLogin.parse(login("brevo")),
                NotificationLogin.parse(login("sparkpost")),
                NotificationLogin.parse(login("mailjet")));
        return Providers.of(new NotificationSettings(null, null, null, logins), new SnsHttp(), Clock.systemUTC());
    }

    /** A documented sample about the delivery. */
    String sample(String name) {
        return object(name).toString();
    }

    private JsonObject object(String name) {
        return samples.object(name, api.messageId(delivery));
    }

    /** The name of a sample of a permanent failure. */
    abstract String bounce();

    /** Several events in one request. */
    String batch(List<String> events) {
        return "[" + String.join(",", events) + "]";
    }

    HttpResponse<String> send(String body) throws Exception {
        return post(provider, body, "Authorization", basic(login(provider)));
    }

    /** Requires the only report to be this after a request with one event. */
    void assertReport(String event, String expected) throws Exception {
        assertOutcome(send(event), 1, 0, 0, 0);
        assertEquals(expected, summary(report()), event);
    }

    private static String basic(String login) {
        return "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aMissingMailboxIsSuppressedOnceHoweverOftenItIsNotified() throws Exception {
        assertReport(sample(bounce()), "bounce mailbox-gone message-id [\"bounced\",\"suppressed\"] no-such-mailbox");
        assertTrue(api.isUnsubscribed(delivery.id()));
        assertOutcome(send(sample(bounce())), 0, 1, 0, 0);
        assertOutcome(send(batch(List.of(sample(bounce()), sample(bounce())))), 0, 2, 0, 0);
        assertEquals(1, reports());
    }

    @Test
    void aRequestWithoutTheLoginIsRefused() throws Exception {
        HttpResponse<String> missing = post(provider, sample(bounce()));
        assertEquals(401, missing.statusCode());
        assertEquals(
                "Basic realm=\"Telltale\"",
                missing.headers().firstValue("WWW-Authenticate").orElse(""));
        assertTrue(missing.body().contains("INBOUND_" + provider.toUpperCase(Locale.ROOT) + "_LOGIN"), missing::body);

        String login = login(provider);
        for (String other : List.of(
                basic(login + "x"),
                basic(login.substring(1)),
                basic(login.substring(login.indexOf(':'))),
                basic(login("another")),
                basic(""),
                basic(login).substring(6),
                "Basic ?",
                "Basic",
                "Bearer " + login)) {
            HttpResponse<String> refused = post(provider, sample(bounce()), "Authorization", other);
            assertEquals(401, refused.statusCode(), other);
            assertFalse(refused.body().contains("a-password-of-this-test"), refused::body);
        }
        assertEquals(0, reports());
    }

    @Test
    void fieldsOfTheFutureAreKept() throws Exception {
        String event = sample(bounce()).replaceFirst("\"rcpt_to\"|\"email\"|\"Email\"", "\"of the future\":[{}],$0");
        assertOutcome(send(event), 1, 0, 0, 0);
        assertEquals("[{}]", String.valueOf(raw().get("of the future")));
    }

    /** The signed identifier is known to the provider of the mail only. */
    @Test
    void eventsAboutOtherMailAreNotStored() throws Exception {
        for (String other : List.of("of another program", delivery.id() + ".ABCDEFGHIJKLMNO")) {
            String event = sample(bounce()).replace(api.messageId(delivery), other);
            assertOutcome(send(event), 0, 0, 1, 0);
        }
        assertEquals(0, reports());
    }

    @Test
    void aBodyWithoutEventsIsAcceptedSinceTestsOfTheAddressSendSuchOnes() throws Exception {
        for (String body : List.of("[]", "{}", "null", "\"\"", "0", "[[]]", "[null, 1, \"x\"]")) {
            assertEquals(200, send(body).statusCode(), body);
        }
        assertEquals(0, reports());
    }

    @Test
    void aBodyThatIsNoJsonOrTooLargeIsRefused() throws Exception {
        for (String body : List.of("", "{", "no JSON", "<xml/>", "[{}", "\u0000")) {
            assertEquals(400, send(body).statusCode(), body);
        }
        HttpResponse<String> deep = send("[".repeat(10_000) + "]".repeat(10_000));
        assertEquals(400, deep.statusCode());
        assertTrue(deep.body().contains("nested deeper"), deep::body);
        assertEquals(
                413,
                send("[\"" + "x".repeat(NotificationHandler.MAX_BYTES) + "\"]").statusCode());
    }

    /** None of these is refused: a provider would repeat it in vain, or discard the other events of the request. */
    @Test
    void membersOfOtherTypesAreTakenForMissingOnes() throws Exception {
        JsonObject event = object(bounce());
        for (String name : names(event).toList()) {
            String marked = with(event, name, JsonBody.parse("\"MARK\"")).toString();
            for (String value : List.of("null", "{}", "[[]]", "true", "7", "\"\"", "\"\\u0000\\ud800\"")) {
                HttpResponse<String> answer = send(marked.replace("\"MARK\"", value));
                assertEquals(200, answer.statusCode(), () -> name + " is " + value + ": " + answer.body());
            }
        }
    }

    /** The names of all members, also of inner objects. */
    private static Stream<String> names(JsonObject object) {
        return object.entrySet().stream()
                .flatMap(member -> Stream.concat(
                        Stream.of(member.getKey()),
                        member.getValue() instanceof JsonObject inner ? names(inner) : Stream.of()));
    }

    private static JsonObject with(JsonObject object, String name, JsonValue value) {
        JsonObjectBuilder changed = Json.object();
        object.forEach((key, old) -> changed.add(
                key, key.equals(name) ? value : old instanceof JsonObject inner ? with(inner, name, value) : old));
        return changed.build();
    }
}
