package telltale.model;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A mail server's reply to one command (RFC 5321 section 4.2).
 *
 * @param enhancedStatus the enhanced status code (RFC 3463), or null
 * @param text the reply in one line that begins with its codes
 */
public record SmtpReply(int code, @Nullable String enhancedStatus, String text) {
    /** Each line after the first repeats the code (RFC 5321 section 4.2.1) and often the enhanced one (RFC 2034). */
    private static final Pattern NEXT_LINE =
            Pattern.compile("\\R(?:\\d{3}[ -]?)(?:[245]\\.\\d{1,3}\\.\\d{1,3}(?=\\s|$))?[ \\t]*");

    private static final Pattern FIRST_LINE = Pattern.compile("^(\\d{3})-");
    private static final Pattern ENHANCED_STATUS = Pattern.compile("^\\d{3} ([245]\\.\\d{1,3}\\.\\d{1,3})(?=\\s|$)");
    /** "Service not available, closing transmission channel" (RFC 5321 section 4.2.3). */
    private static final int CLOSING = 421;

    /**
     * Parses a reply.
     *
     * @param lines all its lines, including their codes
     */
    public static SmtpReply parse(int code, String lines) {
        String first = FIRST_LINE.matcher(lines.strip()).replaceFirst("$1 ");
        String line = NEXT_LINE.matcher(first).replaceAll(" ");
        Matcher status = ENHANCED_STATUS.matcher(line);
        return new SmtpReply(code, status.find() ? status.group(1) : null, line);
    }

    /** Returns this reply with a text without secrets. */
    public SmtpReply withText(String safe) {
        return new SmtpReply(code, enhancedStatus, safe);
    }

    /** Whether the command succeeded (2yz). */
    public boolean isPositive() {
        return code / 100 == 2;
    }

    /** Whether the command failed temporarily (4yz). */
    public boolean isTransient() {
        return code / 100 == 4;
    }

    /** Whether the command failed permanently (5yz). */
    public boolean isPermanent() {
        return code / 100 == 5;
    }

    /** Whether the server closes the connection, for example after a timeout (RFC 3463 section 3.5: X.4.2). */
    public boolean isClosing() {
        return code == CLOSING || "4.4.2".equals(enhancedStatus);
    }

    /** Whether the failure is temporary and its reason is a policy (RFC 3463 section 3.8: X.7.X). */
    public boolean isPolicyDelay() {
        return isTransient() && enhancedStatus != null && enhancedStatus.startsWith("4.7.");
    }
}
