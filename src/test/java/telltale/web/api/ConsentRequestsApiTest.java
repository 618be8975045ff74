package telltale.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import telltale.model.ConsentPurpose;
import telltale.model.ConsentRequest;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.model.EventKind;
import telltale.model.PrivacyProfile;
import telltale.model.Suppression;
import telltale.store.Persons;
import telltale.web.http.StrictJson;

class ConsentRequestsApiTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final EmailAddress ANN = EmailAddress.parse("ann@example.com");
    private static final String JSON = "application/json";
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String REQUESTS = "api/v1/consents/requests";
    private static final String TO_ANN = "{\"to\":\"ann@example.com\"}";

    @AutoClose
    private ServedApi api;

    @BeforeEach
    void serve(@TempDir Path folder) throws Exception {
        api = new ServedApi(folder, NOON);
    }

    @Test
    void aRequestIsQueuedForEachPersonOnce() throws Exception {
        HttpResponse<String> answer = ask(
                "{\"to\":[\"ann@example.com\",\"Bob <bob@example.com>\",\"Ann@Example.com\"],\"purposes\":[\"hygiene\"],"
                        + "\"from\":\"Shop <shop@example.com>\",\"campaign\":\"consent\"}");
        assertEquals(202, answer.statusCode(), answer.body());
        List<String> states = object(answer).getJsonArray("deliveries").stream()
                .map(one -> one.asJsonObject().getString("state"))
                .toList();
        assertEquals(List.of("queued", "queued", "duplicate"), states);
        ConsentRequest request =
                api.store.consents().requests().of(ANN).orElseThrow().request();
        assertEquals(Set.of(ConsentPurpose.HYGIENE), request.purposes());
        assertEquals("Shop (shop@example.com)", request.sender());
        assertEquals("2026-11-22T12:00:00.000Z", current().getString("askedAt"));
        assertFalse(current().getJsonArray("purposes").getJsonObject(0).getBoolean("mayAsk"));
        assertEquals(List.of(), api.store.consents().page(ANN, 0, 10), "asking is no consent");
        JsonObject exported =
                object(api.sendBody("POST", "api/v1/persons/export", JSON, TO_ANN.replace("to", "address")));
        assertEquals(
                "{\"at\":\"2026-11-22T12:00:00.000Z\",\"purposes\":[\"hygiene\"],\"sender\":\"Shop (shop@example.com)\"}",
                exported.getJsonObject("consentRequest").toString());
    }

    @Test
    void aRepetitionWithTheSameKeyAsksOnceWhateverThePersonDecidedSince() throws Exception {
        HttpResponse<String> first = api.postKeyed(REQUESTS, JSON, "key-1", TO_ANN);
        record("refused", NOON);
        HttpResponse<String> second = api.postKeyed(REQUESTS, JSON, "key-1", TO_ANN);
        assertEquals(202, first.statusCode(), first.body());
        assertEquals(first.body(), second.body());
        assertRefused("asked", "2027-05-22T12:00:00Z", api.postKeyed(REQUESTS, JSON, "key-2", TO_ANN));
        assertEquals(
                409,
                api.postKeyed(REQUESTS, JSON, "key-1", "{\"to\":\"bob@example.com\"}")
                        .statusCode());
    }

    @ParameterizedTest
    @CsvSource({"refused", "withdrawn"})
    void aPersonWhoSaidNoIsAskedAgainAfterSixMonths(String decision) throws Exception {
        record(decision, NOON.minusSeconds(60));
        assertRefused(decision, "2027-05-22T11:59:00Z", ask(TO_ANN));
        assertTrue(api.store.consents().requests().of(ANN).isEmpty());
        api.clock.advance(Duration.between(NOON, Instant.parse("2027-05-22T11:58:59Z")));
        assertEquals(409, ask(TO_ANN).statusCode());
        api.clock.advance(Duration.ofSeconds(1));
        assertEquals(202, ask(TO_ANN).statusCode());
    }

    @Test
    void aPersonWhoDoesNotAnswerIsAskedAgainAfterSixMonths() throws Exception {
        assertEquals(202, ask(TO_ANN).statusCode());
        assertRefused("asked", "2027-05-22T12:00:00Z", ask(TO_ANN));
        api.clock.advance(Duration.between(NOON, Instant.parse("2027-05-22T12:00:00Z")));
        assertEquals(202, ask(TO_ANN).statusCode());
    }

    @Test
    void whoNeedsNotOrMustNotBeAskedIsNamedByTheFieldAndNobodyIsAsked() throws Exception {
        record("given", NOON);
        EmailAddress bob = EmailAddress.parse("bob@example.com");
        Suppression unsubscribed = new Suppression(Suppression.Scope.BULK, Suppression.UNSUBSCRIBED, NOON);
        api.store.persons().suppress(List.of(new Persons.Suppressed(bob, unsubscribed)));
        HttpResponse<String> answer = ask("{\"purposes\":\"open-measurement\","
                + "\"to\":[\"eve@example.com\",\"bob@example.com\",\"ann@example.com\"]}");
        assertRefused("suppressed", null, answer);
        assertEquals("to[1]", object(answer).getString("field"));
        assertEquals(2, object(answer).getJsonArray("errors").size());
        assertTrue(object(answer).getJsonArray("errors").getString(1).contains("to[2] has consented"), answer.body());
        assertFalse(answer.body().contains("@"), "no address in an answer that may be logged");
        assertTrue(api.store
                .consents()
                .requests()
                .of(EmailAddress.parse("eve@example.com"))
                .isEmpty());
        assertEquals(202, ask(TO_ANN).statusCode(), "the person has not decided about clicks");
    }

    @Test
    void whoOptedOutOfTrackingIsNotAsked() throws Exception {
        api.store.persons().setTracked(api.accepted(null, NOON).id(), false, NOON);
        assertRefused("opted-out", null, ask(TO_ANN));
        assertFalse(current().getJsonArray("purposes").getJsonObject(0).getBoolean("mayAsk"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "to | {}",
                "to | {\"to\":[]}",
                "to[1] | {\"to\":[\"ann@example.com\",\"x\"]}",
                "purposes | {\"to\":\"ann@example.com\",\"purposes\":[\"opens\"]}",
                "purposes | {\"to\":\"ann@example.com\",\"purposes\":[]}",
                "purposes | {\"to\":\"ann@example.com\",\"purposes\":[1]}",
                "language | {\"to\":\"ann@example.com\",\"language\":\"tlh\"}",
                "wording | {\"to\":\"ann@example.com\",\"text\":\"Hi\"}",
                "text | {\"to\":\"ann@example.com\",\"wording\":\"1\"}",
                "text | {\"to\":\"ann@example.com\",\"wording\":\"1\",\"text\":\" \"}",
                "text | {\"to\":\"ann@example.com\",\"wording\":\"1\",\"text\":\"a\\u0000\"}",
                "subject | {\"to\":\"ann@example.com\",\"subject\":\"a\\nb\"}",
                "from | {\"to\":\"ann@example.com\",\"from\":\"eve@elsewhere.example\"}",
                "html | {\"to\":\"ann@example.com\",\"html\":\"x\"}",
            })
    void anInvalidRequestIsRefusedByItsField(String field, String body) throws Exception {
        HttpResponse<String> refused = ask(body);
        assertEquals(400, refused.statusCode(), refused.body());
        assertEquals(field, object(refused).getString("field"));
        assertTrue(api.store.consents().requests().of(ANN).isEmpty());
    }

    @Test
    void onlyJsonIsAccepted() throws Exception {
        assertEquals(
                415,
                api.sendBody("POST", REQUESTS, FORM, "to=ann%40example.com").statusCode());
    }

    /** From the mail that is already in the mailbox to what is stored of it, by the pages alone. */
    @Test
    void decisionsOnThePageApplyToMailAlreadySent() throws Exception {
        DeliveryId delivery = api.accepted(null, NOON).id();
        String page = "consent/" + api.tokens.forConsent(delivery);
        assertEquals(1, opensAfterAnother(delivery));
        decide(page, "decision=refuse");
        assertEquals(1, opensAfterAnother(delivery), "the pixel is answered, and nothing is stored");
        api.clock.advance(Duration.ofSeconds(1));
        decide(page, "decision=give&open-measurement=on");
        assertEquals(2, opensAfterAnother(delivery));
        assertEquals(200, api.post(page, FORM, "withdraw=open-measurement").statusCode());
        api.clock.advance(Duration.ofSeconds(1));
        assertEquals(2, opensAfterAnother(delivery));
        decide(page, "decision=give&open-measurement=on");
        api.clock.advance(Duration.ofSeconds(1));
        assertEquals(3, opensAfterAnother(delivery));
        api.post("preferences/" + api.tokens.forPreferences(delivery), FORM, "withdraw=open-measurement");
        api.clock.advance(Duration.ofSeconds(1));
        assertEquals(3, opensAfterAnother(delivery));
        assertFalse(api.recipient(delivery).allows(PrivacyProfile.INDIVIDUAL, EventKind.OPEN));
    }

    private void decide(String page, String form) throws Exception {
        String shown = "&wording=consent-page-1+en&shown=" + api.clock.instant().toEpochMilli();
        assertEquals(200, api.post(page, FORM, form + shown).statusCode());
    }

    private int opensAfterAnother(DeliveryId delivery) throws Exception {
        assertEquals(200, api.get("pixel/" + api.tokens.forPixel(delivery)).statusCode());
        return api.json("api/v1/deliveries/" + delivery).getJsonArray("events").size();
    }

    private static void assertRefused(String reason, @Nullable String askFrom, HttpResponse<String> answer) {
        assertEquals(409, answer.statusCode(), answer.body());
        JsonObject problem = object(answer);
        assertEquals("urn:telltale:problem:consent-not-asked", problem.getString("type"));
        assertEquals(reason, problem.getString("reason"));
        assertEquals(askFrom, problem.getString("askFrom", null));
    }

    private void record(String decision, Instant at) throws Exception {
        String body = "{\"address\":\"ann@example.com\",\"purpose\":\"open-measurement\",\"decision\":\"" + decision
                + "\",\"at\":\"" + at + "\",\"wording\":\"1\",\"channel\":\"form\",\"evidence\":\"order 17\"}";
        assertEquals(201, api.sendBody("POST", "api/v1/consents", JSON, body).statusCode());
    }

    private JsonObject current() throws Exception {
        return object(api.sendBody("POST", "api/v1/consents/current", JSON, "{\"address\":\"ann@example.com\"}"));
    }

    private static JsonObject object(HttpResponse<String> answer) {
        return StrictJson.read(answer.body()).asJsonObject();
    }

    private HttpResponse<String> ask(String body) throws Exception {
        return api.sendBody("POST", REQUESTS, JSON, body);
    }
}
