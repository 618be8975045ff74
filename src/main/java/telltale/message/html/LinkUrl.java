package telltale.message.html;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import telltale.model.Destination;

/**
 * An http or https URL, split without changing a byte.
 *
 * @param beforeQuery scheme, authority and path
 * @param query the query with its question mark, or empty
 * @param fragment the fragment with its number sign, or empty
 */
public record LinkUrl(String beforeQuery, String query, String fragment) {
    /** Some servers separate fields by semicolons, too (HTML 4.01 section B.2.2). */
    private static final Pattern SEPARATOR = Pattern.compile("[&;]");

    /** A field of a query, decoded. */
    record Field(String name, String value) {}

    public static LinkUrl of(Destination destination) {
        String url = destination.url();
        int hash = indexOf(url, '#', url.length());
        int mark = indexOf(url, '?', hash);
        return new LinkUrl(url.substring(0, mark), url.substring(mark, hash), url.substring(hash));
    }

    /** The host in lower case, without a final dot; an IPv6 address in brackets. */
    public String host() {
        int start = beforeQuery.indexOf("//") + 2;
        int end = start;
        while (end < beforeQuery.length() && "/\\".indexOf(beforeQuery.charAt(end)) < 0) {
            end++;
        }
        String authority = beforeQuery.substring(start, end);
        String hostAndPort = authority.substring(authority.lastIndexOf('@') + 1);
        int port = hostAndPort.indexOf(':', Math.max(0, hostAndPort.indexOf(']')));
        String host = port < 0 ? hostAndPort : hostAndPort.substring(0, port);
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    /** The fields of the query, in order. */
    List<Field> fields() {
        List<Field> fields = new ArrayList<>();
        for (String field : SEPARATOR.split(query.isEmpty() ? "" : query.substring(1), -1)) {
            int equals = indexOf(field, '=', field.length());
            fields.add(new Field(
                    decoded(field.substring(0, equals)),
                    decoded(field.substring(Math.min(equals + 1, field.length())))));
        }
        return fields;
    }

    Set<String> fieldNames() {
        return fields().stream().map(Field::name).collect(Collectors.toSet());
    }

    /** Appends encoded fields to the query. */
    Destination append(String fields) {
        String separator = query.isEmpty() ? "?" : query.equals("?") || query.endsWith("&") ? "" : "&";
        return new Destination(beforeQuery + query + separator + fields + fragment);
    }

    private static int indexOf(String text, char c, int end) {
        int at = text.indexOf(c);
        return at < 0 || at > end ? end : at;
    }

    private static String decoded(String encoded) {
        try {
            return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return encoded;
        }
    }
}
