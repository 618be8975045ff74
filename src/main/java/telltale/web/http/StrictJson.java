package telltale.web.http;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonLocation;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParsingException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import telltale.model.InvalidInputException;

/**
 * Parses one JSON text (RFC 8259) in a single pass within fixed limits; errors name the path of the violation.
 *
 * <p>Rejects, besides malformed JSON: nesting deeper than {@link #MAX_DEPTH}, more than {@link #MAX_VALUES} values,
 * field names longer than {@link #MAX_NAME_LENGTH}, numbers with more than {@link #MAX_DIGITS} digits or a larger exponent, duplicate
 * fields, anything after the value, and characters that PostgreSQL cannot store as text: U+0000 and unpaired surrogates.
 * String length is bounded by the length of the text, which callers limit.
 */
public final class StrictJson {
    /** Levels of objects and arrays. The library's limit is much higher and throws an unspecific exception. */
    public static final int MAX_DEPTH = 64;

    /** Values per text, to bound the memory for many small values. */
    public static final int MAX_VALUES = 1_000_000;

    /** Characters (UTF-16 code units) of a field name. */
    public static final int MAX_NAME_LENGTH = 200;

    /** Digits of a number, and its exponent: no message needs more, and {@code 1e1000000} would expand to a million digits. */
    public static final int MAX_DIGITS = 100;

    /** A sign, a leading zero, a point, {@code e}, and the exponent beside the digits themselves. */
    private static final int MAX_NUMBER_LENGTH = MAX_DIGITS + 10;

    private final JsonParser parser;
    private final JsonPath path;
    private int values;

    private StrictJson(JsonParser parser, JsonPath path) {
        this.parser = parser;
        this.path = path;
    }

    /**
     * Parses a text that is exactly one JSON value.
     *
     * @throws InvalidInputException if it is not or exceeds a limit; the message names the path and contains no value of the text
     */
    public static JsonValue read(String text) {
        return read("", text);
    }

    /**
     * Parses a text that is exactly one JSON value.
     *
     * @param root the prefix of paths in error messages; empty for a request body
     * @throws InvalidInputException as {@link #read(String)}
     */
    public static JsonValue read(String root, String text) {
        try (JsonParser parser = Json.PROVIDER.createParser(new StringReader(text))) {
            return new StrictJson(parser, new JsonPath(root)).document();
        }
    }

    private JsonValue document() {
        JsonValue value = value(next(), 0);
        if (hasMore()) {
            throw bad(" has content after its JSON value");
        }
        return value;
    }

    private JsonValue value(JsonParser.Event event, int depth) {
        if (++values > MAX_VALUES) {
            throw bad(" exceeds the maximum number of values per JSON text, " + MAX_VALUES);
        }
        return switch (event) {
            case START_OBJECT -> object(entered(depth));
            case START_ARRAY -> array(entered(depth));
            case VALUE_STRING -> Json.PROVIDER.createValue(storable(parser.getString()));
            case VALUE_NUMBER -> Json.PROVIDER.createValue(number(parser.getString()));
            case VALUE_TRUE -> JsonValue.TRUE;
            case VALUE_FALSE -> JsonValue.FALSE;
            case VALUE_NULL -> JsonValue.NULL;
            case KEY_NAME, END_OBJECT, END_ARRAY -> throw malformed(parser.getLocation());
        };
    }

    private int entered(int depth) {
        if (depth == MAX_DEPTH) {
            throw bad(" is nested deeper than " + MAX_DEPTH + " levels");
        }
        return depth + 1;
    }

    private JsonValue object(int depth) {
        Set<String> names = new HashSet<>();
        JsonObjectBuilder object = Json.object();
        path.enter();
        for (JsonParser.Event event = next(); event != JsonParser.Event.END_OBJECT; event = next()) {
            String name = name(parser.getString());
            path.toName(name);
            if (!names.add(name)) {
                throw bad(" is a duplicate field");
            }
            object.add(name, value(next(), depth));
        }
        path.leave();
        return names.isEmpty() ? JsonValue.EMPTY_JSON_OBJECT : object.build();
    }

