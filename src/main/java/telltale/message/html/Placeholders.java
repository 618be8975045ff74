package telltale.message.html;

import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jsoup.parser.Parser;

/**
 * The rendered HTML of one recipient, separated into shared HTML and the recipient's own values.
 *
 * @param pieces the HTML with a mark in place of each value, in order; split at arbitrary positions, but equally for all
 *     recipients with the same HTML
 * @param values the recipient's values, escaped for HTML
 */
public record Placeholders(List<String> pieces, List<String> values) {
    // Private-use characters (Unicode 23.5) without a meaning in text. A text that contains them is not separated.
    private static final char BEGIN = '\ue000';
    private static final char END = '\ue001';
    private static final char FIRST_MARK = '\ue002';
    private static final char LAST_MARK = '\uf8ff';
    /** The marks of the recipient's links, which differ in each copy. */
    static final String UNSUBSCRIBE = String.valueOf(FIRST_MARK);

    static final String PREFERENCES = String.valueOf((char) (FIRST_MARK + 1));
    static final String CONSENT = String.valueOf((char) (FIRST_MARK + 2));
    static final String VIEW = String.valueOf((char) (FIRST_MARK + 3));
    private static final RecipientLinks NO_LINKS = new RecipientLinks("", "", "", "");
    private static final int RECIPIENT_LINKS = 4;
    private static final int MAX_VALUES = LAST_MARK - FIRST_MARK - RECIPIENT_LINKS;
    /** The maximum number of pieces; beyond it, copies have little in common, and the rest becomes one piece. */
    private static final int MAX_PIECES = 50_000;

    /** Invisible, although Unicode classifies it as a mark. */
    private static final char COMBINING_GRAPHEME_JOINER = '\u034f';

    public Placeholders {
        pieces = List.copyOf(pieces);
        values = List.copyOf(values);
    }

    /**
     * Marks a value that the template engine inserts into HTML, so that {@link MarkedWriter} can find it. A value that could
     * affect the HTML around it is not marked and becomes part of the shared HTML.
     *
     * @param escaped the value escaped for HTML
     */
    public static String marked(String value, String escaped) {
        boolean separable = !value.isEmpty()
                && !value.startsWith(" ")
                && !value.endsWith(" ")
                && !value.contains("  ")
                && isSeparable(value);
        return separable ? BEGIN + escaped + END : escaped;
    }

    /** Whether it has no control or invisible characters, and none that form placeholders or percent-encodings. */
    private static boolean isSeparable(String value) {
        int width;
        for (int i = 0; i < value.length(); i += width) {
            int c = value.codePointAt(i);
            width = Character.charCount(c);
            if (c == '{' || c == '}' || c == '%' || c == COMBINING_GRAPHEME_JOINER || (c != ' ' && isInvisible(c))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isInvisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    /** Whether a text contains characters that would be mistaken for marks, so that it cannot be separated. */
    public static boolean containsMarks(String text) {
        return countMarks(text) > 0;
    }

    /**
     * Receives the HTML from the template engine piece by piece; a marked value is never split. The input must not contain
     * other marks.
     */
    public static final class MarkedWriter extends Writer {
        private final List<String> pieces = new ArrayList<>();
        private final List<String> values = new ArrayList<>();
        private final StringBuilder rest = new StringBuilder();

        /** Returns the written HTML, separated. */
        public Placeholders toPlaceholders() {
            List<String> all = new ArrayList<>(pieces);
            if (!rest.isEmpty()) {
                all.add(rest.toString());
            }
            return new Placeholders(all, values);
        }

        // The engine passes the same string objects each time, so comparing and hashing them costs nothing.
        @Override
        public void write(String marked) {
            int copied = 0;
            for (int begin = marked.indexOf(BEGIN); begin >= 0; begin = marked.indexOf(BEGIN, copied)) {
                int end = marked.indexOf(END, begin);
                addPiece(marked.substring(copied, begin));
                addValue(marked.substring(begin + 1, end));
                copied = end + 1;
            }
            addPiece(marked.substring(copied));
        }

        @Override
        public void write(char[] characters, int start, int length) {
            write(new String(characters, start, length));
        }

        private void addValue(String value) {
            if (values.size() == MAX_VALUES || pieces.size() >= MAX_PIECES) {
                addPiece(value);
            } else {
                pieces.add(mark(RECIPIENT_LINKS + values.size()));
                values.add(value);
            }
        }

        private void addPiece(String piece) {
            if (pieces.size() >= MAX_PIECES) {
                rest.append(piece);
            } else if (!piece.isEmpty()) {
                pieces.add(piece);
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    /** HTML that is not separated. */
    public static Placeholders none(String html) {
        return new Placeholders(List.of(html), List.of());
    }

    /** The HTML with a mark in place of each value. */
    public String markedHtml() {
        return String.join("", pieces);
    }

    /** The complete HTML; the placeholders of the recipient's links are not filled in. */
    public String html() {
        return values.isEmpty() ? markedHtml() : RecipientText.of(markedHtml()).fillIn(allValues(NO_LINKS, values));
    }

    /** The values by placeholder index, escaped for HTML. */
    List<String> escapedValues(RecipientLinks links) {
        return allValues(links, values);
    }

    /** The values by placeholder index, unescaped. */
    List<String> plainValues(RecipientLinks links) {
        List<String> plain = new ArrayList<>(values);
        plain.replaceAll(value -> value.indexOf('&') < 0 ? value : Parser.unescapeEntities(value, true));
        return allValues(links, plain);
    }

    /** All marks, by placeholder index. */
    static List<String> marks(int count) {
        return IntStream.range(0, count).mapToObj(Placeholders::mark).toList();
    }

    private static String mark(int index) {
        return String.valueOf((char) (FIRST_MARK + index));
    }

    /** Whether the placeholder is one of the recipient's links. */
    static boolean isRecipientLink(int index) {
        return index < RECIPIENT_LINKS;
    }

    static boolean isMark(char c) {
        return c >= BEGIN && c <= LAST_MARK;
    }

    /** The placeholder index of a mark. */
    static int index(char mark) {
        return mark - FIRST_MARK;
    }

    static int countMarks(String text) {
        int marks = 0;
        for (int i = 0; i < text.length(); i++) {
            marks += isMark(text.charAt(i)) ? 1 : 0;
        }
        return marks;
    }

    private static List<String> allValues(RecipientLinks links, List<String> values) {
        List<String> all = new ArrayList<>(RECIPIENT_LINKS + values.size());
        all.add(links.unsubscribe());
        all.add(links.preferences());
        all.add(links.consent());
        all.add(links.view());
        all.addAll(values);
        return all;
    }
}
