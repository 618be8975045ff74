package telltale.web.recipient;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.DeliveryId;
import telltale.model.Suppression;
import telltale.sending.RecipientPreferences.Choices;
import telltale.web.api.ServedApi;

class RecipientHandlersTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final String FORM = "application/x-www-form-urlencoded";

    @AutoClose
    private ServedApi api;

    private DeliveryId delivery;

    @BeforeEach
    void serve(@TempDir Path folder) throws Exception {
        api = new ServedApi(folder, NOON);
        delivery = api.accepted(null, NOON).id();
    }

    @Test
    void onlyAPostUnsubscribes() throws Exception {
        String page = "unsubscribe/" + api.tokens.forUnsubscribe(delivery);

        assertEquals(
                RecipientPage.unsubscribe(Language.ENGLISH, null).html(),
                api.get(page).body());
        api.head(page);
        api.get(page + "?List-Unsubscribe=One-Click");
        api.get(page, "Sec-Purpose", "prefetch");
        assertFalse(api.isUnsubscribed(delivery));

        HttpResponse<String> answer = api.post(page + "?lang=de", FORM, "List-Unsubscribe=One-Click");
        assertEquals(200, answer.statusCode());
        assertEquals(RecipientPage.unsubscribed(Language.GERMAN, null).html(), answer.body());
        assertTrue(api.isUnsubscribed(delivery));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "List-Unsubscribe=One-Click", "nonsense", "--x\r\n\r\nOne-Click\r\n--x--"})
    void everyPostUnsubscribesRegardlessOfItsBody(String body) throws Exception {
        String page = "unsubscribe/" + api.tokens.forUnsubscribe(delivery);

        assertEquals(
                200, api.post(page, "multipart/form-data; boundary=x", body).statusCode());
        assertEquals(200, api.post(page + "')", FORM, body).statusCode());
        assertTrue(api.isUnsubscribed(delivery));
    }

    @Test
    void onlyAPostWithAChoiceChangesThePreferences() throws Exception {
        String page = "preferences/" + api.tokens.forPreferences(delivery);
        String initial = page(true, null);

        assertEquals(initial, api.get(page + "?tracking=off&mail=off").body());
        for (String nonsense : List.of(
                "",
                "tracking=",
                "tracking=OFF",
                "tracking=on&tracking=off",
                "tracking=%zz",
                "mail=",
                "mail=none",
                "tracking=off&mail=off",
                "topic=unknown",
                "topic=unknown&mail=off",
                "topic=&mail=off")) {
            HttpResponse<String> answer = api.post(page, FORM, nonsense);
            assertEquals(400, answer.statusCode(), nonsense);
            assertEquals(initial, answer.body(), nonsense);
        }

        assertEquals(page(false, null), api.post(page, FORM, "tracking=off").body());
        assertEquals(page(false, null), api.get(page).body());
        assertEquals(initial, api.post(page, FORM, "tracking=on").body());
        Suppression unsubscribed = new Suppression(Suppression.Scope.BULK, Suppression.UNSUBSCRIBED, NOON);
        assertEquals(page(true, unsubscribed), api.post(page, FORM, "mail=off").body());
        assertEquals(unsubscribed, api.recipient(delivery).suppression());
        assertEquals(initial, api.post(page, FORM, "mail=on").body());
        assertNull(api.recipient(delivery).suppression());
    }

    private String page(boolean tracked, @Nullable Suppression suppression) {
        return PreferencesPage.of(
                        Language.ENGLISH,
                        new Choices(tracked, suppression, List.of(), Map.of()),
                        api.tokens.forConsent(delivery))
                .html();
    }

    @Test
    void aTokenOfAnotherPurposeHasNoEffect() throws Exception {
        for (String address : List.of(
                "unsubscribe/" + api.tokens.forPreferences(delivery),
                "unsubscribe/" + api.tokens.forPixel(delivery),
                "preferences/" + api.tokens.forUnsubscribe(delivery),
                "unsubscribe/",
                "preferences/x")) {
            assertEquals(404, api.get(address).statusCode(), address);
            assertEquals(404, api.post(address, FORM, "tracking=off").statusCode(), address);
        }
        assertTrue(!api.isUnsubscribed(delivery) && api.recipient(delivery).tracked());
    }

    @Test
    void requestsDuringADatabaseOutageAreAnsweredWithRetryAfter() throws Exception {
        api.store.close();
        for (String address : List.of(
                "unsubscribe/" + api.tokens.forUnsubscribe(delivery),
                "preferences/" + api.tokens.forPreferences(delivery))) {
            HttpResponse<String> answer = api.post(address, FORM, "tracking=off");
            assertEquals(503, answer.statusCode(), address);
            assertTrue(answer.headers().firstValue("Retry-After").isPresent(), address);
            assertEquals(RecipientPage.unavailable(Language.ENGLISH).html(), answer.body(), address);
        }
    }
}
