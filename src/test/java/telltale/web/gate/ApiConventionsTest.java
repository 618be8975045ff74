package telltale.web.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import telltale.model.Delivery;
import telltale.model.EventKind;
import telltale.web.api.ServedApi;
import telltale.web.http.Json;

/** What all operations of the API have in common. */
@Timeout(120)
class ApiConventionsTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final String KEY = "Bearer " + ServedApi.ADMIN_KEY;

    @TempDir
    static Path folder;

    @AutoClose
    private static ServedApi api;
    /** Paths of resources that exist, by their route. */
    private static final Map<String, String> existing = new HashMap<>();

    @BeforeAll
    static void start() throws Exception {
        api = new ServedApi(folder, NOON, 1_000_000);
        Delivery delivery = api.accepted("autumn", NOON);
        api.accepted("spring", NOON);
        api.seen(delivery, EventKind.OPEN, NOON, "a client");
        api.sendBody("PUT", "api/v1/templates/welcome", "application/json", "{\"html\": \"x\"}");
        api.sendBody("PUT", "api/v1/topics/news", "application/json", "{\"title\": \"News\"}");
        api.sendBody("POST", "api/v1/suppressions", "application/json", "{\"address\": \"eve@example.com\"}");
        api.sendBody(
                "POST",
                "api/v1/consents",
                "application/json",
                "{\"address\": \"eve@example.com\", \"purpose\": \"hygiene\", \"decision\": \"refused\"}");
        api.sendBody("POST", "api/v1/keys", "application/json", "{\"name\": \"shop\", \"role\": \"send\"}");
        api.sendBody("PUT", "api/v1/domains/example.com", "application/json", "{}");
        String message =
                "{\"to\": \"ben@example.com\", \"campaign\": \"autumn\", \"html\": \"{{x}}\", \"data\": {\"x\": \"y\"}}";
        HttpResponse<String> accepted = api.sendBody("POST", "api/v1/messages", "application/json", message);
        String queued = id(accepted);
        String mail = json(accepted).getJsonArray("deliveries").getJsonObject(0).getString("id");
        String report = id(api.sendBody("POST", "api/v1/inbound", "message/rfc822", "Subject: spam\n\nBuy.\n"));
        api.store.testDeliveries().create(delivery.id());
        api.store.testDeliveries().setReport(delivery.id(), "{\"id\":\"" + delivery.id() + "\",\"findings\":[]}");
        existing.put("/api/v1/doctor/tests/{id}", "/api/v1/doctor/tests/" + delivery.id());
        String hook = id(api.sendBody(
                "POST",
                "api/v1/webhooks",
                "application/json",
                "{\"url\": \"https://hooks.example.com/\", \"types\": [\"open\"]}"));
        existing.put("/api/v1/webhooks/{id}", "/api/v1/webhooks/" + hook);
        existing.put("/api/v1/webhooks/{id}/attempts", "/api/v1/webhooks/" + hook + "/attempts");
        existing.put("/api/v1/deliveries/{id}", "/api/v1/deliveries/" + delivery.id());
        existing.put("/api/v1/deliveries/{id}/mail", "/api/v1/deliveries/" + mail + "/mail");
        existing.put("/api/v1/messages/{id}", "/api/v1/messages/" + queued);
        existing.put("/api/v1/inbound/{id}", "/api/v1/inbound/" + report);
        existing.put("/api/v1/domains/{domain}", "/api/v1/domains/example.com");
        existing.put("/api/v1/templates/{name}", "/api/v1/templates/welcome");
        existing.put("/api/v1/templates/{name}/versions", "/api/v1/templates/welcome/versions");
        existing.put("/api/v1/campaigns/{name}", "/api/v1/campaigns/autumn");
        existing.put("/api/v1/campaigns/{name}/mail", "/api/v1/campaigns/autumn/mail");
        existing.put("/api/v1/persons/inactive", "/api/v1/persons/inactive?since=2026-06-01");
        existing.put("/api/v1/comparison", "/api/v1/comparison?first=autumn&second=spring");
    }

    private static String id(HttpResponse<String> answer) {
        return json(answer).getString("id");
    }

    private static JsonObject json(HttpResponse<String> answer) {
        try (JsonReader reader = Json.PROVIDER.createReader(new StringReader(answer.body()))) {
            return reader.readObject();
        }
    }

    private static List<Route> routes() {
        return TestRoutes.withoutHandlers()
                .endpoints()
                .flatMap(endpoint -> endpoint.routes().stream())
                .filter(route -> route.path().startsWith("/api/")
                        // The provider chooses the fields of the query.
                        && !route.path().startsWith("/api/v1/session/oidc"))
                .toList();
    }

    private static HttpResponse<String> send(Route route, String query) throws Exception {
        String path = existing.getOrDefault(route.path(), route.path().replaceAll("\\{[^}]+}", "x"));
        String target = path.substring(1) + (path.contains("?") ? "&" : "?") + query;
        if (route.method().equals("GET")) {
            return api.get(target, "Authorization", KEY);
        }
        String type = route.body().equals(BodyRule.MAIL) ? "message/rfc822" : "application/json";
        return route.body().isNone()
                ? api.sendBody(route.method(), target, type, "")
                : api.sendBody(route.method(), target, type, "{}");
    }

    private static void assertRefused(String field, Route route, String query) throws Exception {
        HttpResponse<String> answer = send(route, query);
        String line = route.operation() + "?" + query + " " + answer.statusCode() + " " + answer.body();
        assertEquals(400, answer.statusCode(), line);
        assertEquals(field, json(answer).getString("field"), line);
        assertEquals("application/problem+json", contentType(answer), line);
    }

    private static String contentType(HttpResponse<String> answer) {
        return answer.headers().firstValue("Content-Type").orElse("").split(";", 2)[0];
    }

    @Test
    void anUnknownFieldOfTheQueryIsNamed() throws Exception {
        for (Route route : routes()) {
            assertRefused("unknown", route, "unknown=1");
            assertRefused("sort", route, "sort=id");
        }
    }

    @Test
    void everyListIsReadInPages() throws Exception {
        List<Route> lists = routes().stream()
                .filter(route -> route.shape() != null && route.shape().items() != null)
                .toList();
        assertTrue(lists.size() >= 10, lists::toString);
        for (Route list : lists) {
            assertRefused("limit", list, "limit=0");
            HttpResponse<String> page = send(list, "limit=1");
            assertEquals(200, page.statusCode(), page::body);
            assertTrue(json(page).containsKey("next"), page::body);
            if (!json(page).isNull("next")) {
                String next = json(page).getString("next");
                HttpResponse<String> rest = send(list, "limit=1&cursor=" + next);
                assertEquals(200, rest.statusCode(), rest::body);
                assertNotEquals(page.body(), rest.body(), list.operation());
            }
        }
    }

    @Test
    void everyJsonAnswerToAGetCanBeReducedToSomeMembers() throws Exception {
        List<String> unread = new ArrayList<>();
        for (Route route : routes()) {
            Shape shape = route.shape();
            if (shape == null) {
                continue;
            }
            HttpResponse<String> whole = send(route, "");
            if (whole.statusCode() != 200) {
                unread.add(route.path());
                continue;
            }
            assertRefused("fields", route, "fields=nonsense");
            assertRefused("fields", route, "fields=");
            if (whole.body().contains("[],\"next\"")) {
                unread.add(route.path());
                continue;
            }
            JsonObject first = first(json(whole), shape);
            String member = first.keySet().iterator().next();
            JsonObject reduced = json(send(route, "fields=" + member));
            assertEquals(Set.of(member), first(reduced, shape).keySet(), route.operation());
            assertEquals(first.get(member), first(reduced, shape).get(member), route.operation());
        }
        assertEquals(
                List.of(
                        "/api/v1/campaigns/{name}/archive",
                        "/api/v1/persons/inactive",
                        "/api/v1/deletions",
                        "/api/v1/sessions",
                        "/api/v1/webhooks/{id}/attempts"),
                unread);
    }

    private static JsonObject first(JsonObject answer, Shape shape) {
        return shape.items() == null
                ? answer
                : answer.getJsonArray(shape.items()).getJsonObject(0);
    }

    @Test
    void everyGetThatAnswersWithJsonHasAShape() throws Exception {
        for (Route route : routes()) {
            // A stream has no end.
            boolean isStream = route.caller() == Caller.STREAM;
            if (route.method().equals("GET") && route.shape() == null && !isStream) {
                HttpResponse<String> answer = send(route, "");
                assertTrue(
                        !contentType(answer).equals("application/json")
                                || route.path().equals("/api/v1/openapi.json"),
                        route.operation());
            }
        }
    }

    @Test
    void everyAnswerToAKeyStatesItsLimit() throws Exception {
        for (Route route : routes()) {
            HttpResponse<String> answer = send(route, "unknown=1");
            boolean isLimited = route.lane() == Lane.KEYED;
            assertEquals(
                    isLimited ? "\"key\";q=1000000;w=60" : "",
                    answer.headers().firstValue("RateLimit-Policy").orElse(""),
                    route.operation());
            assertEquals(
                    isLimited,
                    answer.headers().firstValue("RateLimit").orElse("").matches("\"key\";r=\\d+;t=\\d+"),
                    route.operation());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, api/v1/nothing, , 404, not-found",
        "PATCH, api/v1/topics, , 405, method-not-allowed",
        "POST, api/v1/topics, , 405, method-not-allowed",
        "PUT, api/v1/topics/news, text/plain, 415, unsupported-media-type",
        "POST, api/v1/inbound, text/plain, 415, unsupported-media-type",
        "DELETE, api/v1/topics/news, application/json, 405, method-not-allowed",
        "DELETE, api/v1/templates/news, application/json, 413, request-too-large"
    })
    void aRefusalIsAProblem(String method, String target, String type, int status, String name) throws Exception {
        HttpResponse<String> answer =
                api.sendBody(method, target, type == null ? "text/plain" : type, type == null ? "" : "{}");
        assertEquals(status, answer.statusCode(), answer::body);
        assertEquals("application/problem+json", contentType(answer));
        assertEquals("urn:telltale:problem:" + name, json(answer).getString("type"));
        assertEquals(status, json(answer).getInt("status"));
    }
}
