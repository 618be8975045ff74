package telltale.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.keys.KeyAdministration.KeyRequest;
import telltale.keys.KeyIssuer;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.EventKind;
import telltale.model.KeyLimits;
import telltale.model.PrivacyProfile;
import telltale.model.Role;
import telltale.model.Uuid7;

/** The numbers of mail under several privacy profiles, over the API. */
class ProfileNumbersApiTest {
    private static final Instant NOW = Instant.parse("2026-11-22T20:00:00Z");
    private static final String CHROME =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0"
                    + " Safari/537.36";

    private final Random random = new Random(7);

    @AutoClose
    private ServedApi api;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        api = new ServedApi(folder, NOW);
    }

    private void judge() {
        int judged = 100;
        while (judged > 0) {
            judged = api.store.judgements().judge(100, api.verdicts::judgement);
        }
    }

    /** Two mails of a campaign under individual with three opens each, and one under consent with one. */
    private void sendAll() throws Exception {
        send("spring", PrivacyProfile.INDIVIDUAL, 3);
        send("spring", PrivacyProfile.INDIVIDUAL, 3);
        send("spring", PrivacyProfile.CONSENT, 1);
        judge();
    }

    private void send(@Nullable String campaign, PrivacyProfile profile, int opens) throws Exception {
        DeliveryId id = new DeliveryId(Uuid7.at(NOW.minusSeconds(7_200), random));
        Delivery delivery = new Delivery(
                id, EmailAddress.parse("ann@example.com"), campaign, "Hi", DeliveryState.SENDING, null, null);
        api.store.insertExternal(delivery, true, List.of("https://shop.example/"), profile);
        api.store.acceptExternal(id, NOW.minusSeconds(7_200), "250 ok", null);
        for (int i = 0; i < opens; i++) {
            api.seen(delivery, EventKind.OPEN, NOW.minusSeconds(60L * (i + 1)), CHROME);
        }
    }

    @Test
    void aCampaignHasABlockForEachProfileAndNoSum() throws Exception {
        sendAll();

        for (JsonObject campaign : List.of(
                api.json("api/v1/campaigns").getJsonArray("campaigns").getJsonObject(0),
                api.json("api/v1/campaigns/spring"))) {
            assertEquals(3, campaign.getInt("accepted"));
            assertEquals(
                    "[\"individual\",\"consent\"]",
                    campaign.getJsonArray("privacy").toString());
            for (String sum : List.of("profile", "opens", "clicks", "openRate")) {
                assertFalse(campaign.containsKey(sum), sum);
            }
            assertEquals(
                    List.of("individual 6 2", "consent 1 1"),
                    campaign.getJsonArray("profiles").getValuesAs(JsonObject.class).stream()
                            .map(block -> block.getString("profile") + " "
                                    + block.getJsonObject("opens").getInt("total") + " "
                                    + block.getJsonObject("openRate").getInt("accepted"))
                            .toList());
        }
        JsonObject day = lastDay(api.json("api/v1/campaigns/spring"));
        assertEquals(3, day.getInt("deliveries"));
        assertFalse(day.containsKey("opens"));
    }

    private static JsonObject lastDay(JsonObject campaign) {
        List<JsonObject> days = campaign.getJsonArray("days").getValuesAs(JsonObject.class);
        return days.get(days.size() - 1);
    }

    @Test
    void theNumbersOfOneProfileAreGivenIfItIsNamed() throws Exception {
        sendAll();

        JsonObject campaign = api.json("api/v1/campaigns/spring?profile=consent");
        assertEquals("consent", campaign.getString("profile"));
        assertEquals(1, campaign.getJsonObject("opens").getInt("total"));
        assertEquals(1, campaign.getJsonObject("openRate").getInt("accepted"));
        assertEquals(1, lastDay(campaign).getJsonObject("opens").getInt("total"));
        JsonObject listed = api.json("api/v1/campaigns?profile=individual")
                .getJsonArray("campaigns")
                .getJsonObject(0);
        assertEquals(6, listed.getJsonObject("opens").getInt("total"));
        HttpResponse<String> unknown = api.get("api/v1/campaigns/spring?profile=none-such");
        assertEquals(400, unknown.statusCode());
        assertTrue(unknown.body().contains("\"field\":\"profile\""), unknown.body());
    }

    @Test
    void aCampaignWithOneProfileHasTheNumbersThatItHadAndTheProfile() throws Exception {
        send("autumn", PrivacyProfile.CONSENT, 2);
        judge();

        JsonObject campaign = api.json("api/v1/campaigns/autumn");
        assertEquals("consent", campaign.getString("profile"));
        assertEquals(2, campaign.getJsonObject("opens").getInt("total"));
        assertFalse(campaign.containsKey("profiles"));
    }

    @Test
    void eachTableOfStatisticsHasTheRowsOfEachProfile() throws Exception {
        sendAll();
        send(null, PrivacyProfile.CONSENT, 1);
        judge();

        for (String table : List.of("totals", "series", "providers", "clients", "campaigns", "classes", "hours")) {
            JsonObject found = api.json("api/v1/stats/" + table);
            assertEquals(
                    "[\"individual\",\"consent\"]",
                    found.getJsonArray("profiles").toString());
            assertEquals("consent,individual", profiles(found), table);
            assertEquals("consent", profiles(api.json("api/v1/stats/" + table + "?profile=consent")), table);
        }
        assertEquals(
                List.of("individual 6", "consent 2"),
                api.json("api/v1/stats/totals").getJsonArray("rows").getValuesAs(JsonObject.class).stream()
                        .map(row -> row.getString("profile") + " "
                                + row.getJsonObject("opens").getInt("people"))
                        .toList());
        String csv = api.get(
                        "api/v1/stats/totals", "Authorization", "Bearer " + ServedApi.ADMIN_KEY, "Accept", "text/csv")
                .body();
        assertEquals(
                List.of("profile", "individual", "consent"),
                csv.lines().map(line -> line.substring(0, line.indexOf(','))).toList());
    }

    private static String profiles(JsonObject table) {
        return table.getJsonArray("rows").getValuesAs(JsonObject.class).stream()
                .map(row -> row.getString("profile"))
                .distinct()
                .sorted()
                .collect(Collectors.joining(","));
    }

    @Test
    void thePagesOfATableGoThroughAllProfiles() throws Exception {
        sendAll();

        JsonObject page = api.json("api/v1/stats/campaigns?limit=1");
        assertEquals("individual", profiles(page));
        JsonObject rest = api.json("api/v1/stats/campaigns?limit=1&cursor=" + page.getString("next"));
        assertEquals("consent", profiles(rest));
        assertFalse(rest.containsKey("next"));
    }

    @Test
    void campaignsAreComparedUnderANamedProfile() throws Exception {
        sendAll();
        send("autumn", PrivacyProfile.CONSENT, 1);
        judge();

        HttpResponse<String> ambiguous = api.get("api/v1/comparison?first=spring&second=autumn");
        assertEquals(400, ambiguous.statusCode());
        assertTrue(ambiguous.body().contains("individual, consent"), ambiguous.body());
        JsonObject compared = api.json("api/v1/comparison?first=spring&second=autumn&profile=consent");
        assertEquals("consent", compared.getJsonObject("first").getString("profile"));
        assertEquals(1, compared.getJsonObject("first").getInt("of"));
    }

    @Test
    void anAnalystIsNotShownTheFewUnderAProfileOfALargeCampaign() throws Exception {
        for (int i = 0; i < SmallGroups.MIN_PEOPLE; i++) {
            send("spring", PrivacyProfile.INDIVIDUAL, 1);
        }
        send("spring", PrivacyProfile.CONSENT, 1);
        judge();
        String key = new KeyIssuer(api.store.apiKeys(), api.clock, random)
                .issue(new KeyRequest("analyst", Role.ANALYST, KeyLimits.NONE, null))
                .text();
        api.keys.refresh();

        String all = api.get("api/v1/campaigns/spring", "Authorization", "Bearer " + key)
                .body();
        assertTrue(all.contains("{\"profile\":\"consent\",\"hidden\":true}"), all);
        String few = api.get("api/v1/campaigns/spring?profile=consent", "Authorization", "Bearer " + key)
                .body();
        assertFalse(few.contains("\"opens\":{\"total\":1"), few);
        assertTrue(few.contains("\"name\":\"spring\",\"hidden\":true"), few);
    }
}
