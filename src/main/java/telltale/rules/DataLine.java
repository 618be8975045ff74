package telltale.rules;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A line of a data file that is neither blank nor a comment. */
public record DataLine(String file, int number, String text) {
    private static final String VERSION = "version: ";
    private static final int MAX_QUOTE_LENGTH = 32;

    /** The lines of a file. */
    public static List<DataLine> of(String file, String text) {
        List<DataLine> lines = new ArrayList<>();
        each(file, text).forEachRemaining(lines::add);
        return lines;
    }

    /**
     * The version that a file begins with.
     *
     * @param lines the lines of the file
     * @throws InvalidDataFileException if the first line is not {@code version: } and the version
     */
    public static String version(String file, List<DataLine> lines) {
        if (lines.isEmpty() || !lines.get(0).text.startsWith(VERSION)) {
            throw new InvalidDataFileException(
                    file, lines.isEmpty() ? 1 : lines.get(0).number, "the first line must be the version");
        }
        return lines.get(0).text.substring(VERSION.length());
    }

    /** Iterates over the lines, for long files. */
    public static Iterator<DataLine> each(String file, String text) {
        return new Each(file, text.lines().iterator());
    }

    /** The part before the first colon that a space follows. */
    public String key() {
        int colon = text.indexOf(": ");
        if (colon < 0) {
            throw error("expected a key, a colon and a space");
        }
        return text.substring(0, colon);
    }

    /** The part after that colon. */
    public String value() {
        return text.substring(text.indexOf(": ") + 2).strip();
    }

    /** The value as a list whose members are separated by this character. */
    public List<String> values(char separator) {
        return Arrays.stream(value().split(java.util.regex.Pattern.quote(String.valueOf(separator)), -1))
                .map(String::strip)
                .toList();
    }

    /**
     * The constant that the value names.
     *
     * @param word the name of a constant in the file
     * @throws InvalidDataFileException if there is none
     */
    public <E extends Enum<E>> E constant(Class<E> type, Function<? super E, String> word) {
        return constant(value(), type, word);
    }

    /** The constants that the value names, separated by commas. */
    public <E extends Enum<E>> Set<E> constants(Class<E> type, Function<? super E, String> word) {
        Set<E> constants = EnumSet.noneOf(type);
        values(',').forEach(name -> constants.add(constant(name, type, word)));
        return constants;
    }

    /**
     * The constant with a name that stands somewhere in the line.
     *
     * @throws InvalidDataFileException if there is none
     */
    public <E extends Enum<E>> E constant(String name, Class<E> type, Function<? super E, String> word) {
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> word.apply(constant).equals(name))
                .findFirst()
                .orElseThrow(() -> error("\"" + name + "\" is not one of "
                        + Arrays.stream(type.getEnumConstants()).map(word).collect(Collectors.joining(", "))));
    }

    /** The exception to throw for this line. */
    public InvalidDataFileException error(String sentence) {
        return new InvalidDataFileException(file, number, sentence);
    }

    /** The line in quotes, truncated for a message. */
    public String quoted() {
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
