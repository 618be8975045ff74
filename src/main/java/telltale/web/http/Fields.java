package telltale.web.http;

import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import telltale.model.InvalidInputException;
import telltale.store.DeliveryQuery;

/**
 * The named fields of a request, from its query, a form or a JSON object. Parsed here and not by the container, because
 * containers silently drop fields that are too large or badly encoded.
 */
public final class Fields {
    /** Bytes of a body; mail clients would clip a larger message. */
    public static final int MAX_BODY_BYTES = 2 * 1024 * 1024;

    /** Default number of entries of a page. */
    private static final int DEFAULT_LIMIT = 50;

    /** Fields of a query or a form, more than any API request needs. */
    private static final int MAX_FIELDS = 100;

    /** Characters of a field name that an error message shows. */
    private static final int MAX_SHOWN_NAME = 40;

    /** The fields of a request without a body. */
    public static final Fields NONE = new Fields(Map.of());

    private final Map<String, String> values;

    private Fields(Map<String, String> values) {
        this.values = values;
    }

    /**
     * Reads the query.
     *
     * @throws InvalidInputException if its encoding is invalid or a field occurs twice
     */
    public static Fields ofQuery(HttpServletRequest request) {
        String query = HiddenQuery.of(request);
        return new Fields(query == null ? Map.of() : urlencoded(query, "query"));
    }

    /**
     * Reads the body.
     *
     * @throws InvalidInputException if it does not match its media type
     * @throws ProblemException if it is too large or has an unsupported media type
     */
    public static Fields ofBody(HttpServletRequest request) throws IOException, ProblemException {
        String type = mediaType(request);
        return switch (type) {
            case "application/json" -> new Fields(json(body(request)));
            case "application/x-www-form-urlencoded" -> new Fields(urlencoded(body(request), "body"));
            default ->
                throw new ProblemException(new Problem(
                        Problem.Type.UNSUPPORTED_MEDIA_TYPE,
                        "Send application/json or application/x-www-form-urlencoded, in UTF-8."));
        };
    }

    @Nullable
    public String get(String name) {
        return values.get(name);
    }

