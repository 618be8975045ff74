package telltale.message.mime;

import java.nio.charset.StandardCharsets;

/** Writes text in quoted-printable (RFC 2045 section 6.7): lines of at most 76 ASCII characters, ended by CRLF. */
final class QuotedPrintable {
    /** One column stays free for the "=" of a soft line break. */
    private static final int LONGEST_LINE = 76 - 1;

    private static final byte[] LINE_END = ascii("\r\n");
    private static final byte[] SOFT_LINE_END = ascii("=\r\n");
    private static final byte[] SPACE = ascii("=20");
    private static final byte[] TAB = ascii("=09");

    private final ByteSink wire;
    private int column;

    private QuotedPrintable(ByteSink wire) {
        this.wire = wire;
    }

    /** Writes pieces as one text. */
    static void write(Iterable<QuotedPrintableSegment> pieces, ByteSink wire) {
        QuotedPrintable encoder = new QuotedPrintable(wire);
        for (QuotedPrintableSegment piece : pieces) {
            encoder.write(piece);
        }
        encoder.quoteLastBlank();
    }

    private void write(QuotedPrintableSegment piece) {
        write(piece.lines().get(0));
        for (int i = 1; i < piece.lines().size(); i++) {
            quoteLastBlank();
            wire.add(LINE_END);
            column = 0;
            write(piece.lines().get(i));
        }
    }

    private void write(byte[] line) {
        int written = 0;
        while (written < line.length) {
            int end = fitting(line, written);
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

    /** Where the part ends that fits on the line, with no quoted octet cut into two. */
    private int fitting(byte[] line, int start) {
        int end = start + LONGEST_LINE - column;
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

    /** A blank at the end of a line would be lost on the way. */
    private void quoteLastBlank() {
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
