package telltale.doctor.delivery;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An Authentication-Results field (RFC 8601 section 2.2): what a receiving server found about a mail.
 *
 * @param server the authserv-id, the server that wrote it
 * @param results the results by method, such as {@code pass} for {@code spf}; of several for a method a pass, else the first
 */
record AuthenticationResults(String server, Map<String, String> results) {
    private static final Pattern COMMENT = Pattern.compile("\\([^()]*\\)");
    private static final Pattern RESULT =
            Pattern.compile("\\s*([A-Za-z][A-Za-z0-9-]*)(?:/[0-9]+)?\\s*=\\s*([A-Za-z]+)\\b.*", Pattern.DOTALL);

    AuthenticationResults {
        results = Map.copyOf(results);
    }

    /** Parses the value of a field. */
    static AuthenticationResults parse(String value) {
        String[] parts = withoutComments(value).split(";", -1);
        Map<String, String> results = new LinkedHashMap<>();
        for (int i = 1; i < parts.length; i++) {
            Matcher result = RESULT.matcher(parts[i]);
            if (result.matches()) {
                results.merge(
                        result.group(1).toLowerCase(Locale.ROOT),
                        result.group(2).toLowerCase(Locale.ROOT),
                        (first, next) -> next.equals("pass") ? next : first);
            }
        }
        return new AuthenticationResults(parts[0].strip().split("\\s+", -1)[0].toLowerCase(Locale.ROOT), results);
    }

    /** Comments may be nested (RFC 5322 section 3.2.2). */
    private static String withoutComments(String value) {
        String before = value;
        String after = COMMENT.matcher(before).replaceAll(" ");
        while (!after.equals(before)) {
            before = after;
            after = COMMENT.matcher(before).replaceAll(" ");
        }
        return after;
    }

    /** The result of a method; empty if the server did not state one. */
    Optional<String> of(String method) {
        return Optional.ofNullable(results.get(method));
    }
}
