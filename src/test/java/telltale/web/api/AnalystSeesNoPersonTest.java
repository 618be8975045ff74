package telltale.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
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
import telltale.model.Role;
import telltale.model.Uuid7;

/** Every operation of the API document that the role {@code analyst} may read, with mails to many people in the database. */
class AnalystSeesNoPersonTest {
    private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");
    /** Long before the opens, which would be those of a scanner otherwise. */
    private static final Instant SENT = NOON.minus(Duration.ofHours(20));

    private static final int PEOPLE = 30;
    private static final String CHROME =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0"
                    + " Safari/537.36";
    /** An address, whole or masked. */
    private static final Pattern ADDRESS = Pattern.compile("[\\w*+-]+@[\\w.-]+");

    @AutoClose
    private ServedApi api;

    private String key = "";
    private final Set<String> ids = new TreeSet<>();

    @BeforeEach
    void sendToMany(@TempDir Path folder) throws Exception {
        api = new ServedApi(folder, NOON);
        for (String campaign : List.of("spring", "autumn")) {
            for (int i = 0; i < PEOPLE; i++) {
                Delivery delivery = new Delivery(
                        new DeliveryId(Uuid7.at(SENT.plusMillis(i), api.random)),
                        EmailAddress.parse("recipient" + i + "@example.org"),
                        campaign,
                        "Dear recipient" + i,
                        DeliveryState.SENDING,
                        null,
                        null);
                api.store.insertExternal(delivery, true);
                api.store.acceptExternal(delivery.id(), SENT, "250 ok for recipient" + i + "@example.org", null);
                api.seen(delivery, EventKind.OPEN, NOON, CHROME);
                api.seen(delivery, EventKind.CLICK, NOON, CHROME);
                ids.add(delivery.id().toString());
            }
        }
        api.judge();
        key = new KeyIssuer(api.store.apiKeys(), api.clock, api.random)
                .issue(new KeyRequest("figures", Role.ANALYST, KeyLimits.NONE, null))
                .text();
        api.keys.refresh();
    }

    private List<String> readable() throws Exception {
        List<String> targets = new ArrayList<>();
        JsonObject paths = api.json("api/v1/openapi.json").getJsonObject("paths");
        for (String path : paths.keySet()) {
            JsonObject get = paths.getJsonObject(path).getJsonObject("get");
            boolean isReadable = get != null
                    && get.getJsonArray("x-roles")
                            .getValuesAs(JsonString::getString)
                            .contains("analyst");
            if (isReadable) {
                String query = path.equals("/api/v1/comparison") ? "?first=spring&second=autumn" : "";
                targets.add(path.substring(1).replace("{name}", "spring") + query);
            }
        }
        return targets;
    }

    @Test
    void noAnswerHasAnAddressASubjectOrADelivery() throws Exception {
        List<String> targets = readable();
        assertTrue(targets.size() >= 10, targets::toString);
        for (String target : targets) {
            for (String type : List.of("application/json", "text/csv")) {
                HttpResponse<String> answer = api.get(target, "Authorization", "Bearer " + key, "Accept", type);
                assertEquals(200, answer.statusCode(), () -> target + " " + answer.body());
                String body = target.endsWith("openapi.json") ? "" : answer.body();
                assertFalse(ADDRESS.matcher(body).find(), () -> target + " " + body);
                assertFalse(body.contains("recipient1"), () -> target + " " + body);
                assertTrue(ids.stream().noneMatch(body::contains), () -> target + " " + body);
            }
        }
    }
}
