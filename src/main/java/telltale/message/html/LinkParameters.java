package telltale.message.html;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import telltale.model.Destination;
import telltale.model.InvalidInputException;

/**
 * Query parameters that are appended to the links of a message, such as {@code utm_source}. They are the same for all
 * recipients, and only links to the given domains get them.
 *
 * @param values the values by name, in the order in which they are appended
 * @param domains domains in ASCII and lower case; each stands for its subdomains, too
 */
public record LinkParameters(Map<String, String> values, List<String> domains) {
    /** No parameters: links stay as the sender wrote them. */
    public static final LinkParameters NONE = new LinkParameters(Map.of(), List.of());

    public static final int MAX_PARAMETERS = 20;
    public static final int MAX_NAME_LENGTH = 64;
    public static final int MAX_VALUE_LENGTH = 250;
    public static final int MAX_DOMAINS = 100;

    /** The characters that need no encoding anywhere in a URL (RFC 3986 section 2.3), besides letters and digits. */
    private static final String UNRESERVED = "-._~";

    public LinkParameters {
        if (values.size() > MAX_PARAMETERS) {
            throw new InvalidInputException("utm", "utm is limited to " + MAX_PARAMETERS + " parameters");
        }
        if (domains.size() > MAX_DOMAINS) {
            throw new InvalidInputException("utm.domains", "utm.domains is limited to " + MAX_DOMAINS + " domains");
        }
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        domains = List.copyOf(domains);
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    /**
     * Appends the parameters to a URL. Its query and its fragment are kept byte for byte, and a parameter that the query
     * already has keeps the sender's value.
     *
     * @return the same destination if it is not in one of the domains, or is signed
     */
    Destination appendTo(Destination destination) {
        LinkUrl url = LinkUrl.of(destination);
        if (!isListed(url.host()) || SignedUrls.isSigned(url)) {
            return destination;
        }
        Set<String> present = url.fieldNames();
        String added = values.entrySet().stream()
                .filter(one -> !present.contains(one.getKey()))
                .map(one -> encoded(one.getKey()) + "=" + encoded(one.getValue()))
                .collect(Collectors.joining("&"));
        return added.isEmpty() ? destination : url.append(added);
    }

    private boolean isListed(String host) {
        return domains.stream().anyMatch(domain -> host.equals(domain) || host.endsWith("." + domain));
    }

    /** Percent-encodes the UTF-8 octets of a text (RFC 3986 section 2.5). */
    private static String encoded(String text) {
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            if (octet > 0 && (Character.isLetterOrDigit(octet) || UNRESERVED.indexOf(octet) >= 0)) {
                encoded.append((char) octet);
            } else {
                encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(octet));
            }
        }
        return encoded.toString();
    }
}
