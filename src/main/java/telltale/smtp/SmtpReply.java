package telltale.smtp;

import java.util.regex.Pattern;

/**
 * A server's reply to one command (RFC 5321 section 4.2).
 *
 * @param text all lines, including their codes
 */
record SmtpReply(int code, String text) {
    /** Each line after the first repeats the code (RFC 5321 section 4.2.1) and often the enhanced one (RFC 2034). */
    private static final Pattern NEXT_LINE =
            Pattern.compile("\\R(?:\\d{3}[ -]?)(?:[245]\\.\\d{1,3}\\.\\d{1,3}(?=\\s|$))?[ \\t]*");

    private static final Pattern FIRST_LINE = Pattern.compile("^(\\d{3})-");

    /** Whether the command succeeded (2yz). */
    boolean isPositive() {
        return code / 100 == 2;
    }

    /** Whether the command failed temporarily (4yz). */
    boolean isTransient() {
        return code / 100 == 4;
    }

    /** Whether the command failed permanently (5yz). */
    boolean isPermanent() {
        return code / 100 == 5;
    }

    /** The reply as one line that contains the code once. */
    String inOneLine() {
        String first = FIRST_LINE.matcher(text.strip()).replaceFirst("$1 ");
        return NEXT_LINE.matcher(first).replaceAll(" ");
    }
}
