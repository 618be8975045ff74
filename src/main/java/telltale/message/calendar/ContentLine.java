package telltale.message.calendar;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import telltale.model.InvalidInputException;

/**
 * An unfolded content line of an iCalendar object (RFC 5545 section 3.1).
 *
 * @param number the number of its first line in the text, from 1
 * @param name the name of the property, in upper case
 * @param parameters the values of each parameter by its name in upper case, without quotation marks
 * @param value the value as written
 * @param text the whole line
 */
record ContentLine(int number, String name, Map<String, List<String>> parameters, String value, String text) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9-]+");

    private static final String NO_COLON = "the name of the property must be followed by a colon and a value";
    private static final String INVALID_PARAMETER = "it has an invalid parameter; each is ;NAME=value before the colon,"
            + " with the value in double quotes if it contains a comma, colon or semicolon";

    /** The first value of a parameter, or after a comma a further one. */
    private static final Pattern PARAMETER =
            Pattern.compile("\\G(?:;([A-Za-z0-9-]+)=|,)(?:\"([^\"]*+)\"|([^\";:,]*+))");

    /**
     * Parses a line.
     *
     * @throws InvalidInputException naming the line if it is not {@code NAME;PARAMETER=value:value}
     */
    static ContentLine parse(int number, String text) {
        Matcher name = NAME.matcher(text);
        if (!name.lookingAt()) {
            throw error(number, "it must begin with the name of a property, followed by a colon and a value");
        }
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        int end = parameters(number, text, name.end(), parameters);
        if (end == text.length() || text.charAt(end) != ':') {
            throw error(number, end == name.end() && !text.startsWith(";", end) ? NO_COLON : INVALID_PARAMETER);
        }
        return new ContentLine(number, upper(name.group()), parameters, text.substring(end + 1), text);
    }

    /** Reads the parameters, and returns the index of the first character after them. */
    private static int parameters(int number, String text, int start, Map<String, List<String>> parameters) {
        Matcher found = PARAMETER.matcher(text).region(start, text.length());
        List<String> values = new ArrayList<>();
        int end = start;
        while (found.find() && (found.group(1) != null || !parameters.isEmpty())) {
            if (found.group(1) != null) {
                values = new ArrayList<>();
                if (parameters.put(upper(found.group(1)), values) != null) {
                    throw error(number, "it has the same parameter twice");
                }
            }
            values.add(found.group(2) != null ? found.group(2) : found.group(3));
            end = found.end();
        }
        return end;
    }

    /** The first value of a parameter, or null if it is not given. */
    @Nullable
    String parameter(String parameter) {
        List<String> values = parameters.get(parameter);
        return values == null ? null : values.get(0);
    }

    /** Whether the value is the given one, in any case. */
    boolean hasValue(String expected) {
        return value.strip().equalsIgnoreCase(expected);
    }

    /** An error in this line. */
    InvalidInputException error(String problem) {
        return error(number, problem);
    }

    /** An error in a line. */
    static InvalidInputException error(int number, String problem) {
        return new InvalidInputException("calendar", "calendar, line " + number + ": " + problem);
    }

    private static String upper(String name) {
        return name.toUpperCase(Locale.ROOT);
    }
}
