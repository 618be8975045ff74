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
 * Reads one JSON text (RFC 8259) in a single pass and within fixed limits, for each violation of which the error names the
 * place in the text.
 *
 * <p>Refused are, beyond what is not JSON: nesting deeper than {@link #MAX_DEPTH}, more than {@link #MAX_VALUES} values,
 * field names longer than {@link #MAX_NAME_LENGTH}, numbers beyond {@link #MAX_DIGITS} digits or that exponent, a field
 * that occurs twice in an object, anything after the value, and the characters that PostgreSQL does not store as text:
 * U+0000 and surrogates without their other half. The length of a string is bounded by the text's own, which each caller
 * limits before it is read.
 */
public final class StrictJson {
    /** Levels of objects and arrays. The library's own limit is far higher and reported as an unspecific exception. */
    public static final int MAX_DEPTH = 64;

    /** Values of one text, which bounds what a text of many tiny values grows to in memory. */
    public static final int MAX_VALUES = 1_000_000;

    /** Characters (UTF-16 code units) of a field name. */
    public static final int MAX_NAME_LENGTH = 200;

    /** Digits of a number, and its exponent: no mail needs more, and {@code 1e1000000} would be a million of them. */
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
     * Reads a text that is one JSON value and nothing else.
     *
     * @throws InvalidInputException if it is not, or exceeds a limit; it names the place, and repeats no value of the text
     */
    public static JsonValue read(String text) {
        return read("", text);
    }

    /**
     * Reads a text that is one JSON value and nothing else.
     *
     * @param root what the paths in error messages start with; empty for the body of a request
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
            throw bad(" is followed by more than white space after its JSON value");
        }
        return value;
    }

    private JsonValue value(JsonParser.Event event, int depth) {
        if (++values > MAX_VALUES) {
            throw bad(" is one value too many: a JSON text has at most " + MAX_VALUES);
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
                throw bad(" occurs twice in its object");
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
            throw bad(" holds a field name of more than " + MAX_NAME_LENGTH + " characters");
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
                // Answered below: the parser has checked the syntax of the number.
            }
        }
        throw bad(" is a number of more than " + MAX_DIGITS + " digits, or with a larger exponent");
    }

    private String storable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                throw bad(" holds the character U+0000");
            }
            if (Character.isSurrogate(c)) {
                boolean isPair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!isPair) {
                    throw bad(" holds half of a surrogate pair");
                }
                i++;
            }
        }
        return text;
    }

    private JsonParser.Event next() {
        try {
            return parser.next();
        } catch (JsonParsingException wrong) {
            throw malformed(wrong.getLocation());
        } catch (RuntimeException wrong) {
            // Which kinds a library throws differs between implementations and versions; all mean the same here.
            throw malformed(null);
        }
    }

    /** Whether anything follows the value; the library throws where that is no JSON either. */
    private boolean hasMore() {
        try {
            return parser.hasNext();
        } catch (RuntimeException noJson) {
            return true;
        }
    }

    /** Names the whole text: where JSON is malformed, the path leads at best to what stands before the mistake. */
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

    /** Where the reader is, such as {@code to[3].data.items[2]}; it costs next to nothing until it is shown. */
    private static final class JsonPath {
        static final String BODY = "body";
        private static final int MAX_SHOWN = 100;
        /** The index while the reader is before the first element or name. */
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