    /**
     * Parses a field; returns null if it is missing or empty.
     *
     * @param reader throws an {@link IllegalArgumentException} that states what is expected
     * @throws InvalidInputException naming the field
     */
    public <T> @Nullable T read(String name, Function<String, T> reader) {
        String text = values.get(name);
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException invalid) {
            throw new InvalidInputException(name, name + " is invalid: " + invalid.getMessage());
        }
    }

    /** Whether a field is true; false if it is missing. */
    public boolean isTrue(String name) {
        String value = get(name);
        if (value != null && !value.equals("true") && !value.equals("false")) {
            throw new InvalidInputException(name, name + " must be true or false");
        }
        return "true".equals(value);
    }

    /**
     * Returns the maximum number of entries of a page.
     *
     * @throws InvalidInputException if it is not a valid page size
     */
    public int limit() {
        String text = values.get("limit");
        if (text == null || text.isEmpty()) {
            return DEFAULT_LIMIT;
        }
        int limit = text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > DeliveryQuery.MAX_LIMIT) {
            throw new InvalidInputException("limit", "limit must be a number from 1 to " + DeliveryQuery.MAX_LIMIT);
        }
        return limit;
    }

    /**
     * Rejects unknown fields, which are usually typing errors.
     *
     * @throws InvalidInputException naming the allowed fields
     */
    public void allowOnly(Set<String> known) {
        for (String name : values.keySet()) {
            if (!known.contains(name)) {
                throw new InvalidInputException(
                        printable(name),
                        "unknown field \"" + printable(name) + "\"; allowed are "
                                + String.join(", ", known.stream().sorted().toList()));
            }
        }
    }

    /** The body's media type in lower case, without parameters; empty if absent. */
    public static String mediaType(HttpServletRequest request) throws ProblemException {
        String header = request.getContentType();
        if (header == null) {
            return "";
        }
        String[] parts = header.toLowerCase(Locale.ROOT).split(";", -1);
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip();
            if (parameter.startsWith("charset=")
                    && !parameter.substring(8).replace("\"", "").equals("utf-8")) {
                throw new ProblemException(new Problem(Problem.Type.UNSUPPORTED_MEDIA_TYPE, "Send the body in UTF-8."));
            }
        }
        return parts[0].strip();
    }

    /** The body as text. */
    public static String body(HttpServletRequest request) throws IOException, ProblemException {
        return body(request, MAX_BODY_BYTES);
    }

    /**
     * The body as text.
     *
     * @param limit in bytes
     * @throws InvalidInputException if it is not UTF-8
     * @throws ProblemException if it is longer than the limit
     */
    public static String body(HttpServletRequest request, int limit) throws IOException, ProblemException {
        byte[] bytes = request.getInputStream().readNBytes(limit + 1);
        if (bytes.length > limit) {
            throw new ProblemException(
                    new Problem(Problem.Type.REQUEST_TOO_LARGE, "The body is limited to " + limit + " bytes."));
        }
        return utf8(bytes, "body");
    }

    private static Map<String, String> json(String body) {
        if (!(JsonBody.parse(body) instanceof JsonObject object)) {
            throw new InvalidInputException("body", "the body must be a JSON object with string values");
        }
        checkCount(object.size(), "body");
        Map<String, String> fields = new LinkedHashMap<>();
        object.forEach((name, content) -> {
            if (content instanceof JsonString text) {
                fields.put(name, text.getString());
            } else if (content == JsonValue.TRUE || content == JsonValue.FALSE) {
                fields.put(name, content.toString());
            } else if (content != JsonValue.NULL) {
                throw new InvalidInputException(printable(name), printable(name) + " must be a string");
            }
        });
        return fields;
    }

    private static void checkCount(int fields, String where) {
        if (fields > MAX_FIELDS) {
            throw new InvalidInputException(where, "the " + where + " has more than " + MAX_FIELDS + " fields");
        }
    }

    private static Map<String, String> urlencoded(String text, String where) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (int start = 0, end; start <= text.length(); start = end + 1) {
            end = text.indexOf('&', start);
            end = end < 0 ? text.length() : end;
            if (start == end) {
                continue;
            }
            String pair = text.substring(start, end);
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals), where);
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1), where);
            if (fields.putIfAbsent(name, value) != null) {
                throw new InvalidInputException(printable(name), printable(name) + " is given more than once");
            }
            checkCount(fields.size(), where);
        }
        return fields;
    }

    /** Percent-decodes as in the WHATWG URL Standard section 5.1, but rejects invalid UTF-8. */
    private static String decode(String text, String where) {
        if (text.indexOf('%') < 0) {
            return text.replace('+', ' ');
        }
        byte[] raw = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer decoded = ByteBuffer.allocate(raw.length);
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] != '%') {
                decoded.put(raw[i] == '+' ? (byte) ' ' : raw[i]);
                continue;
            }
            int high = i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
            int low = i + 2 < raw.length ? Character.digit(raw[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                throw new InvalidInputException(
                        where, "the " + where + " contains a % that is not followed by two hexadecimal digits");
            }
            decoded.put((byte) (high * 16 + low));
            i += 2;
        }
        byte[] bytes = new byte[decoded.position()];
        decoded.flip().get(bytes);
        return utf8(bytes, where);
    }

    /**
     * Decodes UTF-8 strictly.
     *
     * @param where the name of the input in the error message
     * @throws InvalidInputException if they are not UTF-8
     */
    public static String utf8(byte[] bytes, String where) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        // Only a text with a replacement character can be malformed; a second, strict decoding decides.
        if (text.indexOf('\uFFFD') >= 0 && !isUtf8(bytes)) {
            throw new InvalidInputException(where, "the " + where + " is not UTF-8");
        }
        return text;
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException notUtf8) {
            return false;
        }
    }

    /** Sanitizes and shortens a client-supplied name for an error message. */
    static String printable(String name) {
        boolean isLong = name.length() > MAX_SHOWN_NAME;
        String shown = isLong ? name.substring(0, MAX_SHOWN_NAME) : name;
        return shown.replaceAll("[^A-Za-z0-9_.-]", "?") + (isLong ? "…" : "");
    }
}
