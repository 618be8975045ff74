package telltale.message;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import telltale.model.HeaderField;
import telltale.model.InvalidInputException;

/** The rules for a sender's own header fields for one-click unsubscribe (RFC 2369 section 3.2, RFC 8058 section 3.1). */
public final class OneClickFields {
    private static final String UNSUBSCRIBE = "List-Unsubscribe";
    private static final String POST = "List-Unsubscribe-Post";
    private static final String POST_VALUE = "List-Unsubscribe=One-Click";
    private static final Pattern URI = Pattern.compile("<\\s*([a-z][a-z0-9+.-]*):[^<>]*>", Pattern.CASE_INSENSITIVE);

    private OneClickFields() {}

    /**
     * Checks that {@code List-Unsubscribe-Post} promises one-click for an address in the same message that supports it: the
     * sender's own {@code List-Unsubscribe} has one https URI and no http URI.
     *
     * @throws InvalidInputException naming the field that is missing, repeated or wrong
     */
    public static void check(List<HeaderField> fields) {
        List<String> unsubscribe = values(fields, UNSUBSCRIBE);
        List<String> post = values(fields, POST);
        if (unsubscribe.size() > 1 || post.size() > 1) {
            throw invalid((post.size() > 1 ? POST : UNSUBSCRIBE) + " is given twice");
        }
        if (post.isEmpty()) {
            return;
        }
        if (unsubscribe.isEmpty()) {
            throw invalid(POST + " needs " + UNSUBSCRIBE
                    + " in headers (RFC 8058 section 3.1); bulk mail without either gets both");
        }
        if (!post.get(0).strip().equals(POST_VALUE)) {
            throw invalid(POST + " must be " + POST_VALUE + " (RFC 8058 section 3.1)");
        }
        if (!supportsOneClick(unsubscribe.get(0))) {
            throw invalid(UNSUBSCRIBE + " must have one https address in angle brackets, and none of http, because "
                    + POST + " is given (RFC 8058 section 3.1)");
        }
    }

    private static boolean supportsOneClick(String unsubscribe) {
        List<String> schemes = URI.matcher(unsubscribe)
                .results()
                .map(OneClickFields::scheme)
                .filter(scheme -> scheme.regionMatches(true, 0, "http", 0, "http".length()))
                .toList();
        return schemes.size() == 1 && schemes.get(0).equalsIgnoreCase("https");
    }

    private static String scheme(MatchResult uri) {
        return uri.group(1);
    }

    private static List<String> values(List<HeaderField> fields, String name) {
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(HeaderField::value)
                .toList();
    }

    private static InvalidInputException invalid(String problem) {
        return new InvalidInputException("headers", "headers." + problem);
    }
}
