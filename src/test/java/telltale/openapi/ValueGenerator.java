package telltale.openapi;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import telltale.web.http.Json;

/**
 * Values for schemas, as JSON text: mostly valid ones, and odd ones of any kind. Text and not objects, so that it can be what
 * no JSON library writes.
 */
final class ValueGenerator {
    private static final int MAX_DEPTH = 4;
    private static final List<String> ADDRESSES =
            List.of("ann@example.com", "ben@example.com", "eve@example.com", "Zoë <zoe@example.com>");
    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "autumn",
            "welcome",
            "news",
            "Größe 😀",
            "a\\u0000b",
            "\\ud800",
            "\\r\\nBcc: x@example.com",
            "'; drop table x",
            "<script>",
            "{{name}}",
            "{{#each x}}",
            "%s%n",
            "../../etc/passwd",
            "null",
            "-1",
            "٣",
            "\\u202e",
            "ﷺ",
            "Europe/Berlin");
    private static final List<String> NUMBERS = List.of(
            "0", "-1", "1", "200", "201", "2147483648", "9223372036854775808", "1e400", "1E-400", "0.5", "-0", "1e5");
    private static final List<String> ODD = List.of(
            "null",
            "true",
            "[]",
            "{}",
            "[[[[]]]]",
            "{\"a\":{\"a\":{}}}",
            "\"x\"",
            "0",
            "[null]",
            "{\"\":\"\"}",
            "nul",
            "",
            "\"unclosed",
            "{\"a\":1,\"a\":2}",
            "01",
            "+1",
            "NaN",
            "'x'",
            "[1,]",
            "/**/1");

    private final ApiDocument document;
    private final Random random;
    private final Map<String, String> existing;

    /** @param existing what exists, by the beginning of the paths of its operations */
    ValueGenerator(ApiDocument document, Random random, Map<String, String> existing) {
        this.document = document;
        this.random = random;
        this.existing = existing;
    }

    /** Returns whether something should happen that happens once in so many cases. */
    boolean once(int cases) {
        return random.nextInt(cases) == 0;
    }

    <T> T any(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    String id() {
        return once(3)
                ? new UUID(random.nextLong(), random.nextLong()).toString()
                : any(List.copyOf(existing.values()));
    }

    /** The JSON text of a value. */
    String json(JsonObject schema) {
        return json(schema, "", 0);
    }

    private String json(JsonObject schema, String name, int depth) {
        if (once(25)) {
            return odd();
        }
        JsonObject resolved = document.resolve(schema);
        List<JsonObject> parts = new ArrayList<>();
        for (String keyword : new String[] {"oneOf", "allOf"}) {
            resolved.getOrDefault(keyword, JsonValue.EMPTY_JSON_ARRAY)
                    .asJsonArray()
                    .forEach(part -> parts.add(part.asJsonObject()));
        }
        if (!parts.isEmpty()) {
            return json(any(parts), name, depth);
        }
        if (resolved.containsKey("const")) {
            return resolved.get("const").toString();
        }
        return resolved.containsKey("enum")
                ? any(resolved.getJsonArray("enum")).toString()
                : ofType(type(resolved), resolved, name, depth);
    }

    private String ofType(String type, JsonObject schema, String name, int depth) {
        return switch (type) {
            case "object" -> depth > MAX_DEPTH ? "{}" : object(schema, depth);
            case "array" -> depth > MAX_DEPTH ? "[]" : array(schema, name, depth);
            case "integer", "number" -> number(schema);
            case "boolean" -> once(2) ? "true" : "false";
            case "null" -> "null";
            default -> quoted(text(schema, name));
        };
    }

    private String odd() {
        return switch (random.nextInt(4)) {
            case 0 -> any(NUMBERS);
            case 1 -> quoted("x".repeat(1 << random.nextInt(18)));
            case 2 -> "[".repeat(80) + "]".repeat(random.nextInt(2) * 80);
            default -> any(ODD);
        };
    }

    private String object(JsonObject schema, int depth) {
        List<String> members = new ArrayList<>();
        List<String> required = schema.getOrDefault("required", JsonValue.EMPTY_JSON_ARRAY)
                .asJsonArray()
                .getValuesAs(JsonString::getString);
        new TreeMap<>(schema.getOrDefault("properties", JsonValue.EMPTY_JSON_OBJECT)
                        .asJsonObject())
                .forEach((name, property) -> {
                    boolean isGiven = required.contains(name) ? !once(20) : once(4);
                    if (isGiven) {
                        members.add(quoted(name) + ":" + json(property.asJsonObject(), name, depth + 1));
                    }
                });
        if (once(30)) {
            members.add(quoted(any(TEXTS)) + ":" + any(ODD));
        }
        if (once(30) && !members.isEmpty()) {
            members.add(members.get(0));
        }
        return "{" + String.join(",", members) + "}";
    }

    private String array(JsonObject schema, String name, int depth) {
        List<String> elements = new ArrayList<>();
        for (int left = random.nextInt(once(20) ? 50 : 3); left > 0; left--) {
            elements.add(json(schema.getJsonObject("items"), name, depth + 1));
        }
        return "[" + String.join(",", elements) + "]";
    }

    private String number(JsonObject schema) {
        JsonNumber bound = schema.getJsonNumber(once(2) ? "minimum" : "maximum");
        return bound == null || once(4) ? any(NUMBERS) : String.valueOf(bound.longValue() + random.nextInt(3) - 1);
    }

    /** A text for a schema, with the escapes of JSON. */
    String text(JsonObject given, String name) {
        JsonObject schema = document.resolve(given);
        if (once(8)) {
            return any(TEXTS);
        }
        if (schema.containsKey("enum")) {
            JsonValue value = any(schema.getJsonArray("enum"));
            return value instanceof JsonString text ? text.getString() : value.toString();
        }
        return switch (schema.getString("format", "")) {
            case "uuid" -> once(2) ? id() : named(schema, name);
            case "date" -> "2026-" + (10 + random.nextInt(3)) + "-" + (10 + random.nextInt(22));
            case "date-time" ->
                (2026 + random.nextInt(2)) + "-1" + random.nextInt(3) + "-01T0" + random.nextInt(10) + ":00:00Z";
            default -> named(schema, name);
        };
    }

    private String named(JsonObject schema, String name) {
        return switch (name) {
            case "to", "cc", "bcc", "from", "replyTo", "address", "notify" -> any(ADDRESSES);
            case "message" -> existing.getOrDefault("/api/v1/messages", "");
            case "delivery" -> existing.getOrDefault("/api/v1/deliveries", "");
            case "id", "event" -> id();
            case "campaign", "first", "second" -> "autumn";
            case "topic" -> "news";
            case "template" -> "welcome";
            case "bulk", "receipt" -> once(2) ? "true" : "false";
            default -> schema.getString("type", "").equals("integer") ? any(NUMBERS) : any(TEXTS);
        };
    }

    private static String type(JsonObject schema) {
        JsonValue type = schema.getOrDefault("type", Json.PROVIDER.createValue("string"));
        return type instanceof JsonString one
                ? one.getString()
                : type.asJsonArray().getString(0);
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\"", "\\\"") + "\"";
    }
}
