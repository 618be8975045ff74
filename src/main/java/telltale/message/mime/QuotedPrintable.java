package telltale.message.mime;

import java.nio.charset.StandardCharsets;

/** A writer of quoted-printable text (RFC 2045 section 6.7): lines of at most 76 ASCII characters, ended by CRLF. */
final class QuotedPrintable {
    /** One column is reserved for the "=" of a soft line break. */
    private static final int MAX_LINE_LENGTH = 76 - 1;

    private static final byte[] LINE_END = ascii("\r\n");
    private static final byte[] SOFT_LINE_END = ascii("=\r\n");
    private static final byte[] SPACE = ascii("=20");
    private static final byte[] TAB = ascii("=09");

    private final ByteSink wire;
    private int column;

    private QuotedPrintable(ByteSink wire) {
        this.wire = wire;
    }

    /** Writes the segments as one text. */
    static void write(Iterable<QuotedPrintableSegment> segments, ByteSink wire) {
        QuotedPrintable encoder = new QuotedPrintable(wire);
        for (QuotedPrintableSegment segment : segments) {
            encoder.write(segment);
        }
        encoder.quoteTrailingSpace();
    }

    private void write(QuotedPrintableSegment segment) {
        write(segment.lines().get(0));
        for (int i = 1; i < segment.lines().size(); i++) {
            quoteTrailingSpace();
            wire.add(LINE_END);
            column = 0;
            write(segment.lines().get(i));
        }
    }

    private void write(byte[] line) {
        int written = 0;
        while (written < line.length) {
            int end = fittingEnd(line, written);
            if (end == written) {
                wire.add(SOFT_LINE_END);
                column = 0;
            } else {
                wire.add(line, written, end);
                column += end - written;
                written = end;
            }
        }
    }

    /** The end of the part that fits on the line without splitting an escape. */
    private int fittingEnd(byte[] line, int start) {
        int end = start + MAX_LINE_LENGTH - column;
        if (end >= line.length) {
            return line.length;
        }
        for (int before = 1; before <= 2 && end - before >= start; before++) {
            if (line[end - before] == '=') {
                return end - before;
            }
        }
        return end;
    }

    /** Quotes white space at the end of a line, which mail servers may strip. */
    private void quoteTrailingSpace() {
        byte last = column == 0 ? 0 : wire.last();
        if (last == ' ' || last == '\t') {
            wire.dropLast();
            column--;
            write(last == ' ' ? SPACE : TAB);
        }
    }

    private static byte[] ascii(String octets) {
        return octets.getBytes(StandardCharsets.US_ASCII);
    }
}
