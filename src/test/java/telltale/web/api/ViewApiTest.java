package telltale.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.message.Personalizer;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.Destination;
import telltale.model.EmailAddress;
import telltale.model.Link;
import telltale.model.MailMessage;
import telltale.model.Person;
import telltale.model.PrivacyProfile;
import telltale.store.AttemptResult;
import telltale.store.ClaimedDelivery;
import telltale.store.PurgeCutoffs;
import telltale.token.SignedLink;
import telltale.web.http.Json;

/** The web pages of messages, from submission to their end. */
class ViewApiTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final String MESSAGE = """
            {"subject": "News for {{name}}", "campaign": "spring", "bulk": true,
             "html": "<p>Dear {{name}}, <a href='https://shop.example/a'>one</a> <a href='{{view}}'>In the browser</a>\
             <a href='{{unsubscribe}}'>No more</a> <a href='{{preferences}}'>Preferences</a></p>",
             "to": [{"to": "ann@example.com", "data": {"name": "Ann & Co"}}, {"to": "ben@example.com", "data": {"name": "Ben"}}]}""";

    @TempDir
    Path folder;

    @AutoClose
    private ServedApi api;

    @BeforeEach
    void serve() throws Exception {
        api = new ServedApi(folder, NOON);
    }

    @Test
    void thePageShowsWhatTheRecipientGot() throws Exception {
        HttpResponse<String> page = view(submit(MESSAGE).get(0));
        assertEquals(200, page.statusCode());
        assertTrue(page.body().contains("Dear Ann &amp; Co"), page.body());
        assertTrue(page.body().contains("<title>News for Ann &amp; Co</title>"), page.body());
        assertFalse(page.body().contains("Ben"), page.body());
    }

    @Test
    void thePageOfAMailThatIsStillQueuedIsShown() throws Exception {
        DeliveryId queued = submit(MESSAGE).get(1);
        assertEquals(
                DeliveryState.QUEUED, api.store.delivery(queued).orElseThrow().state());
        assertEquals(200, view(queued).statusCode());
    }

    @Test
    void thePageHasNoPixelAndNoLinkOfTheRecipient() throws Exception {
        String page = view(submit(MESSAGE).get(0)).body();
        for (String own : List.of("/pixel", "/unsubscribe", "/preferences", "/view/")) {
            assertFalse(page.contains(own), page);
        }
        assertTrue(page.contains("<a>No more</a> <a>Preferences</a>"), page);
        assertTrue(page.contains("<a>In the browser</a>"), page);
    }

    @Test
    void theFooterOfBulkMailIsAbsent() throws Exception {
        DeliveryId delivery = submit("""
                {"subject": "Hi", "html": "<p>Hello</p><a href='{{view}}'>view</a>", "bulk": true, "to": "ann@example.com"}""").get(0);
        assertFalse(view(delivery).body().contains("No more"));
    }

    @Test
    void theHeadersAllowNoScriptAndNoCache() throws Exception {
        HttpHeaders headers = view(submit(MESSAGE).get(0)).headers();
        assertEquals(
                List.of("sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none';"
                        + " img-src https: data:; style-src 'unsafe-inline'"),
                headers.allValues("Content-Security-Policy"));
        assertEquals(List.of("no-referrer"), headers.allValues("Referrer-Policy"));
        assertEquals(List.of("no-store"), headers.allValues("Cache-Control"));
        assertEquals(List.of("noindex"), headers.allValues("X-Robots-Tag"));
        assertEquals(List.of("nosniff"), headers.allValues("X-Content-Type-Options"));
        assertEquals(List.of("text/html;charset=UTF-8"), headers.allValues("Content-Type"));
    }

    @Test
    void headHasTheHeadersOfGetAndNoBody() throws Exception {
        DeliveryId delivery = submit(MESSAGE).get(0);
        HttpResponse<String> get = view(delivery);
        HttpResponse<String> head = api.head("view/" + api.tokens.forView(delivery));
        assertEquals(200, head.statusCode());
        assertEquals("", head.body());
        assertEquals(get.headers().firstValue("Content-Length"), head.headers().firstValue("Content-Length"));
        assertEquals(
                get.headers().firstValue("Content-Security-Policy"),
                head.headers().firstValue("Content-Security-Policy"));
    }

    @Test
    void aLinkOnThePageHasItsNumberInTheMailAndAPurposeOfItsOwn() throws Exception {
        DeliveryId delivery = submit("""
                {"subject": "Hi", "to": "ann@example.com", "html": "<a href='{{view}}'>view</a>\
                <a href='https://shop.example/a'>a</a> <a data-track='off' href='https://shop.example/x'>x</a>\
                <a href='{{unsubscribe}}'>u</a> <a href='https://shop.example/b'>b</a>"}""").get(0);
        String page = view(delivery).body();
        for (int number = 1; number <= 2; number++) {
            Link link = new Link(number, new Destination("https://shop.example/" + (number == 1 ? "a" : "b")));
            String token = api.tokens.forViewLink(delivery, link, PrivacyProfile.INDIVIDUAL);
            assertTrue(page.contains("href=\"" + ServedApi.BASE + "/click/" + token + "\""), page);
            assertEquals(
                    Optional.of(new SignedLink(delivery, link, true, PrivacyProfile.INDIVIDUAL)),
                    api.tokens.readLink(token));
        }
        assertTrue(page.contains("href=\"https://shop.example/x\""), page);
    }

    @Test
    void aClickOnThePageSaysSoAndIsOnlySuspected() throws Exception {
        DeliveryId delivery = submit(MESSAGE).get(0);
        Link link = new Link(1, new Destination("https://shop.example/a"));
        String browser = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
        click(api.tokens.forViewLink(delivery, link, PrivacyProfile.INDIVIDUAL), browser);
        JsonObject stored = api.json("api/v1/deliveries/" + delivery);
        JsonObject person = stored.getJsonArray("events").getJsonObject(0);
        assertEquals("view", person.getString("via"));
        assertEquals("human-direct", person.getString("class"));
        assertEquals("suspected", person.getString("confidence"));
        assertTrue(person.getJsonArray("reasons").toString().contains("web page"), person.toString());
    }

    @ParameterizedTest
    @CsvSource({"Barracuda Sentinel, scanner", "curl/8.5.0, bot", "'', bot"})
    void aMachinesClickOnThePageIsAMachines(String agent, String type) throws Exception {
        DeliveryId delivery = submit(MESSAGE).get(0);
        click(
                api.tokens.forViewLink(
                        delivery, new Link(1, new Destination("https://shop.example/a")), PrivacyProfile.INDIVIDUAL),
                agent);
        JsonObject event =
                api.json("api/v1/deliveries/" + delivery).getJsonArray("events").getJsonObject(0);
        assertEquals(type, event.getString("class"));
        assertEquals("view", event.getString("via"));
    }

    @Test
    void aClickInTheMailHasNoVia() throws Exception {
        DeliveryId delivery = submit(MESSAGE).get(0);
        click(api.tokens.forLink(delivery, new Link(1, new Destination("https://shop.example/a"))), "Mozilla/5.0");
        JsonObject event =
                api.json("api/v1/deliveries/" + delivery).getJsonArray("events").getJsonObject(0);
        assertFalse(event.containsKey("via"), event.toString());
    }

    @Test
    void readingThePageRecordsNothing() throws Exception {
        DeliveryId delivery = submit(MESSAGE).get(0);
        view(delivery);
        view(delivery);
        assertEquals(
                0,
                api.json("api/v1/deliveries/" + delivery).getJsonArray("events").size());
        assertEquals(
                DeliveryState.QUEUED, api.store.delivery(delivery).orElseThrow().state());
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "", "AQAFAZNbHno7fRCPAFxNPi8aCwAAAAAAAAAAAAAAAAAAAAAA"})
    void anInvalidTokenIsNotFound(String token) throws Exception {
        HttpResponse<String> page = open("view/" + token);
        assertEquals(404, page.statusCode());
        assertTrue(page.body().contains("Invalid link"), page.body());
    }

    @Test
    void aTokenOfAnotherPurposeIsNotFound() throws Exception {
        DeliveryId delivery = submit(MESSAGE).get(0);
        for (String token : List.of(
                api.tokens.forPixel(delivery),
                api.tokens.forUnsubscribe(delivery),
                api.tokens.forPreferences(delivery))) {
            assertEquals(404, open("view/" + token).statusCode());
        }
        assertEquals(404, open("unsubscribe/" + api.tokens.forView(delivery)).statusCode());
    }

    @Test
    void theSenderEndsThePageForAllRecipients() throws Exception {
        JsonObject queued = queued(MESSAGE);
        String address = "api/v1/messages/" + queued.getString("id") + "/view";
        assertEquals(204, delete(address).statusCode());
        assertEquals(204, delete(address).statusCode(), "again");
        for (DeliveryId delivery : deliveries(queued)) {
            assertGone(view(delivery), "This page has expired");
        }
    }

    @Test
    void onlyTheAdminKeyEndsThePage() throws Exception {
        JsonObject queued = queued(MESSAGE);
        String address = "api/v1/messages/" + queued.getString("id") + "/view";
        HttpRequest withoutKey = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + api.port() + "/app/" + address))
                .DELETE()
                .build();
        assertEquals(
                401,
                HttpClient.newHttpClient()
                        .send(withoutKey, HttpResponse.BodyHandlers.ofString())
                        .statusCode());
        assertEquals(200, view(deliveries(queued).get(0)).statusCode());
    }

    @Test
    void aMessageWithoutThePlaceholderHasNoPageToEnd() throws Exception {
        JsonObject queued = queued("""
                {"subject": "Hi", "html": "<p>{{viewer}}</p>", "template": false, "to": "ann@example.com"}""");
        assertEquals(
                404,
                delete("api/v1/messages/" + queued.getString("id") + "/view").statusCode());
        assertEquals(
                404, delete("api/v1/messages/" + UUID.randomUUID() + "/view").statusCode());
        assertEquals(404, delete("api/v1/messages/x/view").statusCode());
    }

    @Test
    void aWithdrawalAfterSendingEndsThePage() throws Exception {
        List<DeliveryId> deliveries = submit(MESSAGE);
        List<ClaimedDelivery> claimed = api.store.outbox().claim(NOON, 10);
        assertEquals(2, claimed.size());
        api.store.persons().setTracked(deliveries.get(0), false, NOON.plusSeconds(1));
        assertGone(view(deliveries.get(0)), "This page has ended");
        assertEquals(200, view(deliveries.get(1)).statusCode());
    }

    @Test
    void aMailAfterTheWithdrawalHasAPageWithPlainLinks() throws Exception {
        DeliveryId earlier = submit(MESSAGE).get(0);
        api.store.persons().setTracked(earlier, false, NOON.minusSeconds(60));
        api.store.outbox().claim(NOON, 10);
        String page = view(earlier).body();
        assertTrue(page.contains("href=\"https://shop.example/a\""), page);
        assertFalse(page.contains("/click/"), page);
    }

    @Test
    void linksThatTheSenderDoesNotTrackArePlain() throws Exception {
        DeliveryId delivery = submit("""
                {"subject": "Hi", "to": "ann@example.com", "track": {"clicks": false},
                 "html": "<a href='{{view}}'>view</a> <a href='https://shop.example/a'>a</a>"}""").get(0);
        assertTrue(view(delivery).body().contains("href=\"https://shop.example/a\""));
    }

    @Test
    void linksHaveTheParametersOfTheMail() throws Exception {
        DeliveryId delivery = submit("""
                {"subject": "Hi", "to": "ann@example.com", "track": {"clicks": false}, "utm": {"source": "news"},
                 "html": "<a href='{{view}}'>view</a> <a href='https://example.com/a'>a</a>"}""").get(0);
        String page = view(delivery).body();
        assertTrue(page.contains("href=\"https://example.com/a?utm_source=news"), page);
    }

    @Test
    void thePageEndsWithTheContent() throws Exception {
        List<DeliveryId> deliveries = submit(MESSAGE);
        finish();
        Instant later = NOON.plus(Duration.ofDays(30));
        assertEquals(0, api.store.messages().purge(new PurgeCutoffs(later, NOON, later), 10), "kept for its page");
        assertEquals(200, view(deliveries.get(0)).statusCode());
        assertEquals(1, api.store.messages().purge(new PurgeCutoffs(later, later, later), 10));
        assertGone(view(deliveries.get(0)), "This page has expired");
    }

    @Test
    void aPageThatTheSenderEndedKeepsNoContent() throws Exception {
        JsonObject queued = queued(MESSAGE);
        finish();
        delete("api/v1/messages/" + queued.getString("id") + "/view");
        Instant later = NOON.plus(Duration.ofDays(30));
        assertEquals(1, api.store.messages().purge(new PurgeCutoffs(later, NOON, later), 10));
    }

    @Test
    void thePageEndsWithTheErasureOfItsRecipient() throws Exception {
        List<DeliveryId> deliveries = submit(MESSAGE);
        api.store.persons().erase(EmailAddress.parse("ann@example.com"));
        assertGone(view(deliveries.get(0)), "This page has expired");
        assertEquals(200, view(deliveries.get(1)).statusCode());
    }

    @ParameterizedTest
    @CsvSource({"de, Diese Seite ist abgelaufen", "fr, Cette page a expiré", "es, Esta página ha caducado", "ar, انتهت"
    })
    void theEndIsExplainedInTheReadersLanguage(String language, String words) throws Exception {
        JsonObject queued = queued(MESSAGE);
        delete("api/v1/messages/" + queued.getString("id") + "/view");
        String token = api.tokens.forView(deliveries(queued).get(0));
        assertTrue(open("view/" + token + "?lang=" + language).body().contains(words));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{view}}", "{{ view }}", "%7B%7Bview%7D%7D"})
    void mailOfAnotherSystemCannotHaveTheLink(String placeholder) throws Exception {
        HttpResponse<String> refused = api.change(
                "POST",
                "api/v1/deliveries",
                "{\"to\": \"ann@example.com\", \"subject\": \"Hi\", \"html\": \"<a href='" + placeholder
                        + "'>v</a>\"}");
        assertEquals(400, refused.statusCode(), refused.body());
        assertTrue(refused.body().contains("{{view}}") && refused.body().contains("\"html\""), refused.body());
    }

    @Test
    void anOutageOfTheDatabaseIsTemporary() throws Exception {
        DeliveryId delivery = submit(MESSAGE).get(0);
        api.store.close();
        for (String address : List.of("view/" + api.tokens.forView(delivery), "archive/AAAAAAAAAAAAAAAAAAAAAA")) {
            HttpResponse<String> page = open(address);
            assertEquals(503, page.statusCode(), address);
            assertEquals("60", page.headers().firstValue("Retry-After").orElse(""));
            assertTrue(page.body().contains("Temporarily unavailable"), page.body());
        }
    }

    @Test
    void theLinkInTextAndInHtmlIsTheRecipientsOwn() throws Exception {
        DeliveryId delivery = submit("""
                {"subject": "Hi", "text": "Open {{view}} now", "to": "ann@example.com"}""").get(0);
        MailMessage mail = new MailMessage(
                EmailAddress.parse("ann@example.com"), "Hi", "<a href={{ VIEW }}>x</a>", "Open {{view}} now", null);
        Person person = api.store.persons().recipient(delivery).orElseThrow();
        Personalizer.PersonalizedMessage copy = api.tailor().personalize(mail, person, delivery);
        String link = ServedApi.BASE + "/view/" + api.tokens.forView(delivery);
        assertEquals("Open " + link + " now", String.valueOf(copy.text()));
        assertTrue(
                copy.html().html().contains("<a href=" + link + ">x</a>"),
                copy.html().html());
        assertTrue(view(delivery).body().contains("<p>Open  now</p>"), "the page of a text");
    }

    private void finish() {
        api.store
                .outbox()
                .claim(NOON, 10)
                .forEach(claimed -> api.store
                        .outbox()
                        .recordResults(List.of(new AttemptResult(
                                claimed.id(), claimed.attempt(), DeliveryState.ACCEPTED, NOON, "250 ok", null, null))));
    }

    private static void assertGone(HttpResponse<String> page, String title) {
        assertEquals(410, page.statusCode());
        assertTrue(page.body().contains(title), page.body());
    }

    private void click(String token, String agent) throws Exception {
        assertEquals(302, api.get("click/" + token, "User-Agent", agent).statusCode());
    }

    private HttpResponse<String> view(DeliveryId delivery) throws Exception {
        return open("view/" + api.tokens.forView(delivery));
    }

    private List<DeliveryId> submit(String message) throws Exception {
        return deliveries(queued(message));
    }

    private static List<DeliveryId> deliveries(JsonObject queued) {
        return queued.getJsonArray("deliveries").getValuesAs(JsonObject.class).stream()
                .map(delivery -> DeliveryId.parse(delivery.getString("id")))
                .toList();
    }

    private JsonObject queued(String message) throws Exception {
        HttpResponse<String> answer = api.change("POST", "api/v1/messages", message);
        assertEquals(202, answer.statusCode(), answer.body());
        try (JsonReader reader = Json.PROVIDER.createReader(new StringReader(answer.body()))) {
            return reader.readObject();
        }
    }

    /** Sends a request without a key. */
    private HttpResponse<String> open(String target) throws Exception {
        return api.get(target, "Accept-Language", "en");
    }

    private HttpResponse<String> delete(String target) throws Exception {
        return api.change("DELETE", target, "");
    }
}
