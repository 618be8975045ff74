package telltale.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A media type with its parameters (RFC 2045 section 5.1). Type, subtype and parameter names are in lower case, because
 * they are matched case-insensitively; values are as given.
 *
 * @param subtype of at most 127 characters, like the type (RFC 6838 section 4.2)
 * @param parameters the values by name, in order, decoded: they may have any printable character
 */
public record MediaType(String type, String subtype, Map<String, String> parameters) {
    /** Characters, also as {@link #toString} writes it, so that what is stored can be parsed. */
    private static final int MAX_LENGTH = 500;

    private static final String EXPECTED =
            "type must be a media type, such as application/pdf or text/csv; charset=utf-8";

    /** RFC 6838 section 4.2. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9!#$&^_.+-]{0,126}");

    /** A token without the characters that RFC 2231 section 7 reserves. */
    private static final Pattern ATTRIBUTE = Pattern.compile("[a-z0-9!#$&+^_`{|}~.-]{1,60}");

    private static final String TOKEN_CHARACTERS = "A-Za-z0-9!#$%&'*+^_`{|}~.-";
    private static final Pattern TOKEN = Pattern.compile("[" + TOKEN_CHARACTERS + "]+");
    private static final Pattern ESSENCE = Pattern.compile("[ \\t]*([^\\s/;]+)/([^\\s/;]+)[ \\t]*");
    private static final Pattern PARAMETER = Pattern.compile(
            "\\G;[ \\t]*([^\\s=;\"]+)=(?:([" + TOKEN_CHARACTERS + "]+)|\"((?:[^\"\\\\]|\\\\.)*+)\")[ \\t]*");

    public MediaType {
        if (!NAME.matcher(type).matches() || !NAME.matcher(subtype).matches()) {
            throw new InvalidInputException("type", EXPECTED);
        }
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        parameters.forEach((name, value) -> {
            if (!ATTRIBUTE.matcher(name).matches()) {
                throw new InvalidInputException(
                        "type",
                        "type has a parameter with an invalid name; names are letters, digits and hyphens, and values"
                                + " are given in plain text, not encoded as in RFC 2231");
            }
            TextRules.rejectControls("type", value);
        });
    }

    /**
     * Parses the value of a Content-Type field, in any case, without comments.
     *
     * @throws InvalidInputException for the field {@code type} if it does not match RFC 2045 section 5.1, is too long, or has
     *     a parameter twice
     */
    public static MediaType parse(String text) {
        Matcher essence = ESSENCE.matcher(text);
        if (text.length() > MAX_LENGTH || !essence.lookingAt()) {
            throw new InvalidInputException("type", EXPECTED);
        }
        MediaType type = new MediaType(
                lower(essence.group(1)), lower(essence.group(2)), parameters(text.substring(essence.end())));
        if (type.toString().length() > MAX_LENGTH) {
            throw new InvalidInputException("type", "type must have at most " + MAX_LENGTH + " characters");
        }
        return type;
    }

    private static Map<String, String> parameters(String text) {
        Map<String, String> parameters = new LinkedHashMap<>();
        Matcher parameter = PARAMETER.matcher(text);
        int end = 0;
        while (end < text.length() && parameter.find()) {
            String value = parameter.group(2) != null ? parameter.group(2) : unescaped(parameter.group(3));
            if (parameters.putIfAbsent(lower(parameter.group(1)), value) != null) {
                throw new InvalidInputException("type", "type has the same parameter twice");
            }
            end = parameter.end();
        }
        if (end < text.length()) {
            throw new InvalidInputException(
                    "type",
                    "type has an invalid parameter; each is ; name=value, with the value in quotes if it has other"
                            + " characters than letters, digits, dots and hyphens");
        }
        return parameters;
    }

    /** Whether it is a subtype of text, which can have a charset (RFC 2046 section 4.1.2). */
    public boolean isText() {
        return type.equals("text");
    }

    /** Whether the type, without its parameters, is the given one in lower case. */
    public boolean is(String essence) {
        return essence().equals(essence);
    }

    /** The type without its parameters, such as {@code text/csv}. */
    public String essence() {
        return type + "/" + subtype;
    }

    /** The type with another parameter at the end, if it does not have that parameter yet. */
    public MediaType withDefault(String name, String value) {
        Map<String, String> all = new LinkedHashMap<>(parameters);
        all.putIfAbsent(name, value);
        return new MediaType(type, subtype, all);
    }

    /** Whether a parameter's value can be written without quotes (RFC 2045 section 5.1). */
    public static boolean isToken(String value) {
        return TOKEN.matcher(value).matches();
    }

    /** A parameter's value in quotes (RFC 822 section 3.3). */
    public static String quoted(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** The text that {@link #parse} reads back as an equal media type. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(essence());
        parameters.forEach((name, value) ->
                text.append("; ").append(name).append('=').append(isToken(value) ? value : quoted(value)));
        return text.toString();
    }

    private static String unescaped(String quoted) {
        return quoted.replaceAll("\\\\(.)", "$1");
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
