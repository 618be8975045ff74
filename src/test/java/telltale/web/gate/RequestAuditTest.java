package telltale.web.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;
import telltale.model.Delivery;
import telltale.web.api.ServedApi;

/** Which requests are in the audit log, and with what. */
class RequestAuditTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final String JSON = "application/json";
    /** Operations that submit mail, whose record is the delivery, and one that changes nothing. */
    private static final Set<String> NOT_AUDITED = Set.of(
            "POST /api/v1/messages",
            "POST /api/v1/messages/source",
            "POST /api/v1/deliveries",
            "POST /api/v1/inbound",
            "PUT /api/v1/deliveries/{id}/accepted",
            "POST /api/v1/persons/certificate",
            "POST /api/v1/templates/{name}/preview",
            "GET /track",
            "POST /track");

    @TempDir
    Path folder;

    @AutoClose
    private ServedApi api;

    @BeforeEach
    void start() throws Exception {
        api = new ServedApi(folder, NOON);
    }

    @Test
    void everyChangeIsAuditedUnlessWhatItStoresIsItsRecord() {
        Set<String> unaudited = TestRoutes.withoutHandlers()
                .endpoints()
                .flatMap(endpoint -> endpoint.routes().stream())
                .filter(route -> route.lane() == Lane.KEYED && route.audit() == Audit.NONE)
                .filter(route -> !route.method().equals("GET") || route.path().equals("/track"))
                .map(Route::operation)
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(new TreeSet<>(NOT_AUDITED), unaudited);
    }

    @Test
    void aChangeIsRecordedWithItsTargetAndItsStatus() throws Exception {
        api.sendBody("PUT", "api/v1/templates/welcome", JSON, "{\"html\": \"x\"}");
        api.sendBody("DELETE", "api/v1/templates/other", JSON, "");
        api.sendBody("POST", "api/v1/keys", JSON, "{\"name\": \"shop\", \"role\": \"send\"}");
        List<JsonObject> operations = operations("");
        assertEquals("shop ", operations.get(0).getString("target").substring(0, 5));
        assertEquals(201, operations.get(0).getInt("status"));
        assertEquals("other", operations.get(1).getString("target"));
        assertEquals(404, operations.get(1).getInt("status"));
        JsonObject stored = operations.get(2);
        assertEquals("PUT /api/v1/templates/{name}", stored.getString("operation"));
        assertEquals("welcome", stored.getString("target"));
        assertEquals(204, stored.getInt("status"));
        assertEquals("127.0.0.0/24", stored.getString("network"));
        assertEquals(
                "{\"kind\":\"home-key\",\"name\":\"key\"}",
                stored.getJsonObject("actor").toString());
        assertTrue(stored.isNull("person"));
        assertEquals(3, operations.size());
        assertTrue(api.json("api/v1/audit/verify").getBoolean("intact"));
    }

    @Test
    void lookingAtAPersonIsRecordedWithTheMaskedAddress() throws Exception {
        Delivery delivery = api.accepted("autumn", NOON);
        api.get("api/v1/deliveries");
        api.get("api/v1/suppressions");
        api.get("api/v1/inbound");
        api.get("api/v1/campaigns");
        assertEquals(List.of(), operations(""), "nothing about one person was read");
        api.get("api/v1/deliveries?to=ann@example.com");
        api.get("api/v1/suppressions?address=ann@example.com");
        api.get("api/v1/deliveries/" + delivery.id());
        api.get("api/v1/deliveries/" + delivery.id());
        api.get("api/v1/inbound?delivery=" + delivery.id());
        api.sendBody("POST", "api/v1/persons/export", JSON, "{\"address\": \"Ann@example.com\"}");
        api.get("api/v1/suppressions/export");
        List<JsonObject> operations = operations("");
        assertEquals(6, operations.size(), "a repeated look is one");
        assertFalse(operations.toString().contains("ann@"), operations::toString);
        assertEquals("a***@example.com", operations.get(5).getString("target"));
        assertEquals(delivery.id().toString(), operations.get(3).getString("target"));
        assertEquals("delivery " + delivery.id(), operations.get(2).getString("target"));
        assertTrue(operations.get(0).isNull("target"));
        assertEquals(4, operations("address=ann@example.com").size());
        assertEquals("GET /api/v1/audit", operations("").get(0).getString("operation"), "that was a look, too");
    }

    @Test
    void operationsAreFiltered() throws Exception {
        api.sendBody("DELETE", "api/v1/templates/a", JSON, "");
        api.sendBody("DELETE", "api/v1/networks/a", JSON, "");
        assertEquals(
                1,
                operations("operation=" + URLEncoder.encode("DELETE /api/v1/networks/{name}", StandardCharsets.UTF_8))
                        .size());
        assertEquals(2, operations("actor=key").size());
        assertEquals(0, operations("actor=nobody").size());
        assertEquals(
                2,
                operations("from=2026-11-22T12:00:00Z&to=2026-11-22T12:00:01Z").size());
        assertEquals(0, operations("to=2026-11-22T12:00:00Z").size());
        assertEquals(400, api.get("api/v1/audit?address=x").statusCode());
    }

    @Test
    void anAddressInAPathIsMasked() throws Exception {
        api.sendBody("DELETE", "api/v1/templates/ann@example.com", JSON, "");
        assertEquals("a***@example.com", operations("").get(0).getString("target"));
    }

    @Test
    void aRefusedSignInIsRecorded() throws Exception {
        assertEquals(
                403,
                api.sendBody("POST", "api/v1/session", JSON, "{\"code\": \"wrong\"}")
                        .statusCode());
        List<JsonObject> operations = operations("");
        assertEquals(403, operations.get(0).getInt("status"));
        assertEquals("POST /api/v1/session", operations.get(0).getString("operation"));
    }

    @Test
    void aFloodOfRefusedSignInsIsRecordedInPart() throws Exception {
        for (int i = 0; i < 100; i++) {
            api.post("api/v1/session", JSON, "{\"code\": \"wrong\"}");
        }
        int recorded = operations("limit=200").size();
        assertTrue(recorded >= 60 && recorded < 80, () -> recorded + " recorded");
    }

    @Test
    void withoutTheAuditLogNothingIsChangedOrShown() throws Exception {
        Delivery delivery = api.accepted("autumn", NOON);
        execute("alter table audit rename to away");
        assertEquals(
                503,
                api.sendBody("PUT", "api/v1/topics/news", JSON, "{\"title\": \"News\"}")
                        .statusCode());
        assertTrue(api.json("api/v1/topics").getJsonArray("topics").isEmpty());
        assertEquals(503, api.get("api/v1/deliveries/" + delivery.id()).statusCode());
        assertEquals(200, api.get("api/v1/deliveries").statusCode());
        execute("alter table away rename to audit");
        assertEquals(200, api.get("api/v1/deliveries/" + delivery.id()).statusCode());
    }

    @Test
    void aDeletedRowShows() throws Exception {
        for (String name : List.of("a", "b", "c")) {
            api.sendBody("DELETE", "api/v1/templates/" + name, JSON, "");
        }
        execute("delete from audit where sequence = 3");
        JsonObject verified = api.json("api/v1/audit/verify");
        assertFalse(verified.getBoolean("intact"));
        assertEquals(3, verified.getJsonObject("broken").getInt("sequence"));
    }

    private List<JsonObject> operations(String query) throws Exception {
        return api.json("api/v1/audit?" + query).getJsonArray("operations").getValuesAs(JsonObject.class);
    }

    private void execute(String sql) throws Exception {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + folder.resolve("telltale.db"));
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }
}
