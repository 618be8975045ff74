package telltale.doctor.delivery;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import telltale.inbound.MailHeader;
import telltale.model.ImmutableBytes;

/** A mail as it was received. Only the topmost fields were written by the receiving server. */
final class ReceivedMail {
    private static final Pattern SOFT_BREAK = Pattern.compile("=[ \\t]*\\r?\\n");
    private static final Pattern ESCAPED = Pattern.compile("=([0-9A-F]{2})");
    private static final Pattern BASE64_LINES = Pattern.compile("(?:[A-Za-z0-9+/]{60,76}\\r?\\n)+[A-Za-z0-9+/]*={0,2}");
    private static final Pattern URL = Pattern.compile("https?://[^\\s\"'<>)]+");

    private final MailHeader header;
    private final byte[] octets;

    ReceivedMail(ImmutableBytes octets) {
        this.octets = octets.toBytes();
        this.header = MailHeader.of(this.octets);
    }

    /** How many octets of it are known. */
    int size() {
        return octets.length;
    }

    /** The values of all fields with this name, in lower case, the topmost first. */
    List<String> all(String name) {
        return header.all(name).toList();
    }

    /** What the receiving server found: other fields of this name may be invented (RFC 8601 section 7.1). */
    Optional<AuthenticationResults> results() {
        return header.all("authentication-results").findFirst().map(AuthenticationResults::parse);
    }

    /** The DKIM signatures. */
    List<DkimSignature> signatures() {
        return header.all("dkim-signature")
                .flatMap(value -> DkimSignature.parse(value).stream())
                .toList();
    }

    /** Whether the beginning of the body is known. */
    boolean hasBody() {
        return !body().isBlank();
    }

    /** The URLs in its parts that begin with a prefix, whatever encoding the parts have. */
    Set<String> urls(String prefix) {
        Set<String> urls = new TreeSet<>();
        String plain = quotedPrintable(body());
        Matcher url = URL.matcher(plain + "\n" + base64(body()));
        while (url.find()) {
            String found = url.group().replace("&amp;", "&");
            if (found.startsWith(prefix)) {
                urls.add(found);
            }
        }
        return urls;
    }

    private String body() {
        String text = new String(octets, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        int start = end < 0 ? text.indexOf("\n\n") : end;
        return start < 0 ? "" : text.substring(start);
    }

    /** RFC 2045 section 6.7. Text in another encoding has hardly any escapes. */
    private static String quotedPrintable(String text) {
        return ESCAPED.matcher(SOFT_BREAK.matcher(text).replaceAll(""))
                .replaceAll(escape ->
                        Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(escape.group(1), 16))));
    }

    /** RFC 2045 section 6.8. */
    private static String base64(String text) {
        StringBuilder decoded = new StringBuilder();
        BASE64_LINES.matcher(text).results().forEach(block -> {
            try {
                decoded.append(new String(Base64.getMimeDecoder().decode(block.group()), StandardCharsets.ISO_8859_1));
            } catch (IllegalArgumentException otherText) {
                decoded.append('\n');
            }
        });
        return decoded.toString();
    }
}
