package telltale.web.recipient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.Suppression;
import telltale.model.Topic;
import telltale.model.Uuid7;
import telltale.store.Persons.Suppressed;
import telltale.web.api.ServedApi;

/** What recipients can do about topics with the links in a mail. */
class RecipientTopicsTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final EmailAddress ANN = EmailAddress.parse("ann@example.com");
    private static final Suppression NO_NEWS = Suppression.ofTopic("product-news", Suppression.UNSUBSCRIBED, NOON);
    private static final Suppression NO_BULK = new Suppression(Suppression.Scope.BULK, Suppression.UNSUBSCRIBED, NOON);

    private final Random random = new Random(7);

    @AutoClose
    private ServedApi api;

    private DeliveryId delivery;

    @BeforeEach
    void serve(@TempDir Path folder) throws Exception {
        api = new ServedApi(folder, NOON);
        delivery = delivery("product-news");
    }

    private DeliveryId delivery(String topic) {
        DeliveryId id = new DeliveryId(Uuid7.at(NOON, random));
        api.store.insertExternal(
                new Delivery(id, ANN, null, topic, "Hi", DeliveryState.SENDING, null, null, null), true);
        return id;
    }

    @ParameterizedTest
    @ValueSource(strings = {"List-Unsubscribe=One-Click", "", "nonsense", "unsubscribe=", "unsubscribe=Everything"})
    void oneClickUnsubscribesFromTheTopicOfTheDelivery(String body) throws Exception {
        HttpResponse<String> answer = api.post(unsubscribe(), FORM, body);

        assertEquals(200, answer.statusCode());
        assertEquals(
                RecipientPage.unsubscribed(Language.ENGLISH, Topic.named("product-news"))
                        .html(),
                answer.body());
        assertEquals(List.of(NO_NEWS), api.recipient(delivery).suppressions());
    }

    @Test
    void aMultipartOneClickUnsubscribesFromTheTopicToo() throws Exception {
        String body = "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n";
        assertEquals(
                200,
                api.post(unsubscribe(), "multipart/form-data; boundary=x", body).statusCode());
        assertEquals(List.of(NO_NEWS), api.recipient(delivery).suppressions());
    }

    @Test
    void theSecondButtonUnsubscribesFromEverything() throws Exception {
        HttpResponse<String> answer = api.post(unsubscribe(), FORM, "unsubscribe=everything");

        assertEquals(RecipientPage.unsubscribed(Language.ENGLISH, null).html(), answer.body());
        assertEquals(List.of(NO_BULK), api.recipient(delivery).suppressions());
    }

    @Test
    void aGetOffersBothAndChangesNothing() throws Exception {
        api.store.topics().put(new Topic("product-news", "News & <offers>"));
        for (String query : List.of("", "?List-Unsubscribe=One-Click", "?unsubscribe=everything", "?mail=off")) {
            String page = api.get(unsubscribe() + query).body();
            assertEquals(
                    List.of("Unsubscribe from News & <offers>", "Unsubscribe from everything"),
                    Jsoup.parse(page).select("button").eachText());
            assertEquals(
                    200, api.get(preferences() + query + "&topic=product-news").statusCode());
        }
        assertEquals(List.of(), api.recipient(delivery).suppressions());
    }

    @Test
    void topicsAreListedWithTheirStateAndCanBeChosen() throws Exception {
        delivery("offers");
        delivery("jobs");
        api.store.persons().suppress(List.of(new Suppressed(ANN, Suppression.ofTopic("jobs", "complaint", NOON))));
        api.store.persons().suppress(List.of(new Suppressed(ANN, Suppression.ofTopic("never-got", "by hand", NOON))));

        assertStates(api.get(preferences()), "topic.stopped", "topic.on", "topic.on");
        assertStates(post("topic=product-news&mail=off"), "topic.stopped", "topic.on", "topic.off");
        assertStates(post("topic=offers&mail=off"), "topic.stopped", "topic.off", "topic.off");
        assertStates(post("topic=product-news&mail=on"), "topic.stopped", "topic.off", "topic.on");
    }

    private static void assertStates(HttpResponse<String> page, String jobs, String offers, String news) {
        RecipientTexts texts = RecipientTexts.of(Language.ENGLISH);
        assertEquals(200, page.statusCode());
        assertEquals(
                List.of(texts.get(jobs), texts.get(offers), texts.get(news)),
                Jsoup.parse(page.body()).select("#mail ~ .topics p").eachText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"complaint", "by hand", "Unsubscribed"})
    void onlyThePersonsOwnUnsubscriptionCanBeRevoked(String reason) throws Exception {
        Suppression ofTopic = Suppression.ofTopic("product-news", reason, NOON);
        Suppression ofBulk = new Suppression(Suppression.Scope.BULK, reason, NOON);
        post("topic=product-news&mail=off");
        post("mail=off");
        api.store.persons().suppress(List.of(new Suppressed(ANN, ofTopic), new Suppressed(ANN, ofBulk)));

        post("topic=product-news&mail=on");
        post("mail=on");
        assertEquals(List.of(ofBulk, ofTopic), api.recipient(delivery).suppressions());
    }

    @Test
    void aSuppressionOfAllMailCannotBeRevoked() throws Exception {
        Suppression all = new Suppression(Suppression.Scope.ALL, Suppression.UNSUBSCRIBED, NOON);
        api.store.persons().suppress(List.of(new Suppressed(ANN, all)));
        String page = post("mail=on").body();

        assertEquals(all, api.recipient(delivery).suppression());
        assertTrue(page.contains(RecipientTexts.of(Language.ENGLISH).get("bulk.stopped.text")), page);
    }

    @ParameterizedTest
    @ValueSource(strings = {"offers", "unknown", "Product-News", "%00", ""})
    void aTopicThatTheRecipientDidNotGetCannotBeChosen(String topic) throws Exception {
        api.store.topics().put(Topic.named("offers"));
        assertEquals(400, post("topic=" + topic + "&mail=off").statusCode());
        assertEquals(List.of(), api.recipient(delivery).suppressions());
        assertEquals(2, api.store.topics().page(null, 10).size());
    }

    @Test
    void unsubscribingFromEverythingAndBackKeepsTheTopics() throws Exception {
        post("topic=product-news&mail=off");
        String off = post("mail=off").body();
        assertEquals(List.of(NO_BULK, NO_NEWS), api.recipient(delivery).suppressions());
        assertEquals(0, Jsoup.parse(off).select("#mail ~ .topics").size());

        post("mail=on");
        assertNull(api.recipient(delivery).suppression());
        assertEquals(List.of(NO_NEWS), api.recipient(delivery).suppressions());
    }

    @Test
    void withoutTheDatabaseThePageHasOneButton() throws Exception {
        api.store.close();
        assertEquals(
                RecipientPage.unsubscribe(Language.ENGLISH, null).html(),
                api.get(unsubscribe()).body());
        assertEquals(
                503, api.post(unsubscribe(), FORM, "unsubscribe=everything").statusCode());
        assertEquals(503, post("topic=product-news&mail=off").statusCode());
    }

    private HttpResponse<String> post(String form) throws Exception {
        return api.post(preferences(), FORM, form);
    }

    private String unsubscribe() {
        return "unsubscribe/" + api.tokens.forUnsubscribe(delivery);
    }

    private String preferences() {
        return "preferences/" + api.tokens.forPreferences(delivery);
    }
}
