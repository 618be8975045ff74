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

/** A JSON object of a request, read field by field: what is not what it has to be is refused by the field's name. */
public final class JsonBody {
    private final String path;
    private final JsonObject object;

    private JsonBody(String path, JsonObject object) {
        this.path = path;
        this.object = object;
    }

    /**
     * One value and nothing behind it.
     *
     * @throws InvalidInputException if it is not JSON or exceeds a limit of {@link StrictJson}
     */
    public static JsonValue parse(String text) {
        return StrictJson.read(text);
    }

    /** An object at a place of the request, which is empty for the whole of it. */
    public static JsonBody of(String path, JsonValue value) {
        if (value instanceof JsonObject object) {
            return new JsonBody(path, object);
        }
        String field = path.isEmpty() ? "body" : path;
        throw new InvalidInputException(field, field + " is a JSON object");
    }

    /** Refuses a field that nobody reads. */
    public JsonBody onlyThese(Set<String> known) {
        for (String name : object.keySet()) {
            if (!known.contains(name)) {
                String shown = at(name);
                throw new InvalidInputException(
                        shown,
                        "there is no field \"" + shown + "\"; known are "
                                + String.join(", ", known.stream().sorted().toList()));
            }
        }
        return this;
    }

    /** The path of a field of this object, safe to be shown. */
    public String at(String name) {
        String shown = Fields.printable(name);
        return path.isEmpty() ? shown : path + "." + shown;
    }

    public boolean has(String name) {
        return value(name) != null;
    }

    /** A field; null where it is missing or null. */
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
        throw new InvalidInputException(at(name), at(name) + " is a text, in quotes");
    }

    public <T> @Nullable T read(String name, Function<String, T> reader) {
        String text = text(name);
        try {
            return text == null ? null : reader.apply(text);
        } catch (InvalidInputException exact) {
            throw exact;
        } catch (IllegalArgumentException | DateTimeException wrong) {
            throw new InvalidInputException(at(name), at(name) + " is not right: " + wrong.getMessage());
        }
    }

    public boolean isTrue(String name, boolean usually) {
        JsonValue value = value(name);
        if (value == null) {
            return usually;
        }
        if (value == JsonValue.TRUE || value == JsonValue.FALSE) {
            return value == JsonValue.TRUE;
        }
        throw new InvalidInputException(at(name), at(name) + " is true or false");
    }

    /** What stands in a field, one or many. */
    public List<JsonValue> list(String name) {
        JsonValue value = value(name);
        if (value == null) {
            return List.of();
        }
        return value instanceof JsonArray array ? List.copyOf(array) : List.of(value);
    }

    /** An object of texts. */
    public Map<String, String> texts(String name) {
        Map<String, String> texts = new LinkedHashMap<>();
        JsonValue value = value(name);
        if (value != null) {
            JsonBody inside = of(at(name), value);
            for (String key : inside.object.keySet()) {
                String text = inside.text(key);
                if (text == null) {
                    throw new InvalidInputException(inside.at(key), inside.at(key) + " is a text, in quotes");
                }
                texts.put(key, text);
            }
        }
        return texts;
    }

    /** An object of anything, as maps, lists, texts, numbers and truth values. */
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
