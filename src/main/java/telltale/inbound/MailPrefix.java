package telltale.inbound;

import java.io.IOException;
import java.io.InputStream;

/**
 * The beginning of a mail. It bounds what one mail costs: what a report says precedes the copy of the message in it, which
 * can have any size, and a parser needs memory for each line of a header and each part.
 */
final class MailPrefix {
    static final int MAX_SIZE = 2 << 20;
    static final int MAX_LINES = 50_000;
    /** Lines that start with two hyphens, as boundaries between parts do. */
    static final int MAX_BOUNDARIES = 1_000;

    private MailPrefix() {}

    /**
     * Reads up to a number of octets.
     *
     * @throws IOException if the stream cannot be read
     */
    static byte[] read(InputStream in) throws IOException {
        return in.readNBytes(MAX_SIZE);
    }

    /** The size of the part of a mail with a permitted number of octets, lines, and lines that may be boundaries. */
    static int sizeOf(byte[] mail) {
        int size = Math.min(mail.length, MAX_SIZE);
        int lines = 0;
        int boundaries = 0;
        for (int i = 0; i < size; i++) {
            boolean isLineEnd = mail[i] == '\n' || (mail[i] == '\r' && (i + 1 == size || mail[i + 1] != '\n'));
            if (!isLineEnd) {
                continue;
            }
            lines++;
            boundaries += i + 2 < size && mail[i + 1] == '-' && mail[i + 2] == '-' ? 1 : 0;
            if (lines == MAX_LINES || boundaries == MAX_BOUNDARIES) {
                return i + 1;
            }
        }
        return size;
    }
}
