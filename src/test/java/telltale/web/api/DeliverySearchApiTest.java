package telltale.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.keys.KeyAdministration.KeyRequest;
import telltale.keys.KeyIssuer;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.Destination;
import telltale.model.EmailAddress;
import telltale.model.EventKind;
import telltale.model.KeyLimits;
import telltale.model.Link;
import telltale.model.PrivacyProfile;
import telltale.model.Role;
import telltale.model.Uuid7;
import telltale.token.KeyRing;
import telltale.token.MessageIds;

class DeliverySearchApiTest {
    private static final Instant NOW = Instant.parse("2026-11-22T20:00:00Z");
    private static final String CHROME =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0"
                    + " Safari/537.36";
    private static final String SHOP = "https://shop.example/offers?id=1&x=%20";

    private final MessageIds messageIds = new MessageIds(new KeyRing(Map.of(0, new byte[32])));
    private final Random random = new Random(42);

    @AutoClose
    private ServedApi api;

    private DeliveryId ann;
    private DeliveryId bob;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        api = new ServedApi(folder, NOW);
        ann = sent("ann@example.com", "Spring offers: 50%", "4Xb7Yk2LmPz1", NOW.minusSeconds(60));
        bob = sent("bob@mail.example", "=cmd|' /C calc'!A0", "0100@eu.ses.example", NOW);
    }

    private DeliveryId sent(String to, String subject, @Nullable String queueId, Instant at) {
        DeliveryId id = new DeliveryId(Uuid7.at(at, random));
        api.store.insertExternal(
                new Delivery(id, EmailAddress.parse(to), "spring", subject, DeliveryState.SENDING, null, null),
                true,
                List.of(SHOP),
                PrivacyProfile.INDIVIDUAL);
        api.store.acceptExternal(id, at, "250 ok for " + to, queueId);
        return id;
    }

    private JsonObject page(String query) throws IOException, InterruptedException {
        return api.json("api/v1/deliveries?" + query);
    }

    private List<String> found(String q, String... more) throws IOException, InterruptedException {
        JsonObject page = page("q=" + URLEncoder.encode(q, StandardCharsets.UTF_8) + String.join("", more));
        List<String> ids = new ArrayList<>();
        page.getJsonArray("deliveries")
                .forEach(delivery -> ids.add(delivery.asJsonObject().getString("id")));
        return ids;
    }

    private static List<String> ids(DeliveryId... ids) {
        return List.of(ids).stream().map(DeliveryId::toString).toList();
    }

    @Test
    void aTextIsFoundAsWhatItLooksLike() throws Exception {
        assertEquals(ids(ann), found(" Ann@EXAMPLE.com "));
        assertEquals(ids(bob), found("@MAIL.example"));
        assertEquals(ids(bob), found(bob.toString()));
        assertEquals(ids(ann), found("<" + messageIds.of(ann) + "@shop.example>"));
        assertEquals(ids(ann), found("4Xb7Yk2LmPz1"));
        assertEquals(ids(bob), found("<0100@eu.ses.example>"));
        assertEquals(ids(bob, ann), found(SHOP));
        assertEquals(ids(ann), found("https://mail.example/app/click/" + api.tokens.forLink(ann, link())));
        assertEquals(ids(ann), found("https://mail.example/pixel/" + api.tokens.forPixel(ann) + "?x=1"));
        assertEquals(ids(ann), found("OFFERS spring"));
        assertEquals(ids(ann), found("50%"));
    }

    private static Link link() {
        return new Link(1, new Destination(SHOP));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "_", "a%f", "spr_ng", "@", "' or '1'='1", "https://shop.example/%", "%_%@%", "\u202e"})
    void nothingIsAPattern(String hostile) throws Exception {
        List<String> expected = hostile.equals("%") ? ids(ann) : List.of();
        HttpResponse<String> answer =
                api.get("api/v1/deliveries?q=" + URLEncoder.encode(hostile, StandardCharsets.UTF_8));
        if (hostile.equals("@")) {
            assertEquals(400, answer.statusCode());
        } else {
            assertEquals(expected, found(hostile));
        }
    }

    @Test
    void filtersAreCombined() throws Exception {
        api.seen(api.store.delivery(ann).orElseThrow(), EventKind.OPEN, NOW, CHROME);
        api.judge();

        assertEquals(ids(ann), found("offers", "&reader=people&campaign=spring&state=accepted&provider=other"));
        assertEquals(List.of(), found("offers", "&reader=nobody"));
        assertEquals(ids(bob), found("@mail.example", "&from=2026-11-22T20:00:00Z&to=2026-11-22T20:00:01Z"));
        assertEquals(List.of(), found("@mail.example", "&to=2026-11-22T20:00:00Z"));
        assertEquals(List.of(), found("@mail.example", "&to=ann@example.com"));
        assertEquals(List.of(), found("@mail.example", "&bounce=hard"));
    }

    @Test
    void mailThatNobodyOpenedIsListedWithTheNumberOfThoseThatCannotBeMeasured() throws Exception {
        assertTrue(page("").isNull("unmeasured"));
        assertEquals(2, page("reader=nobody").getInt("unmeasured"), "before they are judged");
        api.judge();
        assertEquals(2, page("reader=nobody").getJsonArray("deliveries").size());
        assertEquals(0, page("reader=nobody").getInt("unmeasured"));

        api.store.persons().setTracked(bob, false, NOW);
        assertEquals(ids(ann), found("spring", "&reader=nobody"));
        assertEquals(1, page("reader=nobody").getInt("unmeasured"));
        assertEquals(0, page("reader=nobody&to=ann@example.com").getInt("unmeasured"));
        assertEquals(ids(bob), found("@mail.example", "&reader=unmeasured"));
    }

    @Test
    void aPageStatesHowFarWasSearched() throws Exception {
        JsonObject first = page("limit=1");
        assertEquals(bob.toString(), first.getString("next"));
        assertEquals("2026-11-22T20:00:00.000Z", first.getString("searchedTo"));

        JsonObject last = page("limit=1&cursor=" + first.getString("next"));
        assertTrue(last.isNull("next"));
        assertTrue(last.isNull("searchedTo"));
    }

    @Test
    void anInvalidQueryIsRefusedWithTheField() throws Exception {
        for (String query : List.of(
                "q=%00",
                "q=a%0Ab",
                "q=%20",
                "q=@",
                "q=" + "x".repeat(2_001),
                "q=" + "a+".repeat(21),
                "to=ann",
                "to=2026-13-01T00:00:00Z",
                "from=ann@example.com",
                "from=%2B999999999-12-31T23:59:59Z",
                "campaign=a%00",
                "from=2026-11-22T12:00:00Z&to=2026-11-22T12:00:00Z",
                "provider=aol",
                "reader=person",
                "bounce=gone")) {
            HttpResponse<String> answer = api.get("api/v1/deliveries?" + query);
            assertEquals(400, answer.statusCode(), query);
            assertTrue(
                    answer.body().contains("\"field\":\"" + query.substring(0, query.indexOf('=')))
                            || query.contains("&to="),
                    answer::body);
        }
    }

    @Test
    void anExportHasAllDeliveriesOfItsQuery() throws Exception {
        for (int i = 0; i < 450; i++) {
            sent("many@example.com", "Hi " + i, null, NOW.plusSeconds(i));
        }
        HttpResponse<String> lines = export("application/x-ndjson", "", ServedApi.ADMIN_KEY);
        assertEquals(452, lines.body().lines().count());
        assertTrue(lines.body().startsWith("{\"id\":\""), lines::body);

        HttpResponse<String> csv = export("text/csv", "q=spring+offers", ServedApi.ADMIN_KEY);
        assertEquals(2, csv.body().lines().count());
        assertTrue(csv.body().contains(",ann@example.com,spring,,Spring offers: 50%,accepted,"), csv::body);
        assertEquals(
                "attachment; filename=\"deliveries.csv\"",
                csv.headers().firstValue("Content-Disposition").orElse(""));
        assertTrue(export("text/csv", "to=bob@mail.example", ServedApi.ADMIN_KEY)
                .body()
                .contains(",'=cmd|' /C calc'!A0,"));
        assertEquals(400, export("text/csv", "limit=5", ServedApi.ADMIN_KEY).statusCode());
        assertEquals("b***@mail.example", audited(0));
        assertEquals("export", audited(1));
    }

    private String audited(int newest) throws IOException, InterruptedException {
        return api.json("api/v1/audit")
                .getJsonArray("operations")
                .getJsonObject(newest)
                .getString("target");
    }

    @Test
    void aReaderFindsAddressesAndIsShownMaskedOnes() throws Exception {
        String key = new KeyIssuer(api.store.apiKeys(), api.clock, random)
                .issue(new KeyRequest("reader", Role.READ, KeyLimits.NONE, null))
                .text();
        api.keys.refresh();
        for (String type : List.of("application/json", "application/x-ndjson", "text/csv")) {
            String answer = export(type, "q=ann@example.com", key).body();
            assertTrue(answer.contains(ann.toString()), answer);
            assertTrue(answer.contains("a***@example.com"), answer);
            assertFalse(answer.contains("ann@"), answer);
        }
    }

    private HttpResponse<String> export(String type, String query, String key) throws Exception {
        return api.get("api/v1/deliveries?" + query, "Accept", type, "Authorization", "Bearer " + key);
    }
}
