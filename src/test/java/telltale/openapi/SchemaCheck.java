package telltale.openapi;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Checks JSON against the schemas of the document, with the keywords that they use. An object may only have members that a
 * schema names, as with {@code unevaluatedProperties: false}.
 */
final class SchemaCheck {
    private static final Set<String> KNOWN = Set.of(
            "$ref",
            "type",
            "const",
            "enum",
            "oneOf",
            "anyOf",
            "allOf",
            "items",
            "minItems",
            "maxItems",
            "properties",
            "required",
            "additionalProperties",
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "minLength",
            "maxLength",
            "pattern",
            "format",
            "description",
            "default",
            "examples",
            "example",
            "title",
            "uniqueItems",
            "deprecated");

    private final ApiDocument document;

    SchemaCheck(ApiDocument document) {
        this.document = document;
    }

    /** The violations of a schema, each with its place; empty if there are none. */
    List<String> faults(JsonObject schema, JsonValue value, String where) {
        List<String> faults = new ArrayList<>();
        check(schema, value, where, faults);
        if (value instanceof JsonObject object) {
            Optional<Set<String>> names = names(schema, value);
            names.ifPresent(known -> object.keySet().stream()
                    .filter(name -> !known.contains(name))
                    .forEach(name -> faults.add(where + " has the undocumented member " + name)));
        }
        return faults;
    }

    private void check(JsonObject schema, JsonValue value, String where, List<String> faults) {
        schema.keySet().stream()
                .filter(keyword -> !KNOWN.contains(keyword))
                .forEach(keyword -> faults.add(where + " has a schema with " + keyword + ", which is not checked"));
        if (schema.containsKey("$ref")) {
            check(document.resolve(schema), value, where, faults);
        }
        objects(schema, "allOf").forEach(one -> check(one, value, where, faults));
        List<JsonObject> any = objects(schema, "anyOf");
        if (!any.isEmpty() && any.stream().noneMatch(one -> fits(one, value))) {
            faults.add(where + " matches none of several schemas: " + value);
        }
        List<JsonObject> alternatives = objects(schema, "oneOf");
        if (!alternatives.isEmpty() && matching(alternatives, value) != 1) {
            faults.add(where + " matches " + matching(alternatives, value) + " of several schemas: " + value);
        }
        if (schema.containsKey("type") && !types(schema.get("type")).contains(typeOf(value))) {
            faults.add(where + " is no " + schema.get("type") + ": " + value);
            return;
        }
        if (schema.containsKey("const") && !value.equals(schema.get("const"))) {
            faults.add(where + " is not " + schema.get("const") + ": " + value);
        }
        if (schema.containsKey("enum") && !schema.getJsonArray("enum").contains(value)) {
            faults.add(where + " is none of " + schema.get("enum") + ": " + value);
        }
        checkType(schema, value, where, faults);
    }

    private void checkType(JsonObject schema, JsonValue value, String where, List<String> faults) {
        if (value instanceof JsonString text) {
            text(schema, text.getString(), where, faults);
        } else if (value instanceof JsonNumber number) {
            number(schema, number.bigDecimalValue(), where, faults);
        } else if (value instanceof JsonArray array && schema.containsKey("items")) {
            array.forEach(one -> faults.addAll(faults(schema.getJsonObject("items"), one, where + "[]")));
        } else if (value instanceof JsonObject object) {
            members(schema, object, where, faults);
        }
    }

    /** Whether a value fits a part of its schema, which need not name all members. */
    private boolean fits(JsonObject part, JsonValue value) {
        List<String> faults = new ArrayList<>();
        check(part, value, "", faults);
        return faults.isEmpty();
    }

    private long matching(List<JsonObject> alternatives, JsonValue value) {
        return alternatives.stream()
                .filter(one -> faults(one, value, "").isEmpty())
                .count();
    }

