package telltale.web.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BoundedLinesTest {
    private static final String TOO_LONG = "too long";

    private static final int LONG = 300_000;

    @Test
    void blankLinesAreSkippedAndTheLastLineNeedsNoTerminator() throws Exception {
        assertEquals(List.of("a", "b\r", "c"), read("a\n\n \t\r\nb\r\n\nc"));
        assertEquals(List.of(), read("\r\n \n"));
        assertEquals(List.of(), read(""));
    }

    @Test
    void aTooLongLineIsSkippedAndTheNextIsRead() throws Exception {
        assertEquals(List.of("12345678", TOO_LONG, "x", TOO_LONG), read("12345678\n123456789\nx\n" + "y".repeat(99)));
    }

    @Test
    void linesAreIndependentOfTheChunksInWhichTheyArrive() throws Exception {
        String text = "12345678\n123456789\n\n \nx\n" + "y".repeat(99) + "\n87654321";
        for (int size = 1; size <= 20; size++) {
            assertEquals(List.of("12345678", TOO_LONG, "x", TOO_LONG, "87654321"), read(inPieces(text, size)));
        }
    }

    private static InputStream inPieces(String text, int size) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {
            @Override
            public synchronized int read(byte[] bytes, int offset, int length) {
                return super.read(bytes, offset, Math.min(size, length));
            }
        };
    }

    /** A gigabyte exceeds the heap of the tests. */
    @Test
    void aLineOfAGigabyteNeedsNoMemory() throws Exception {
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
        BoundedLines.Line line = new BoundedLines(endless, 100, new BodyBudget(0)).next();
        assertTrue(line != null && line.isTooLong() && line.bytes().length == 0);
    }

    @Test
    void longLinesOfAllStreamsShareOneBudget() throws Exception {
        BodyBudget budget = new BodyBudget(1 << 20);
        BoundedLines first = longLines(budget);
        BoundedLines second = longLines(budget);
        BoundedLines.Line held = first.next();
        BoundedLines.Line refused = second.next();
        assertTrue(held != null && held.bytes().length == LONG);
        assertTrue(refused != null && refused.isOverBudget() && refused.bytes().length == 0);
        assertEquals("short", text(second.next()), "the rest of the stream goes on");

        assertEquals("short", text(first.next()), "what the long line took is given back");
        assertEquals(0, budget.used());
        BoundedLines.Line later = longLines(budget).next();
        assertTrue(later != null && later.bytes().length == LONG);
    }

    private static BoundedLines longLines(BodyBudget budget) {
        byte[] stream = ("x".repeat(LONG) + "\nshort\n").getBytes(StandardCharsets.UTF_8);
        return new BoundedLines(new ByteArrayInputStream(stream), 2 * LONG, budget);
    }

    private static String text(BoundedLines.@Nullable Line line) {
        return line == null ? "" : new String(line.bytes(), StandardCharsets.UTF_8);
    }

    private static List<String> read(String text) throws IOException {
        return read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<String> read(InputStream text) throws IOException {
        BoundedLines lines = new BoundedLines(text, 8, new BodyBudget(0));
        List<String> all = new ArrayList<>();
        for (BoundedLines.Line line = lines.next(); line != null; line = lines.next()) {
            all.add(line.isTooLong() ? TOO_LONG : new String(line.bytes(), StandardCharsets.UTF_8));
        }
        return all;
    }
}
