package telltale.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import telltale.assessment.AssessmentService;
import telltale.assessment.RejudgeService;
import telltale.judging.Networks;
import telltale.judging.Ruleset;
import telltale.recording.AgentRetention;
import telltale.recording.EventRetention;
import telltale.settings.Settings;
import telltale.settings.Sources;
import telltale.store.Store;
import telltale.store.sqlite.SqliteStore;

/** The points of {@link PrivacyChecklistTest} about what is stored, and for how long. */
@Timeout(180)
class PrivacyDataChecklistTest extends PrivacyFixture {
    private static final String NETWORK = "203.0.113.";
    private static final Duration LONG = Duration.ofSeconds(30);

    @Test
    @DisplayName("6. Aggregated: recipients share a pixel; no recipient, address or user agent is stored with an open")
    void aggregatedOnly() throws Exception {
        start(Map.of("TELLTALE_PRIVACY", "aggregated", "TELLTALE_TRUSTED_PROXIES", "127.0.0.0/8"));
        List<String> mails = mails(60, CAMPAIGN);
        Map<String, Long> sizes =
                mails.stream().collect(Collectors.groupingBy(mail -> token(PIXEL, mail), Collectors.counting()));
        assertEquals(Set.of(5L), Set.copyOf(sizes.values()));

        openByPerson(mails.get(0));
        click(mails.get(0));
        JsonObject opens = get("campaigns/spring").getJsonObject("pooled").getJsonObject("opens");
        assertEquals(1, opens.getInt("estimate"), "as one pool of twelve was seen");
        assertEquals(0, events());
        String export = exported("r0@example.com");
        assertTrue(export.contains("\"events\":[]") && !export.contains("activeOn"), export);
        String stored = database() + spool();
        for (String secret : List.of(BROWSER, NETWORK, token(PIXEL, mails.get(0)), token(CLICK, mails.get(0)))) {
            assertFalse(stored.contains(secret), secret);
        }
    }

    @Test
    @DisplayName(
            "7. Hygiene: one day of each person, without history or time, which only the search for inactive persons uses")
    void hygieneOnly() throws Exception {
        start(Map.of("TELLTALE_PRIVACY", "hygiene", "TELLTALE_TRUSTED_PROXIES", "127.0.0.0/8"));
        String mail = mail(ANN, CAMPAIGN);
        mail(BEN, CAMPAIGN);
        openByPerson(mail);
        openByPerson(mail);
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        String inactive = "persons/inactive?since=" + today;
        // A mail counts when its acceptance is stored.
        while (get(inactive).getJsonArray("persons").isEmpty()) {
            Thread.onSpinWait();
        }
        JsonObject person = get(inactive).getJsonArray("persons").getJsonObject(0);
        assertEquals(BEN, person.getString("address"));
        assertEquals(Set.of("person", "address"), person.keySet(), "no day");
        assertTrue(exported(ANN).contains("\"activeOn\":\"" + today + "\""));

        assertEquals(0, events());
        assertEquals(0, get("campaigns/spring").getJsonObject("opens").getInt("total"));
        String stored = database() + spool();
        assertFalse(stored.contains(BROWSER) || stored.contains(NETWORK), stored);
        assertEquals(400, status("deliveries?reader=nobody"));
        become("read");
        assertEquals(403, status(inactive));
    }

    @Test
    @DisplayName("8. The address of a client is reduced in memory, and stored nowhere")
    void clientAddress() throws Exception {
        start(Map.of("TELLTALE_TRUSTED_PROXIES", "127.0.0.0/8"));
        String mail = mail(ANN, "");
        String address = "203.0.113.77";
        HttpRequest open = HttpRequest.newBuilder(URI.create(url() + "/pixel/" + token(PIXEL, mail)))
                .header("X-Forwarded-For", address)
                .build();
        assertEquals(
                200, client.send(open, HttpResponse.BodyHandlers.discarding()).statusCode());
        String stored =
                get("deliveries/" + deliveryOfEvent()).getJsonArray("events").toString();
        assertTrue(stored.contains("203.0.113.0/24"), stored);
        for (String written : List.of(address, "cb00714d")) {
            assertFalse(database().contains(written), written);
            assertFalse(spool().contains(written), written);
        }
    }

    @Test
    @DisplayName("9. User agents are reduced to family and major version after a week, and looking at them is audited")
    void userAgent() throws Exception {
        start("individual");
        openByPerson(mail(ANN, ""));
        String path = "deliveries/" + deliveryOfEvent();
        assertEquals(BROWSER, event(path).getString("agent"));
        assertTrue(get("audit").toString().contains("GET /api/v1/deliveries/{id}"));
        close();
        pass(6);
        assertTrue(database().contains(BROWSER), "before the week is over");
        pass(8);
        pass(12);
        assertFalse(database().contains(BROWSER));

        start("individual");
        assertEquals("Chrome/143", event(path).getString("agent"));
        assertTrue(event(path).getBoolean("reduced"));
    }

    private JsonObject event(String path) throws Exception {
        return get(path).getJsonArray("events").getJsonObject(0);
    }

    @Test
    @DisplayName("10. Each kind of data has its time, after which it is deleted, and a log says how much was")
    void retention() throws Exception {
        start("individual");
        decide(ANN, "open-measurement", "given");
        String mail = mail(ANN, CAMPAIGN);
        openByPerson(mail);
        click(mail);
        assertEquals(2, events());
        close();
        pass(394);
        pass(396);

        start("individual");
        assertEquals(0, events());
        assertEquals(1, get("campaigns/spring").getJsonObject("opens").getInt("total"), "counts stay");
        assertEquals(1, get("consents").getJsonArray("consents").size(), "proofs stay");
        List<JsonObject> days = get("deletions").getJsonArray("deletions").getValuesAs(JsonObject.class);
        assertEquals(
                List.of(2, 2),
                days.stream()
                        .map(day -> day.getJsonObject("rows"))
                        .flatMap(rows -> rows.containsKey("events")
                                ? Stream.of(rows.getInt("events"), rows.getInt("user-agents"))
                                : Stream.empty())
                        .toList(),
                days::toString);
    }

    /** Deletes by age as the application does, with its default settings, a number of days from now. */
    private void pass(int days) {
        Settings settings = Settings.load(Sources.standard(folder.resolve(".env"), Map.of()));
        Clock clock = Clock.offset(Clock.systemUTC(), Duration.ofDays(days));
        try (Store store = SqliteStore.open(folder.resolve("home/telltale.db"), folder.resolve("native"), LONG)) {
            AssessmentService assessment = new AssessmentService(Ruleset.builtIn(), Networks::builtIn);
            new RejudgeService(store.judgements(), assessment).finish();
            complete(new AgentRetention(
                    store.agentReduction(), assessment, settings.minimization().agents(), () -> 0, clock)::step);
            complete(new EventRetention(store, Optional.empty(), settings.retention(), clock)::step);
        }
    }

    /** Runs the steps of a task until the next one is not soon. */
    private static void complete(Supplier<Duration> steps) {
        while (steps.get().compareTo(LONG) < 0) {
            Thread.onSpinWait();
        }
    }
}
