package telltale.web.notifications;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import telltale.model.ImmutableBytes;
import telltale.model.InvalidInputException;
import telltale.web.http.StrictJson;

/**
 * A JSON object of a provider. Providers add and leave out fields, so what is missing or has another type is an empty text,
 * object or list.
 */
public record EventFields(JsonObject object) {
    /**
     * The objects of a body: those of an array, or the only one.
     *
     * @throws InvalidInputException if it is no JSON
     */
    public static List<EventFields> all(String body) {
        return objects(StrictJson.read(StorableJson.of(body)));
    }

    /** The object of a body; an empty one if it is another value. */
    public static EventFields one(String body) {
        return all(body).stream().findFirst().orElse(new EventFields(JsonValue.EMPTY_JSON_OBJECT));
    }

    private static List<EventFields> objects(JsonValue value) {
        Stream<JsonValue> values = value instanceof JsonArray array ? array.stream() : Stream.of(value);
        return values.filter(JsonObject.class::isInstance)
                .map(one -> new EventFields((JsonObject) one))
                .toList();
    }

    /** A string, or the text of a number or a boolean. */
    public String text(String name) {
        return text(value(name));
    }

    private static String text(JsonValue value) {
        return switch (value.getValueType()) {
            case STRING -> ((JsonString) value).getString();
            case NUMBER, TRUE, FALSE -> value.toString();
            case NULL, ARRAY, OBJECT -> "";
        };
    }

    /** The strings of an array. */
    public List<String> strings(String name) {
        return value(name) instanceof JsonArray array
                ? array.stream()
                        .map(EventFields::text)
                        .filter(text -> !text.isEmpty())
                        .toList()
                : List.of();
    }

    /** All members that are strings. */
    public Map<String, String> texts() {
        return object.entrySet().stream()
                .filter(member -> member.getValue() instanceof JsonString)
                .collect(Collectors.toMap(Map.Entry::getKey, member -> text(member.getValue())));
    }

    /** The first of several texts that is not empty; an empty text if all are. */
    public String anyText(String... names) {
        return Stream.of(names)
                .map(this::text)
                .filter(text -> !text.isBlank())
                .findFirst()
                .orElse("");
    }

    /** An object in this one. */
    public EventFields in(String name) {
        return new EventFields(value(name) instanceof JsonObject inner ? inner : JsonValue.EMPTY_JSON_OBJECT);
    }

    /** The objects of an array in this one, or the only one. */
    public List<EventFields> list(String name) {
        return objects(value(name));
    }

    /** All objects in this one, whatever their names. */
    public List<EventFields> all() {
        return object.values().stream()
                .flatMap(value -> objects(value).stream())
                .toList();
    }

    private JsonValue value(String name) {
        return object.getOrDefault(name, JsonValue.NULL);
    }

    /** The whole object, to be kept. */
    public ImmutableBytes raw() {
        return new ImmutableBytes(object.toString().getBytes(StandardCharsets.UTF_8));
    }
}