    private void members(JsonObject schema, JsonObject object, String where, List<String> faults) {
        schema
                .getOrDefault("required", JsonValue.EMPTY_JSON_ARRAY)
                .asJsonArray()
                .getValuesAs(JsonString::getString)
                .stream()
                .filter(name -> !object.containsKey(name))
                .forEach(name -> faults.add(where + " lacks " + name));
        JsonObject properties = properties(schema);
        object.forEach((name, member) -> {
            if (properties.containsKey(name)) {
                faults.addAll(faults(properties.getJsonObject(name), member, where + "." + name));
            } else if (schema.get("additionalProperties") instanceof JsonObject others) {
                faults.addAll(faults(others, member, where + "." + name));
            }
        });
    }

    private static void text(JsonObject schema, String text, String where, List<String> faults) {
        int length = text.codePointCount(0, text.length());
        if (length < schema.getInt("minLength", 0) || length > schema.getInt("maxLength", Integer.MAX_VALUE)) {
            faults.add(where + " has " + length + " characters");
        }
        if (schema.containsKey("pattern")
                && !Pattern.compile(schema.getString("pattern")).matcher(text).find()) {
            faults.add(where + " does not match " + schema.getString("pattern") + ": " + text);
        }
        if (!hasFormat(schema.getString("format", ""), text)) {
            faults.add(where + " is no " + schema.getString("format") + ": " + text);
        }
    }

    private static boolean hasFormat(String format, String text) {
        try {
            return switch (format) {
                case "uuid" -> UUID.fromString(text).toString().equals(text);
                case "date" -> LocalDate.parse(text).toString().equals(text);
                case "date-time" -> !OffsetDateTime.parse(text).toString().isEmpty();
                default -> true;
            };
        } catch (IllegalArgumentException | DateTimeException invalid) {
            return false;
        }
    }

    private static void number(JsonObject schema, BigDecimal number, String where, List<String> faults) {
        boolean isTooSmall = schema.containsKey("minimum")
                && number.compareTo(schema.getJsonNumber("minimum").bigDecimalValue()) < 0;
        boolean isTooLarge = schema.containsKey("maximum")
                && number.compareTo(schema.getJsonNumber("maximum").bigDecimalValue()) > 0;
        if (isTooSmall || isTooLarge) {
            faults.add(where + " is out of bounds: " + number);
        }
    }

    /** The members that a schema permits for a value; empty if it permits any. */
    private Optional<Set<String>> names(JsonObject schema, JsonValue value) {
        Set<String> names = new HashSet<>();
        return collect(schema, value, names) ? Optional.of(names) : Optional.empty();
    }

    /** Returns false if a schema permits any member. */
    private boolean collect(JsonObject schema, JsonValue value, Set<String> names) {
        List<JsonObject> parts = new ArrayList<>(objects(schema, "allOf"));
        if (schema.containsKey("$ref")) {
            parts.add(document.resolve(schema));
        }
        objects(schema, "oneOf").stream()
                .filter(one -> faults(one, value, "").isEmpty())
                .forEach(parts::add);
        objects(schema, "anyOf").stream().filter(one -> fits(one, value)).forEach(parts::add);
        // A part such as {"required": […]} neither names members nor permits others.
        boolean isOpen = parts.isEmpty() && !schema.containsKey("properties") && !schema.containsKey("required");
        names.addAll(properties(schema).keySet());
        JsonValue others = schema.get("additionalProperties");
        if (others != null ? !JsonValue.FALSE.equals(others) : isOpen) {
            return false;
        }
        boolean isClosed = true;
        for (JsonObject part : parts) {
            isClosed &= collect(part, value, names);
        }
        return isClosed;
    }

    private static JsonObject properties(JsonObject schema) {
        return schema.getOrDefault("properties", JsonValue.EMPTY_JSON_OBJECT).asJsonObject();
    }

    private static List<JsonObject> objects(JsonObject schema, String keyword) {
        return schema.getOrDefault(keyword, JsonValue.EMPTY_JSON_ARRAY)
                .asJsonArray()
                .getValuesAs(JsonObject.class);
    }

    private static Set<String> types(JsonValue type) {
        Set<String> types = type instanceof JsonString one
                ? new HashSet<>(Set.of(one.getString()))
                : new HashSet<>(type.asJsonArray().getValuesAs(JsonString::getString));
        if (types.contains("number")) {
            types.add("integer");
        }
        return types;
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
}
