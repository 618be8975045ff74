package telltale.domains;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import telltale.model.WireConstant;

/**
 * A record that the owner of a domain publishes.
 *
 * @param name without a dot at its end
 * @param type such as TXT
 * @param text the content as the forms of DNS providers take it; null if only the owner knows it
 */
public record DnsRecord(
        Purpose purpose, String name, String type, @Nullable String text) {
    /** The octets of one string of a TXT record (RFC 1035 section 3.3). */
    private static final int MAX_STRING = 255;

    /** What a record is for. */
    public enum Purpose implements WireConstant {
        /** leads the tracking host to this server */
        TRACKING,
        /** a public key */
        DKIM,
        /** leads mail that comes back to where it is read */
        RETURN_PATH,
        /** permits the mail server to send for the domain of the envelope */
        SPF
    }

    /** The content as in a zone file: that of TXT as strings of at most 255 octets, which receivers join. */
    public @Nullable String value() {
        if (text == null || !type.equals("TXT")) {
            return text;
        }
        List<String> strings = new ArrayList<>();
        for (int from = 0; from < text.length(); from += MAX_STRING) {
            strings.add(text.substring(from, Math.min(text.length(), from + MAX_STRING)));
        }
        return strings.stream().map(string -> '"' + string + '"').collect(Collectors.joining(" "));
    }
}
