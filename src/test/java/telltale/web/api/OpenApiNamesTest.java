package telltale.web.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/**
 * The names in generated clients: methods have the names of the operations, types those of the schemas, and
 * the type of a method is that of the success answer with the lowest status.
 */
class OpenApiNamesTest {
    private static final JsonObject DOCUMENT = OpenApiDocument.document();
    private static final String JSON = "application/json";

    @Test
    void theNamesOfOperationsAreMethodNamesAndDifferByMoreThanCase() {
        Set<String> names = new HashSet<>();
        operations((place, operation) -> {
            String name = operation.getString("operationId");
            assertTrue(name.matches("[a-z]+([A-Z][a-z]+)*"), name);
            assertTrue(names.add(name.toLowerCase(Locale.ROOT)), name);
        });
    }

    @Test
    void everyOperationHasOneTagThatIsDescribed() {
        List<String> described = DOCUMENT.getJsonArray("tags").getValuesAs(JsonObject.class).stream()
                .map(tag -> tag.getString("name"))
                .toList();
        operations((place, operation) -> {
            List<String> tags = operation.getJsonArray("tags").getValuesAs(JsonString::getString);
            assertTrue(tags.size() == 1 && described.containsAll(tags), place);
        });
    }

    @Test
    void theObjectsInBodiesAndTheirAlternativesHaveNames() {
        List<String> unnamed = new ArrayList<>();
        bodies((place, schema) -> {
            if (isObject(schema) && !schema.containsKey("title")) {
                unnamed.add(place);
            }
        });
        everySchema((place, schema) -> alternatives(schema).stream()
                .filter(one -> isObject(one) && !one.containsKey("title"))
                .forEach(one -> unnamed.add(place + " has an alternative")));

        assertEquals(List.of(), unnamed, "add a title");
    }

    @Test
    void noTwoTypesHaveTheSameName() {
        Set<String> names = new HashSet<>();
        List<String> wrong = new ArrayList<>();
        List<String> all = new ArrayList<>(components().keySet());
        everySchema((place, schema) -> {
            if (schema.get("title") instanceof JsonString title) {
                all.add(title.getString());
            }
        });
        all.stream()
                .filter(name -> !name.matches("([A-Z][a-z]+)+") || !names.add(name.toLowerCase(Locale.ROOT)))
                .forEach(wrong::add);
        assertEquals(List.of(), wrong);
    }

    /** Generators write code for one type, and for null beside it. */
    @Test
    void aTypeIsOneAndPerhapsNull() {
        List<String> several = new ArrayList<>();
        everySchema((place, schema) -> {
            if (schema.get("type") instanceof JsonArray types
                    && (types.size() != 2 || !types.toString().contains("\"null\""))) {
                several.add(place);
            }
        });
        assertEquals(List.of(), several);
    }

    /** A generator that has no type for such a value can be told one by the name of the component. */
    @Test
    void aValueThatMayBeAnArrayIsAComponent() {
        List<String> unnamed = new ArrayList<>();
        everySchema((place, schema) -> {
            boolean hasArray = alternatives(schema).stream()
                    .anyMatch(one -> one.getString("type", "").equals("array"));
            if (hasArray && !place.matches("#/components/schemas/\\w+")) {
                unnamed.add(place);
            }
        });
        assertEquals(List.of(), unnamed);
    }

    @Test
    void allSuccessAnswersWithAStatusHaveTheSameSchema() {
        operations((place, operation) -> {
            Set<JsonObject> schemas = new HashSet<>();
            operation.getJsonObject("responses").forEach((status, answer) -> {
                if (status.matches("2\\d\\d")) {
                    content(answer.asJsonObject()).forEach((type, schema) -> schemas.add(schema));
                }
            });
            assertTrue(schemas.size() <= 1, () -> place + ": describe the rarer answer with 2XX");
        });
    }

    private static void operations(BiConsumer<String, JsonObject> action) {
        DOCUMENT.getJsonObject("paths")
                .forEach((path, item) -> item.asJsonObject()
                        .forEach((method, operation) -> action.accept(method + " " + path, operation.asJsonObject())));
    }

    /** The JSON schemas of requests and answers. */
    private static void bodies(BiConsumer<String, JsonObject> action) {
        operations((place, operation) -> {
            content(operation
                            .getOrDefault("requestBody", JsonValue.EMPTY_JSON_OBJECT)
                            .asJsonObject())
                    .forEach((type, schema) -> action.accept(place, schema));
            operation
                    .getJsonObject("responses")
                    .forEach((status, answer) -> content(answer.asJsonObject())
                            .forEach((type, schema) -> action.accept(place + " " + status, schema)));
        });
    }

    private static Map<String, JsonObject> content(JsonObject body) {
        Map<String, JsonObject> schemas = new TreeMap<>();
        body.getOrDefault("content", JsonValue.EMPTY_JSON_OBJECT).asJsonObject().forEach((type, described) -> {
            if (type.equals(JSON)) {
                schemas.put(type, described.asJsonObject().getJsonObject("schema"));
            }
        });
        return schemas;
    }

    private static JsonObject components() {
        return DOCUMENT.getJsonObject("components").getJsonObject("schemas");
    }

    private static void everySchema(BiConsumer<String, JsonObject> action) {
        components().forEach((name, schema) -> visit("#/components/schemas/" + name, schema, action));
        bodies((place, schema) -> visit(place, schema, action));
    }

    private static void visit(String place, JsonValue value, BiConsumer<String, JsonObject> action) {
        if (value instanceof JsonObject object) {
            action.accept(place, object);
            object.forEach((name, child) -> visit(place + "/" + name, child, action));
        } else if (value instanceof JsonArray array) {
            array.forEach(child -> visit(place + "[]", child, action));
        }
    }

    private static List<JsonObject> alternatives(JsonObject schema) {
        return schema.get("oneOf") instanceof JsonArray several ? several.getValuesAs(JsonObject.class) : List.of();
    }

    /** Whether a schema in place, not a reference, describes members or alternatives. */
    private static boolean isObject(JsonObject schema) {
        return schema.containsKey("properties") || schema.containsKey("oneOf") || schema.containsKey("allOf");
    }
}
