package telltale.dkim;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/** The form of a mail that a signature covers: what relays change about spaces makes no difference in it. */
final class RelaxedCanonicalization {
    private static final Pattern SPACES = Pattern.compile("[ \t]+");

    private RelaxedCanonicalization() {}

    /**
     * RFC 6376 section 3.4.2.
     *
     * @param field its folded lines
     */
    static String field(String field) {
        int colon = field.indexOf(':');
        String value =
                SPACES.matcher(field.substring(colon + 1).replace("\r\n", "")).replaceAll(" ");
        return field.substring(0, colon).strip().toLowerCase(Locale.ROOT) + ":" + value.strip();
    }

    /**
     * RFC 6376 section 3.4.4.
     *
     * @param from where the body begins in the mail
     */
    static byte[] body(byte[] mail, int from) {
        byte[] body = new byte[mail.length - from + 2];
        int length = 0;
        int lineEnds = 0;
        boolean space = false;
        for (int i = from; i < mail.length; i++) {
            if (mail[i] == ' ' || mail[i] == '\t') {
                space = true;
            } else if (mail[i] == '\r' && i + 1 < mail.length && mail[i + 1] == '\n') {
                // Kept back until something follows, because empty lines at the end do not count.
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
                body[length++] = mail[i];
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
