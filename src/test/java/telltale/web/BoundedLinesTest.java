package telltale.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BoundedLinesTest {
    private static final String TOO_LONG = "too long";

    @Test
    void blankLinesAreLeftOutAndTheLastNeedsNoEnd() throws Exception {
        assertEquals(List.of("a", "b\r", "c"), read("a\n\n \t\r\nb\r\n\nc"));
        assertEquals(List.of(), read("\r\n \n"));
        assertEquals(List.of(), read(""));
    }

    @Test
    void aLineThatIsTooLongIsSkippedToItsEndAndTheNextIsRead() throws Exception {
        assertEquals(List.of("12345678", TOO_LONG, "x", TOO_LONG), read("12345678\n123456789\nx\n" + "y".repeat(99)));
    }

    /** A gigabyte would not fit into the heap of the tests. */
    @Test
    void aLineOfAGigabyteTakesNoMemory() throws Exception {
        InputStream endless = new InputStream() {
            private long left = 1L << 30;

            @Override
            public int read() {
                return left-- > 0 ? 'x' : -1;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) {
                if (left <= 0) {
                    return -1;
                }
                java.util.Arrays.fill(bytes, offset, offset + length, (byte) 'x');
                left -= length;
                return length;
            }
        };
        BoundedLines.Line line = new BoundedLines(endless, 100).next();
        assertTrue(line != null && line.isTooLong() && line.bytes().length == 0);
    }

    private static List<String> read(String text) throws IOException {
        BoundedLines lines = new BoundedLines(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), 8);
        List<String> all = new ArrayList<>();
        for (BoundedLines.Line line = lines.next(); line != null; line = lines.next()) {
            all.add(line.isTooLong() ? TOO_LONG : new String(line.bytes(), StandardCharsets.UTF_8));
        }
        return all;
    }
}
