package telltale.message;

import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonGenerator;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParserFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import telltale.model.ImmutableBytes;

/** JSON objects with a version, as maps, lists, strings, numbers and booleans. */
final class StoredJson {
    private static final JsonProvider JSON = JsonProvider.provider();
    private static final JsonParserFactory PARSERS = JSON.createParserFactory(Map.of());
    private static final String VERSION = "v";

    private StoredJson() {}

    /** Writes an object; fields that are null are left out. */
    static ImmutableBytes write(int version, Map<String, ? extends @Nullable Object> fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject().write(VERSION, version);
            fields.forEach((name, value) -> {
                if (value != null) {
                    write(value, json.writeKey(name));
                }
            });
            json.writeEnd();
        }
        return new ImmutableBytes(bytes.toByteArray());
    }

    /**
     * Reads an object.
     *
     * @param newest the newest version that can be read; the oldest is 1
     * @throws IllegalStateException if it has another version or is damaged
     */
    static Map<String, @Nullable Object> read(int newest, ImmutableBytes octets) {
        Map<String, @Nullable Object> fields = parse(octets);
        if (!(fields.remove(VERSION) instanceof BigDecimal found
                && found.compareTo(BigDecimal.ONE) >= 0
                && found.compareTo(BigDecimal.valueOf(newest)) <= 0)) {
            throw new IllegalStateException("the stored message has a format that this version of Telltale cannot read:"
                    + " it must have the version " + (newest == 1 ? "1" : "1 to " + newest));
        }
        return fields;
    }

    private static Map<String, @Nullable Object> parse(ImmutableBytes octets) {
        try (JsonParser json =
                PARSERS.createParser(new ByteArrayInputStream(octets.toBytes()), StandardCharsets.UTF_8)) {
            json.next();
            return readObject(json);
        } catch (RuntimeException damaged) {
            // The exception type differs between implementations.
            throw new IllegalStateException("the stored message is damaged: it is not a JSON object", damaged);
        }
    }

    private static void write(@Nullable Object value, JsonGenerator json) {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof String text) {
            json.write(text);
        } else if (value instanceof Boolean bool) {
            json.write(bool);
        } else if (value instanceof BigDecimal number) {
            // Templates show a number as it is written, and never 1E+3 for a thousand.
            json.write(number.scale() < 0 ? number.setScale(0) : number);
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            list.forEach(one -> write(one, json));
            json.writeEnd();
        } else if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            map.forEach((name, one) -> write(one, json.writeKey(String.valueOf(name))));
            json.writeEnd();
        } else {
            throw new IllegalArgumentException("unsupported type in message content: " + value.getClass());
        }
    }

    private static @Nullable Object read(JsonParser.Event event, JsonParser json) {
        return switch (event) {
            case START_OBJECT -> readObject(json);
            case START_ARRAY -> readArray(json);
            case VALUE_STRING -> json.getString();
            case VALUE_NUMBER -> json.getBigDecimal();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            case KEY_NAME, END_OBJECT, END_ARRAY -> throw new IllegalStateException("unexpected " + event);
        };
    }

    private static Map<String, @Nullable Object> readObject(JsonParser json) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        while (json.next() != JsonParser.Event.END_OBJECT) {
            String name = json.getString();
            map.put(name, read(json.next(), json));
        }
        return map;
    }

    private static List<@Nullable Object> readArray(JsonParser json) {
        List<@Nullable Object> list = new ArrayList<>();
        for (JsonParser.Event event = json.next(); event != JsonParser.Event.END_ARRAY; event = json.next()) {
            list.add(read(event, json));
        }
        return list;
    }
}
