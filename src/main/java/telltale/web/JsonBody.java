package telltale.web;

import jakarta.json.JsonArray;
import jakarta.json.JsonConfig;
import jakarta.json.JsonException;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParser;
import java.io.StringReader;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import telltale.model.BadInput;

/** A JSON object of a request, read field by field: what is not what it has to be is refused by the field's name. */
final class JsonBody {
    private static final JsonReaderFactory READERS =
            Json.PROVIDER.createReaderFactory(Map.of(JsonConfig.KEY_STRATEGY, JsonConfig.KeyStrategy.NONE));

    private final String path;
    private final JsonObject object;

    private JsonBody(String path, JsonObject object) {
        this.path = path;
        this.object = object;
    }

    /** One value and nothing behind it. */
    static JsonValue parse(String text) {
        try (JsonReader reader = READERS.createReader(new StringReader(text))) {
            JsonValue value = reader.readValue();
            if (isAll(text)) {
                return value;
            }
        } catch (JsonException notJson) {
            // Said below.
        }
        throw new BadInput("body", "the body is not well-formed JSON, or names a field twice");
    }

    /** Whether nothing follows the first value, which a reader passes over: to it "{} {}" is an object. */
    private static boolean isAll(String text) {
        try (JsonParser parser = Json.PROVIDER.createParser(new StringReader(text))) {
            JsonParser.Event first = parser.next();
            if (first == JsonParser.Event.START_OBJECT) {
                parser.skipObject();
            } else if (first == JsonParser.Event.START_ARRAY) {
                parser.skipArray();
            }
            return !parser.hasNext();
        }
    }

    /** An object at a place of the request, which is empty for the whole of it. */
    static JsonBody of(String path, JsonValue value) {
        if (value instanceof JsonObject object) {
            return new JsonBody(path, object);
        }
        String field = path.isEmpty() ? "body" : path;
        throw new BadInput(field, field + " is a JSON object");
    }

    /** Refuses a field that nobody reads. */
    JsonBody onlyThese(Set<String> known) {
        for (String name : object.keySet()) {
            if (!known.contains(name)) {
                String shown = at(name.replaceAll("[^A-Za-z0-9_.-]", "?"));
                throw new BadInput(
                        shown,
                        "there is no field \"" + shown + "\"; known are "
                                + String.join(", ", known.stream().sorted().toList()));
            }
        }
        return this;
    }

    String at(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    boolean has(String name) {
        return value(name) != null;
    }

    /** A field; null where it is missing or null. */
    @Nullable
    JsonValue value(String name) {
        JsonValue value = object.get(name);
        return value == null || value == JsonValue.NULL ? null : value;
    }

    @Nullable
    String text(String name) {
        JsonValue value = value(name);
        if (value == null || value instanceof JsonString) {
            return value == null ? null : ((JsonString) value).getString();
        }
        throw new BadInput(at(name), at(name) + " is a text, in quotes");
    }

    <T> @Nullable T read(String name, Function<String, T> reader) {
        String text = text(name);
        try {
            return text == null ? null : reader.apply(text);
        } catch (BadInput exact) {
            throw exact;
        } catch (IllegalArgumentException | DateTimeException wrong) {
            throw new BadInput(at(name), at(name) + " is not right: " + wrong.getMessage());
        }
    }

    boolean isTrue(String name, boolean usually) {
        JsonValue value = value(name);
        if (value == null) {
            return usually;
        }
        if (value == JsonValue.TRUE || value == JsonValue.FALSE) {
            return value == JsonValue.TRUE;
        }
        throw new BadInput(at(name), at(name) + " is true or false");
    }

    /** What stands in a field, one or many. */
    List<JsonValue> list(String name) {
        JsonValue value = value(name);
        if (value == null) {
            return List.of();
        }
        return value instanceof JsonArray array ? List.copyOf(array) : List.of(value);
    }

    /** An object of texts. */
    Map<String, String> texts(String name) {
        Map<String, String> texts = new LinkedHashMap<>();
        JsonValue value = value(name);
        if (value != null) {
            JsonBody inside = of(at(name), value);
            for (String key : inside.object.keySet()) {
                String text = inside.text(key);
                if (text == null) {
                    throw new BadInput(inside.at(key), inside.at(key) + " is a text, in quotes");
                }
                texts.put(key, text);
            }
        }
        return texts;
    }

    /** An object of anything, as maps, lists, texts, numbers and truth values. */
    Map<String, Object> data(String name) {
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
            case NUMBER -> number((JsonNumber) value);
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

    /** Nobody writes a mail with a number of a million digits, which one of few characters can stand for. */
    private static BigDecimal number(JsonNumber number) {
        BigDecimal decimal = number.bigDecimalValue();
        if (Math.abs((long) decimal.scale()) > 100 || decimal.precision() > 100) {
            throw new BadInput("data", "data holds a number of more than 100 digits");
        }
        return decimal;
    }
}
