package telltale.message.source;

import java.nio.charset.StandardCharsets;

/** Searches in the octets of a mail. */
final class Octets {
    private Octets() {}

    /** The index after the line that begins at an index, or after the last octet. */
    static int nextLine(byte[] octets, int start, int end) {
        for (int i = start; i < end; i++) {
            if (octets[i] == '\n') {
                return i + 1;
            }
        }
        return end;
    }

    static boolean startsWith(byte[] octets, int start, int end, byte[] prefix) {
        if (start + prefix.length > end) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (octets[start + i] != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    static String ascii(byte[] octets, int start, int end) {
        return new String(octets, start, end - start, StandardCharsets.US_ASCII);
    }

    static boolean hasEightBit(byte[] octets, int start, int end) {
        for (int i = start; i < end; i++) {
            if (octets[i] < 0) {
                return true;
            }
        }
        return false;
    }

    /** The length of the longest line, without its line end. */
    static int longestLine(byte[] octets) {
        int longest = 0;
        int line = 0;
        for (int i = 0; i < octets.length; i++) {
            line = octets[i] == '\r' || octets[i] == '\n' ? 0 : line + 1;
            longest = Math.max(longest, line);
        }
        return longest;
    }
}
