package telltale.inbound;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Reads the fields of headers and of report parts (RFC 3464 section 2.1) as real programs write them: any line ends, blank
 * lines with spaces, space around the colon, and continuation lines that are not indented.
 */
final class FieldReader {
    /** More fields than any report of hundreds of recipients has. */
    static final int MAX_FIELDS = 5_000;

    private static final int MAX_VALUE_LENGTH = 8_000;

    private FieldReader() {}

    /** The fields up to the first blank line. */
    static Fields header(String text) {
        Iterator<Fields> blocks = blocks(text, 1).iterator();
        return blocks.hasNext() ? blocks.next() : new Fields();
    }

    /** All blocks of fields, which blank lines separate. */
    static List<Fields> blocks(String text) {
        return blocks(text, Integer.MAX_VALUE);
    }

    private static List<Fields> blocks(String text, int maxBlocks) {
        List<Fields> blocks = new ArrayList<>();
        Fields block = new Fields();
        Collector field = new Collector();
        int count = 0;
        for (Lines lines = new Lines(text); lines.next() && count < MAX_FIELDS; ) {
            if (lines.isBlank()) {
                field.endIn(block);
                if (!block.isEmpty()) {
                    blocks.add(block);
                    block = new Fields();
                }
                if (blocks.size() == maxBlocks) {
                    return blocks;
                }
                continue;
            }
            int colon = lines.colonAfterName();
            if (colon < 0) {
                field.append(lines);
            } else {
                field.endIn(block);
                field.begin(lines, colon);
                count++;
            }
        }
        field.endIn(block);
        if (!block.isEmpty()) {
            blocks.add(block);
        }
        return blocks;
    }

    /** The field that is being read. */
    private static final class Collector {
        private String name = "";
        private final StringBuilder value = new StringBuilder();

        void begin(Lines lines, int colon) {
            name = lines.text().substring(lines.start(), colon).strip();
            value.setLength(0);
            add(lines.text().substring(colon + 1, lines.end()));
        }

        void append(Lines lines) {
            if (!name.isEmpty() && value.length() < MAX_VALUE_LENGTH) {
                add(lines.text().substring(lines.start(), lines.end()));
            }
        }

        private void add(String text) {
            String stripped = text.strip();
            if (!stripped.isEmpty()) {
                value.append(value.isEmpty() ? "" : " ")
                        .append(stripped, 0, Math.min(stripped.length(), MAX_VALUE_LENGTH));
            }
        }

        void endIn(Fields block) {
            if (!name.isEmpty()) {
                block.add(name, value.toString());
            }
            name = "";
        }
    }
}
