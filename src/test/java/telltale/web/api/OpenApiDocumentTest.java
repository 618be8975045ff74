package telltale.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.model.Delivery;
import telltale.web.http.JsonBody;

class OpenApiDocumentTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final JsonObject DOCUMENT = OpenApiDocument.document();
    private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");

    @TempDir
    Path folder;

    @Test
    void theDocumentIsServedWithTheKey() throws Exception {
        try (ServedApi api = new ServedApi(folder, NOON)) {
            assertEquals(401, api.get("api/v1/openapi.json", new String[0]).statusCode());
            JsonObject served = api.json("api/v1/openapi.json");
            assertEquals("3.1.0", served.getString("openapi"));
            assertEquals(DOCUMENT, served);
        }
    }

    @Test
    void everyReferenceResolvesAndEveryComponentIsUsed() {
        Set<String> references = new HashSet<>();
        collect(DOCUMENT, references);
        references.forEach(OpenApiDocumentTest::at);
        for (String kind : List.of("schemas", "responses")) {
            for (String name :
                    DOCUMENT.getJsonObject("components").getJsonObject(kind).keySet()) {
                assertTrue(references.contains("#/components/" + kind + "/" + name), name);
            }
        }
    }

    @Test
    void everyOperationHasAUniqueIdAndDeclaresItsVariablesAndResponses() {
        Set<String> names = new HashSet<>();
        DOCUMENT.getJsonObject("paths")
                .forEach((path, operations) -> operations.asJsonObject().forEach((method, value) -> {
                    JsonObject operation = value.asJsonObject();
                    assertTrue(names.add(operation.getString("operationId")), operation::toString);
                    Set<String> variables = new HashSet<>();
                    for (JsonValue parameter : operation
                            .getOrDefault("parameters", JsonValue.EMPTY_JSON_ARRAY)
                            .asJsonArray()) {
                        if (parameter.asJsonObject().getString("in").equals("path")) {
                            variables.add(parameter.asJsonObject().getString("name"));
                        }
                    }
                    assertEquals(
                            Set.copyOf(VARIABLE.matcher(path)
                                    .results()
                                    .map(found -> found.group(1))
                                    .toList()),
                            variables,
                            path);
                    assertTrue(!operation.getJsonObject("responses").isEmpty(), path);
                }));
    }

    @Test
    void everyExampleMatchesItsSchema() {
        List<JsonObject> contents = new ArrayList<>();
        withExample(DOCUMENT, contents);
        assertTrue(contents.size() > 20, () -> "only " + contents.size());
        for (JsonObject content : contents) {
            assertEquals(List.of(), faults(content.getJsonObject("schema"), content.getValue("/example"), "example"));
        }
    }

    @Test
    void realResponsesMatchTheDocument() throws Exception {
        try (ServedApi api = new ServedApi(folder, NOON)) {
            Delivery delivery = api.accepted("autumn", NOON.minusSeconds(60));
            api.opened(delivery, NOON.minusSeconds(30));
            api.accepted("spring", NOON.minusSeconds(60));
            api.judge();
            api.change("PUT", "api/v1/templates/welcome", "{\"html\": \"<p>{{name}}</p>\"}");
            api.change("POST", "api/v1/suppressions", "{\"address\": \"eve@example.com\"}");
            String taken = api.change("POST", "api/v1/messages", "{\"to\": \"ben@example.com\", \"html\": \"x\"}")
                    .body();
            String message = taken.replaceAll("^\\{\"id\":\"([^\"]+)\".*", "$1");

            assertAnswer(api, "/api/v1/deliveries", "api/v1/deliveries");
            assertAnswer(api, "/api/v1/deliveries/{id}", "api/v1/deliveries/" + delivery.id());
            assertAnswer(api, "/api/v1/campaigns", "api/v1/campaigns");
            assertAnswer(api, "/api/v1/campaigns/{name}", "api/v1/campaigns/autumn");
            assertAnswer(api, "/api/v1/campaigns", "api/v1/campaigns?fields=name");
            assertAnswer(api, "/api/v1/comparison", "api/v1/comparison?first=autumn&second=spring");
            assertAnswer(api, "/api/v1/messages/{id}", "api/v1/messages/" + message);
            assertAnswer(api, "/api/v1/outbox", "api/v1/outbox");
            assertAnswer(api, "/api/v1/templates", "api/v1/templates");
            assertAnswer(api, "/api/v1/templates/{name}", "api/v1/templates/welcome");
            assertAnswer(api, "/api/v1/suppressions", "api/v1/suppressions");
            String report = api.sendBody("POST", "api/v1/inbound", "message/rfc822", "Subject: spam\n\nBuy.\n")
                    .body()
                    .replaceAll("^\\{\"id\":\"([^\"]+)\".*", "$1");
            assertAnswer(api, "/api/v1/inbound", "api/v1/inbound");
            assertAnswer(api, "/api/v1/inbound/{id}", "api/v1/inbound/" + report);
            assertAnswer(api, "/api/v1/inbound/terms", "api/v1/inbound/terms");
            assertAnswer(api, "/api/v1/inbound/rejudge", "api/v1/inbound/rejudge");
            assertAnswer(api, "/api/v1/recount", "api/v1/recount");
            assertAnswer(api, "/api/v1/rejudge", "api/v1/rejudge");
            assertAnswer(api, "/api/v1/networks", "api/v1/networks");
        }
    }

    @Test
    void theAnswersToASubmissionAndACheckMatchTheDocument() throws Exception {
        String body = "{\"to\": [\"ben@example.com\", \"BEN@example.com\", \"eve@example.com\"],"
                + " \"subject\": \"Hi\", \"html\": \"<a href='#'>x</a>\", \"utm\": {\"source\": \"news\"}}";
        try (ServedApi api = new ServedApi(folder, NOON)) {
            assertPosted(api, body, "api/v1/messages", "202");
            assertPosted(api, body, "api/v1/messages?check=true", "2XX");
        }
    }

    private static void assertPosted(ServedApi api, String body, String target, String status) throws Exception {
        JsonObject schema = at("#/paths/~1api~1v1~1messages/post/responses/" + status
                        + "/content/application~1json/schema")
                .asJsonObject();
        JsonObject answer =
                JsonBody.parse(api.change("POST", target, body).body()).asJsonObject();
        assertEquals(List.of(), faults(schema, answer, target), answer::toString);
        assertTrue(answer.containsKey("checks"), answer::toString);
        Set<String> known = new HashSet<>();
        names(schema, known);
        assertTrue(known.containsAll(answer.keySet()), () -> "not all documented: " + answer.keySet());
    }

    private static void assertAnswer(ServedApi api, String path, String target) throws Exception {
        JsonObject schema = at("#/paths/" + path.replace("~", "~0").replace("/", "~1")
                        + "/get/responses/200/content/application~1json/schema")
                .asJsonObject();
        JsonObject answer = api.json(target);
        assertEquals(List.of(), faults(schema, answer, path), answer::toString);
        Set<String> known = new HashSet<>();
        names(schema, known);
        assertTrue(known.containsAll(answer.keySet()), () -> "not all documented: " + answer.keySet());
    }

    /** The violations of a schema; supports the parts of JSON Schema that the document uses. */
    private static List<String> faults(JsonObject schema, JsonValue value, String where) {
        List<String> faults = new ArrayList<>();
        if (schema.containsKey("$ref")) {
            return faults(at(schema.getString("$ref")).asJsonObject(), value, where);
        }
        if (schema.containsKey("oneOf")
                && schema.getJsonArray("oneOf").stream()
                                .filter(one ->
                                        faults(one.asJsonObject(), value, where).isEmpty())
                                .count()
                        != 1) {
            faults.add(where + " is not one of several: " + value);
        }
        schema.getOrDefault("allOf", JsonValue.EMPTY_JSON_ARRAY)
                .asJsonArray()
                .forEach(one -> faults.addAll(faults(one.asJsonObject(), value, where)));
        if (schema.containsKey("type") && !types(schema.get("type")).contains(typeOf(value))) {
            faults.add(where + " is no " + schema.get("type") + ": " + value);
            return faults;
        }
        if (schema.containsKey("const") && !value.equals(schema.get("const"))) {
            faults.add(where + " is not " + schema.get("const") + ": " + value);
        }
        if (schema.containsKey("enum") && !schema.getJsonArray("enum").contains(value)) {
            faults.add(where + " is none of " + schema.get("enum") + ": " + value);
        }
        if (value instanceof JsonArray array && schema.containsKey("items")) {
            array.forEach(one -> faults.addAll(faults(schema.getJsonObject("items"), one, where + "[]")));
        }
        if (value instanceof JsonObject object && JsonValue.FALSE.equals(schema.get("additionalProperties"))) {
            object.keySet().stream()
                    .filter(name -> !schema.getJsonObject("properties").containsKey(name))
                    .forEach(name -> faults.add(where + " may not have " + name));
        }
        if (value instanceof JsonObject object && schema.containsKey("properties")) {
            members(schema, object, where, faults);
        }
        return faults;
    }

    private static void members(JsonObject schema, JsonObject object, String where, List<String> faults) {
        for (JsonValue required :
                schema.getOrDefault("required", JsonValue.EMPTY_JSON_ARRAY).asJsonArray()) {
            if (!object.containsKey(((JsonString) required).getString())) {
                faults.add(where + " lacks " + required);
            }
        }
        schema.getJsonObject("properties").forEach((name, member) -> {
            JsonValue value = object.get(name);
            if (value != null) {
                faults.addAll(faults(member.asJsonObject(), value, where + "." + name));
            }
        });
    }

    /** The allowed members of a schema's objects. */
    private static void names(JsonObject schema, Set<String> names) {
        if (schema.containsKey("$ref")) {
            names(at(schema.getString("$ref")).asJsonObject(), names);
        }
        names.addAll(schema.getOrDefault("properties", JsonValue.EMPTY_JSON_OBJECT)
                .asJsonObject()
                .keySet());
        for (String several : List.of("allOf", "oneOf")) {
            schema.getOrDefault(several, JsonValue.EMPTY_JSON_ARRAY)
                    .asJsonArray()
                    .forEach(one -> names(one.asJsonObject(), names));
        }
    }

    private static Set<String> types(JsonValue type) {
        return type instanceof JsonString one
                ? Set.of(one.getString())
                : Set.copyOf(type.asJsonArray().getValuesAs(JsonString::getString));
    }

    private static String typeOf(JsonValue value) {
        return switch (value.getValueType()) {
            case NUMBER -> ((JsonNumber) value).isIntegral() ? "integer" : "number";
            case TRUE, FALSE -> "boolean";
            case STRING -> "string";
            case OBJECT -> "object";
            case ARRAY -> "array";
            case NULL -> "null";
        };
    }

    private static JsonValue at(String reference) {
        return DOCUMENT.getValue(reference.substring(1));
    }

    private static void collect(JsonValue value, Set<String> references) {
        if (value instanceof JsonObject object && object.get("$ref") instanceof JsonString reference) {
            references.add(reference.getString());
        }
        children(value).forEach(one -> collect(one, references));
    }

    private static void withExample(JsonValue value, List<JsonObject> found) {
        if (value instanceof JsonObject object && object.containsKey("example") && object.containsKey("schema")) {
            found.add(object);
        }
        children(value).forEach(one -> withExample(one, found));
    }

    private static List<JsonValue> children(JsonValue value) {
        if (value instanceof JsonStructure structure) {
            return structure instanceof JsonObject object
                    ? List.copyOf(object.values())
                    : List.copyOf(structure.asJsonArray());
        }
        return List.of();
    }
}
