package telltale.model;

import java.util.regex.Pattern;

/**
 * The target of a tracked link: an absolute http or https URL, exactly as it is sent in a {@code Location} field.
 *
 * @param url printable ASCII, without a space at either end
 */
public record Destination(String url) {
    /**
     * Scheme, user information, host, port, rest (RFC 3986 section 3). A backslash ends the authority as a slash does,
     * because that is how browsers read it (WHATWG URL section 4.4, authority state).
     */
    private static final Pattern ABSOLUTE = Pattern.compile(
            "https?://(?:[^/\\\\?# ]*@)?[^/\\\\?#@: ][^/\\\\?#@ ]*(?:[/\\\\?#].*)?", Pattern.CASE_INSENSITIVE);

    /** @throws IllegalArgumentException if it is anything else; the message does not contain the URL */
    public Destination {
        if (!isPrintable(url) || url.endsWith(" ") || !ABSOLUTE.matcher(url).matches()) {
            throw new IllegalArgumentException(
                    "a link must be an absolute http or https URL in printable ASCII characters");
        }
    }

    private static boolean isPrintable(String url) {
        for (int i = 0; i < url.length(); i++) {
            if (url.charAt(i) < ' ' || url.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }
}