    private JsonValue array(int depth) {
        JsonArrayBuilder array = Json.PROVIDER.createArrayBuilder();
        path.enter();
        int size = 0;
        for (JsonParser.Event event = next(); event != JsonParser.Event.END_ARRAY; event = next()) {
            path.toIndex(size++);
            array.add(value(event, depth));
        }
        path.leave();
        return size == 0 ? JsonValue.EMPTY_JSON_ARRAY : array.build();
    }

    private String name(String name) {
        if (name.length() > MAX_NAME_LENGTH) {
            throw bad(" contains a field name of more than " + MAX_NAME_LENGTH + " characters");
        }
        return storable(name);
    }

    private BigDecimal number(String text) {
        if (text.length() <= MAX_NUMBER_LENGTH) {
            try {
                BigDecimal number = new BigDecimal(text);
                if (Math.abs((long) number.scale()) <= MAX_DIGITS && number.precision() <= MAX_DIGITS) {
                    return number;
                }
            } catch (NumberFormatException exponentTooLarge) {
                // Reported below: the parser has checked the syntax of the number.
            }
        }
        throw bad(" is a number with more than " + MAX_DIGITS + " digits or a larger exponent");
    }

    private String storable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                throw bad(" contains the character U+0000");
            }
            if (Character.isSurrogate(c)) {
                boolean isPair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!isPair) {
                    throw bad(" contains an unpaired surrogate");
                }
                i++;
            }
        }
        return text;
    }

    private JsonParser.Event next() {
        try {
            return parser.next();
        } catch (JsonParsingException invalid) {
            throw malformed(invalid.getLocation());
        } catch (RuntimeException invalid) {
            // The exception type differs between implementations and versions.
            throw malformed(null);
        }
    }

    /** Whether anything follows the value; the library throws if that is not JSON. */
    private boolean hasMore() {
        try {
            return parser.hasNext();
        } catch (RuntimeException noJson) {
            return true;
        }
    }

    /** Creates an error that names the whole text: in malformed JSON the path leads at best to the value before the error. */
    private InvalidInputException malformed(@Nullable JsonLocation location) {
        String root = path.root();
        String place = path.toString();
        String position = location != null && location.getLineNumber() > 0
                ? " at line " + location.getLineNumber() + ", column " + Math.max(1, location.getColumnNumber())
                : "";
        return new InvalidInputException(
                root,
                named(root) + " is not well-formed JSON" + position + (place.equals(root) ? "" : ", near " + place));
    }

    private InvalidInputException bad(String predicate) {
        String place = path.toString();
        return new InvalidInputException(place, named(place) + predicate);
    }

    private static String named(String place) {
        return place.equals(JsonPath.BODY) ? "the body" : place;
    }

    /** The current path, such as {@code to[3].data.items[2]}; cheap until it is formatted. */
    private static final class JsonPath {
        static final String BODY = "body";
        private static final int MAX_SHOWN = 100;
        /** The index before the first element or name. */
        private static final int BEFORE_FIRST = -1;

        private final String root;
        private final @Nullable String[] names = new String[MAX_DEPTH];
        private final int[] indexes = new int[MAX_DEPTH];
        private int depth;

        JsonPath(String root) {
            this.root = root;
        }

        void enter() {
            names[depth] = null;
            indexes[depth] = BEFORE_FIRST;
            depth++;
        }

        void toName(String name) {
            names[depth - 1] = name;
        }

        void toIndex(int index) {
            indexes[depth - 1] = index;
        }

        void leave() {
            depth--;
        }

        String root() {
            return root.isEmpty() ? BODY : root;
        }

        @Override
        public String toString() {
            StringBuilder shown = new StringBuilder(root);
            for (int i = 0; i < depth; i++) {
                String name = names[i];
                if (name != null) {
                    shown.append(shown.isEmpty() ? "" : ".").append(Fields.printable(name));
                } else if (indexes[i] != BEFORE_FIRST) {
                    shown.append('[').append(indexes[i]).append(']');
                }
            }
            if (shown.length() > MAX_SHOWN) {
                shown.setLength(MAX_SHOWN);
                shown.append('…');
            }
            return shown.isEmpty() ? root() : shown.toString();
        }
    }
}
