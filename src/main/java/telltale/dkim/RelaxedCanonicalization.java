package telltale.dkim;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/** Relaxed canonicalization (RFC 6376 section 3.4), in which changes of white space by relays have no effect. */
final class RelaxedCanonicalization {
    private static final Pattern SPACES = Pattern.compile("[ \t]+");

    private RelaxedCanonicalization() {}

    /**
     * Canonicalizes a header field (RFC 6376 section 3.4.2).
     *
     * @param field the field, possibly folded
     */
    static String field(String field) {
        int colon = field.indexOf(':');
        String value =
                SPACES.matcher(field.substring(colon + 1).replace("\r\n", "")).replaceAll(" ");
        return field.substring(0, colon).strip().toLowerCase(Locale.ROOT) + ":" + value.strip();
    }

    /**
     * Canonicalizes the body (RFC 6376 section 3.4.4).
     *
     * @param from the index in the message at which the body begins
     */
    static byte[] body(byte[] message, int from) {
        byte[] body = new byte[message.length - from + 2];
        int length = 0;
        int lineEnds = 0;
        boolean space = false;
        for (int i = from; i < message.length; i++) {
            if (message[i] == ' ' || message[i] == '\t') {
                space = true;
            } else if (message[i] == '\r' && i + 1 < message.length && message[i + 1] == '\n') {
                // Deferred until more text follows, because empty lines at the end are ignored.
                lineEnds++;
                space = false;
                i++;
            } else {
                for (; lineEnds > 0; lineEnds--) {
                    length = endLine(body, length);
                }
                if (space) {
                    body[length++] = ' ';
                    space = false;
                }
                body[length++] = message[i];
            }
        }
        return Arrays.copyOf(body, length == 0 ? 0 : endLine(body, length));
    }

    private static int endLine(byte[] body, int length) {
        body[length] = '\r';
        body[length + 1] = '\n';
        return length + 2;
    }
}
