package telltale.web.http;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import telltale.model.InvalidInputException;

/** A JSON object of a request with typed access to its fields; errors name the field. */
public final class JsonBody {
    private final String path;
    private final JsonObject object;

    private JsonBody(String path, JsonObject object) {
        this.path = path;
        this.object = object;
    }

    /**
     * Parses a text that is exactly one JSON value.
     *
     * @throws InvalidInputException if it is not JSON or exceeds a limit of {@link StrictJson}
     */
    public static JsonValue parse(String text) {
        return StrictJson.read(text);
    }

    /** Wraps the object at a path of the request; the path is empty for the whole body. */
    public static JsonBody of(String path, JsonValue value) {
        if (value instanceof JsonObject object) {
            return new JsonBody(path, object);
        }
        String field = path.isEmpty() ? "body" : path;
        throw new InvalidInputException(field, field + " must be a JSON object");
    }

    /** Rejects unknown fields. */
    public JsonBody allowOnly(Set<String> known) {
        for (String name : object.keySet()) {
            if (!known.contains(name)) {
                String shown = at(name);
                throw new InvalidInputException(
                        shown,
                        "unknown field \"" + shown + "\"; allowed are "
                                + String.join(", ", known.stream().sorted().toList()));
            }
        }
        return this;
    }

    /** The path of a field of this object, sanitized for messages. */
    public String at(String name) {
        String shown = Fields.printable(name);
        return path.isEmpty() ? shown : path + "." + shown;
    }

    public boolean has(String name) {
        return value(name) != null;
    }

    /** A field's value; null if it is missing or JSON null. */
    @Nullable
    public JsonValue value(String name) {
        JsonValue value = object.get(name);
        return value == null || value == JsonValue.NULL ? null : value;
    }

    @Nullable
    public String text(String name) {
        JsonValue value = value(name);
        if (value == null || value instanceof JsonString) {
            return value == null ? null : ((JsonString) value).getString();
        }
        throw new InvalidInputException(at(name), at(name) + " must be a string");
    }

    public <T> @Nullable T read(String name, Function<String, T> reader) {
        String text = text(name);
        try {
            return text == null ? null : reader.apply(text);
        } catch (InvalidInputException exact) {
            throw exact;
        } catch (IllegalArgumentException | DateTimeException invalid) {
            throw new InvalidInputException(at(name), at(name) + " is invalid: " + invalid.getMessage());
        }
    }

    public boolean isTrue(String name, boolean defaultValue) {
        JsonValue value = value(name);
        if (value == null) {
            return defaultValue;
        }
        if (value == JsonValue.TRUE || value == JsonValue.FALSE) {
            return value == JsonValue.TRUE;
        }
        throw new InvalidInputException(at(name), at(name) + " must be true or false");
    }

    /** The elements of an array field, or a single value as a list. */
    public List<JsonValue> list(String name) {
        JsonValue value = value(name);
        if (value == null) {
            return List.of();
        }
        return value instanceof JsonArray array ? List.copyOf(array) : List.of(value);
    }

    /** An object with string values. */
    public Map<String, String> texts(String name) {
        Map<String, String> texts = new LinkedHashMap<>();
        JsonValue value = value(name);
        if (value != null) {
            JsonBody inside = of(at(name), value);
            for (String key : inside.object.keySet()) {
                String text = inside.text(key);
                if (text == null) {
                    throw new InvalidInputException(inside.at(key), inside.at(key) + " must be a string");
                }
                texts.put(key, text);
            }
        }
        return texts;
    }

    /** An object of any JSON, as maps, lists, strings, numbers and booleans. */
    public Map<String, Object> data(String name) {
        JsonValue value = value(name);
        Map<String, Object> data = new LinkedHashMap<>();
        if (value != null) {
            of(at(name), value).object.forEach((key, one) -> {
                Object plain = plain(one);
                if (plain != null) {
                    data.put(key, plain);
                }
            });
        }
        return data;
    }

    private static @Nullable Object plain(JsonValue value) {
        return switch (value.getValueType()) {
            case NULL -> null;
            case TRUE -> true;
            case FALSE -> false;
            case STRING -> ((JsonString) value).getString();
            case NUMBER -> ((JsonNumber) value).bigDecimalValue();
            case ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                ((JsonArray) value).forEach(one -> list.add(plain(one)));
                yield list;
            }
            case OBJECT -> {
                Map<String, @Nullable Object> map = new LinkedHashMap<>();
                ((JsonObject) value).forEach((key, one) -> map.put(key, plain(one)));
                yield map;
            }
        };
    }
}
