package telltale.judging;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** A line of a data file that is neither blank nor a comment. */
record DataLine(String file, int number, String text) {
    private static final int MAX_QUOTE_LENGTH = 32;

    static List<DataLine> of(String file, String text) {
        List<DataLine> lines = new ArrayList<>();
        each(file, text).forEachRemaining(lines::add);
        return lines;
    }

    /** Iterates over the lines, for long files. */
    static Iterator<DataLine> each(String file, String text) {
        return new Each(file, text.lines().iterator());
    }

    /** The exception to throw for this line. */
    InvalidDataFileException error(String sentence) {
        return new InvalidDataFileException(file, number, sentence);
    }

    /** The line in quotes, truncated for a message. */
    String quoted() {
        String shown = text.length() <= MAX_QUOTE_LENGTH ? text : text.substring(0, MAX_QUOTE_LENGTH) + "…";
        return '"' + shown.replaceAll("\\p{Cntrl}", "?") + '"';
    }

    private static final class Each implements Iterator<DataLine> {
        private final String file;
        private final Iterator<String> lines;
        private int number;
        private @Nullable DataLine next;

        Each(String file, Iterator<String> lines) {
            this.file = file;
            this.lines = lines;
            this.next = read();
        }

        @Override
        public boolean hasNext() {
            return next != null;
        }

        @Override
        public DataLine next() {
            DataLine line = next;
            if (line == null) {
                throw new NoSuchElementException(file);
            }
            next = read();
            return line;
        }

        private @Nullable DataLine read() {
            while (lines.hasNext()) {
                String line = lines.next();
                number++;
                if (!line.isBlank() && !line.startsWith("#")) {
                    return new DataLine(file, number, line.strip());
                }
            }
            return null;
        }
    }
}
