package telltale.model;

import java.util.Arrays;

/**
 * The rules for a message that is attached as {@code message/rfc822}: it cannot be encoded (RFC 2046 section 5.2.1), so
 * that every server transports it only if it is 7bit data (RFC 2045 section 2.7).
 */
final class EmbeddedMessage {
    /** Octets of a line without its end (RFC 5322 section 2.1.1). */
    private static final int MAX_LINE_LENGTH = 998;

    private EmbeddedMessage() {}

    /**
     * Returns the message with lines ended by CRLF, its canonical form.
     *
     * @throws InvalidInputException if it is not 7bit data
     */
    static ImmutableBytes canonical(ImmutableBytes message) {
        byte[] octets = message.toBytes();
        byte[] lines = new byte[octets.length + lineFeeds(octets)];
        int length = 0;
        int column = 0;
        for (int i = 0; i < octets.length; i++) {
            boolean isEnd = octets[i] == '\n' || (octets[i] == '\r' && i + 1 < octets.length && octets[i + 1] == '\n');
            if (isEnd) {
                i += octets[i] == '\r' ? 1 : 0;
                lines[length++] = '\r';
                lines[length++] = '\n';
                column = 0;
            } else {
                check(octets[i], ++column);
                lines[length++] = octets[i];
            }
        }
        return new ImmutableBytes(Arrays.copyOf(lines, length));
    }

    private static int lineFeeds(byte[] octets) {
        int count = 0;
        for (byte octet : octets) {
            count += octet == '\n' ? 1 : 0;
        }
        return count;
    }

    private static void check(byte octet, int column) {
        if (octet <= 0) {
            throw invalid("an octet that is not ASCII");
        }
        if (octet == '\r') {
            throw invalid("a carriage return without a line feed");
        }
        if (column > MAX_LINE_LENGTH) {
            throw invalid("a line with more than " + MAX_LINE_LENGTH + " octets");
        }
    }

    private static InvalidInputException invalid(String found) {
        return new InvalidInputException(
                "content",
                "a message/rfc822 cannot be encoded, and this one has " + found
                        + "; attach it as application/octet-stream");
    }
}
