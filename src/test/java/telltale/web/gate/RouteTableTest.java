package telltale.web.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import telltale.model.Role;
import telltale.web.api.OpenApiDocument;

/** The table of routes, against the OpenAPI document and for single paths. */
class RouteTableTest {
    private final Routes routes = TestRoutes.withoutHandlers();

    @Test
    void theTableAndTheDocumentNameTheSameOperations() throws Exception {
        Set<String> documented = new TreeSet<>();
        paths().forEach((path, operations) -> operations
                .asJsonObject()
                .keySet()
                .forEach(method -> documented.add(method.toUpperCase(Locale.ROOT) + " " + path)));
        List<String> table = routes.endpoints()
                .flatMap(endpoint -> endpoint.routes().stream())
                .map(route -> route.method() + " " + route.path())
                .toList();

        assertEquals(String.join("\n", documented), String.join("\n", new TreeSet<>(table)));
        assertEquals(documented.size(), table.size(), "a route is listed twice");
    }

    @Test
    void anOperationDocumentsABodyIfItsRouteAcceptsOne() throws Exception {
        JsonObject paths = paths();
        routes.endpoints().flatMap(endpoint -> endpoint.routes().stream()).forEach(route -> {
            JsonObject operation = operation(paths, route);
            assertTrue(
                    !operation.containsKey("requestBody") || !route.body().isNone(),
                    () -> route.method() + " " + route.path());
        });
    }

    @Test
    void anOperationDocumentsTheRolesAndTheCredentialsOfItsRoute() throws Exception {
        JsonObject paths = paths();
        List<Route> table = routes.endpoints()
                .flatMap(endpoint -> endpoint.routes().stream())
                .toList();
        assertEquals(
                lines(table, RouteTableTest::roles),
                lines(table, route -> texts(operation(paths, route).getJsonArray("x-roles"))));
        assertEquals(
                lines(table, RouteTableTest::credentials),
                lines(
                        table,
                        route -> operation(paths, route).getJsonArray("security").getValuesAs(JsonObject.class).stream()
                                .flatMap(one -> one.keySet().stream())
                                .toList()));
    }

    private static String lines(List<Route> table, Function<Route, List<String>> column) {
        return table.stream()
                .map(route -> route.method() + " " + route.path() + ": " + String.join(", ", column.apply(route)))
                .collect(Collectors.joining("\n"));
    }

    private static List<String> roles(Route route) {
        return Stream.of(Role.values())
                .filter(route.roles()::contains)
                .map(Role::wireName)
                .toList();
    }

    private static List<String> credentials(Route route) {
        boolean isInQuery = route.caller() == Caller.SENDER && route.method().equals("GET");
        return switch (route.caller()) {
            case KEY, STREAM, SENDER -> isInQuery ? List.of("key", "session", "trackKey") : List.of("key", "session");
            case EVERYONE, UNSUBSCRIBE_TOKEN, PREFERENCES_TOKEN, CONSENT_TOKEN, VIEW_TOKEN -> List.of();
        };
    }

    @Test
    void everyOperationIsDescribedAndHasATagOfTheDocument() throws Exception {
        Set<String> tags = document().getJsonArray("tags").getValuesAs(JsonObject.class).stream()
                .map(tag -> tag.getString("name"))
                .collect(Collectors.toSet());
        JsonObject paths = paths();
        routes.endpoints().flatMap(endpoint -> endpoint.routes().stream()).forEach(route -> {
            JsonObject operation = operation(paths, route);
            assertTrue(operation.getString("summary").length() > 10, operation::toString);
            assertTrue(operation.getString("description").endsWith("."), operation::toString);
            assertTrue(tags.containsAll(texts(operation.getJsonArray("tags"))), operation::toString);
        });
    }

    @Test
    void theRoutesOfAPathShareItsCallerAndItsLane() {
        routes.endpoints()
                .forEach(endpoint -> assertEquals(
                        1,
                        endpoint.routes().stream()
                                .map(route -> route.caller() + " " + route.lane())
                                .distinct()
                                .count(),
                        endpoint::toString));
    }

    @ParameterizedTest
    @CsvSource({
        "/pixel, , /pixel, ''",
        "/pixel, /, /pixel, ''",
        "/pixel, /a, /pixel/{token}, a",
        "/click, , /click/{token}, ''",
        "/api, /v1/campaigns, /api/v1/campaigns, ''",
        "/api, /v1/campaigns/, /api/v1/campaigns, ''",
        "/api, /v1/campaigns/a/b, /api/v1/campaigns/{name}, a/b",
        "/api, /v1/templates/x, /api/v1/templates/{name}, x",
        "/api, /v1/templates/x/preview, /api/v1/templates/{name}/preview, x",
        "/api, /v1/templates/preview, /api/v1/templates/{name}, preview",
        "/api, /v1/suppressions/import, /api/v1/suppressions/import, ''"
    })
    void aPathHasItsRoutesAndItsVariable(String servletPath, String pathInfo, String path, String variable) {
        Endpoint found = routes.find(servletPath, pathInfo);
        assertEquals(path, found.routes().get(0).path());
        assertEquals(variable, found.path().variable(pathInfo));
    }

    @ParameterizedTest
    @CsvSource({
        "/api, /v1/campaign, KEY",
        "/api, /v1/suppressions/imported, KEY",
        "/api, /v1/corrections, KEY",
        "/api, , KEY",
        "/health, /other, EVERYONE",
        "/assets, /app.css, EVERYONE",
        "/track, /x, EVERYONE"
    })
    void anUnknownPathHasNoRouteOfTheTable(String servletPath, String pathInfo, Caller caller) {
        Endpoint found = routes.find(servletPath, pathInfo);
        assertTrue(routes.endpoints().noneMatch(found::equals));
        assertEquals(caller, found.caller());
    }

    @Test
    void headIsSupportedWhereGetIsUnlessGetSendsMail() {
        assertEquals(
                "GET",
                Objects.requireNonNull(routes.find("/metrics", null).route("HEAD"))
                        .method());
        assertNull(routes.find("/track", null).route("HEAD"));
        assertEquals("GET, HEAD, OPTIONS", routes.find("/metrics", null).allow());
        assertEquals("GET, POST", routes.find("/track", null).allow());
    }

    @Test
    void theRouterIsRegisteredForEveryFirstSegment() {
        assertEquals(
                Set.of(
                        "/pixel/*",
                        "/click/*",
                        "/unsubscribe/*",
                        "/preferences/*",
                        "/consent/*",
                        "/view/*",
                        "/archive/*",
                        "/privacy/*",
                        "/inbound/*",
                        "/health/*",
                        "/metrics/*",
                        "/track/*",
                        "/api/*"),
                routes.mappings().stream().collect(Collectors.toSet()));
    }

    private static JsonObject operation(JsonObject paths, Route route) {
        return paths.getJsonObject(route.path()).getJsonObject(route.method().toLowerCase(Locale.ROOT));
    }

    private static List<String> texts(JsonArray array) {
        return array.getValuesAs(JsonString::getString);
    }

    private static JsonObject paths() throws IOException {
        return document().getJsonObject("paths");
    }

    private static JsonObject document() throws IOException {
        try (InputStream in = OpenApiDocument.class.getResourceAsStream("openapi.json");
                JsonReader reader = Json.createReader(Objects.requireNonNull(in))) {
            return reader.readObject();
        }
    }
}
