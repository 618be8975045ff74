package telltale.sending;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The codes at the beginning of an SMTP reply.
 *
 * @param code the three digits (RFC 5321 section 4.2), or 0 if the text is not a reply
 * @param status the enhanced status code (RFC 3463), or null
 */
record ReplyCode(int code, @Nullable String status) {
    private static final Pattern CODES =
            Pattern.compile("([2-5]\\d\\d)[ -](?:([245]\\.\\d{1,3}\\.\\d{1,3})(?=\\s|$))?.*");
    /** "Service not available, closing transmission channel" (RFC 5321 section 4.2.3). */
    private static final int CLOSING = 421;

    static ReplyCode parse(String detail) {
        Matcher codes = CODES.matcher(detail);
        return codes.matches()
                ? new ReplyCode(Integer.parseInt(codes.group(1)), codes.group(2))
                : new ReplyCode(0, null);
    }

    /** Whether the server throttles: it closes the connection, or gives a policy reason (RFC 3463 section 3.8: X.7.X). */
    boolean isThrottling() {
        return code == CLOSING || (status != null && status.startsWith("4.7."));
    }
}
