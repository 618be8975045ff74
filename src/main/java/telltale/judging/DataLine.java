package telltale.judging;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** A line of a data file that says something: neither empty nor a comment. */
record DataLine(String file, int number, String text) {
    private static final int LONGEST_QUOTE = 32;

    static List<DataLine> of(String file, String text) {
        List<DataLine> lines = new ArrayList<>();
        each(file, text).forEachRemaining(lines::add);
        return lines;
    }

    /** One after the other, for a long file. */
    static Iterator<DataLine> each(String file, String text) {
        return new Each(file, text.lines().iterator());
    }

    /** What to throw because of this line. */
    InvalidDataFileException bad(String sentence) {
        return new InvalidDataFileException(file, number, sentence);
    }

    /** The line in quotes, as much of it as a message can hold. */
    String quoted() {
        String shown = text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "…";
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
