package telltale.message.source;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The value of a Content-Type or Content-Disposition field (RFC 2045 section 5.1, RFC 2183).
 *
 * @param value the value before the parameters, in lower case; empty if it is malformed
 * @param parameters by their names in lower case
 */
record ContentField(String value, Map<String, String> parameters) {
    private static final Pattern VALUE = Pattern.compile("\\s*([^\\s;()\"]+)\\s*");
    private static final Pattern PARAMETER =
            Pattern.compile(";\\s*([^\\s;=\"]+)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|([^\\s;\"]*))\\s*");
    private static final Pattern QUOTED_PAIR = Pattern.compile("\\\\(.)");

    /** Reads a value; what follows a malformed parameter is ignored. */
    static ContentField parse(String text) {
        Matcher start = VALUE.matcher(text);
        if (!start.lookingAt()) {
            return new ContentField("", Map.of());
        }
        Map<String, String> parameters = new HashMap<>();
        Matcher parameter = PARAMETER.matcher(text).region(start.end(), text.length());
        while (parameter.lookingAt()) {
            String quoted = parameter.group(2);
            parameters.putIfAbsent(
                    parameter.group(1).toLowerCase(Locale.ROOT),
                    quoted == null
                            ? parameter.group(3)
                            : QUOTED_PAIR.matcher(quoted).replaceAll("$1"));
            parameter.region(parameter.end(), text.length());
        }
        return new ContentField(start.group(1).toLowerCase(Locale.ROOT), Map.copyOf(parameters));
    }

    boolean is(String other) {
        return value.equals(other);
    }

    /** Whether there is a parameter of a name, also in the form of RFC 2231, such as {@code filename*0*}. */
    boolean hasName(String name) {
        return parameters.keySet().stream().anyMatch(each -> each.equals(name) || each.startsWith(name + "*"));
    }

    @Nullable
    String parameter(String name) {
        return parameters.get(name);
    }
}
