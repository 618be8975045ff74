package telltale.message.html;

import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jsoup.parser.Parser;

/**
 * HTML to one recipient, told apart: what is said to many, and the words that only this one reads.
 *
 * @param pieces the HTML with a mark in place of each of the words, in their order; cut anywhere, but alike for all who
 *     read the same
 * @param words escaped, as they stand in the HTML
 */
public record Placeholders(List<String> pieces, List<String> words) {
    // Private use (Unicode 23.5): no text means anything by them. Where one holds them, nothing is told apart.
    private static final char BEGIN = '\ue000';
    private static final char END = '\ue001';
    private static final char FIRST = '\ue002';
    private static final char LAST = '\uf8ff';
    /** Marks of the two addresses to choose by, which every mail has for itself. */
    static final String UNSUBSCRIBE = String.valueOf(FIRST);

    static final String PREFERENCES = String.valueOf((char) (FIRST + 1));
    private static final int CHOICES = 2;
    private static final int MOST = LAST - FIRST - CHOICES;
    /** So many pieces are kept apart: HTML of more has so little in common that the rest is one piece. */
    private static final int MAX_PIECES = 50_000;

    public Placeholders {
        pieces = List.copyOf(pieces);
        words = List.copyOf(words);
    }

    /**
     * A word that a template engine puts into HTML, with marks around it by which {@link Marked} finds it again. One that
     * could change more than what is read at its place is not marked: it belongs to the form.
     *
     * @param escaped how it stands in HTML
     */
    public static String marked(String word, String escaped) {
        boolean quiet = !word.isEmpty()
                && !word.startsWith(" ")
                && !word.endsWith(" ")
                && !word.contains("  ")
                && isQuiet(word);
        return quiet ? BEGIN + escaped + END : escaped;
    }

    /** Without control and invisible characters, and what placeholders and percent-encodings are made of. */
    private static boolean isQuiet(String word) {
        int width;
        for (int i = 0; i < word.length(); i += width) {
            int c = word.codePointAt(i);
            width = Character.charCount(c);
            if (c == '{' || c == '}' || c == '%' || (c != ' ' && isInvisible(c))) {
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

    /** Whether a text holds characters that would be taken for marks, so that nothing it goes into can be told apart. */
    public static boolean couldBeIn(String text) {
        return countMarks(text) > 0;
    }

    /**
     * Where a template engine writes HTML, piece by piece, in which marked words are whole. Nothing goes in that holds marks
     * by accident.
     */
    public static final class Marked extends Writer {
        private final List<String> pieces = new ArrayList<>();
        private final List<String> words = new ArrayList<>();
        private final StringBuilder rest = new StringBuilder();

        /** What was written, told apart. */
        public Placeholders blanks() {
            List<String> all = new ArrayList<>(pieces);
            if (!rest.isEmpty()) {
                all.add(rest.toString());
            }
            return new Placeholders(all, words);
        }

        // The pieces of a template come as the same objects each time, which are compared and hashed at no cost.
        @Override
        public void write(String marked) {
            int told = 0;
            for (int begin = marked.indexOf(BEGIN); begin >= 0; begin = marked.indexOf(BEGIN, told)) {
                int end = marked.indexOf(END, begin);
                say(marked.substring(told, begin));
                word(marked.substring(begin + 1, end));
                told = end + 1;
            }
            say(marked.substring(told));
        }

        @Override
        public void write(char[] characters, int start, int length) {
            write(new String(characters, start, length));
        }

        private void word(String word) {
            if (words.size() == MOST || pieces.size() >= MAX_PIECES) {
                say(word);
            } else {
                pieces.add(mark(CHOICES + words.size()));
                words.add(word);
            }
        }

        private void say(String piece) {
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

    /** HTML of which nothing is told apart. */
    public static Placeholders none(String html) {
        return new Placeholders(List.of(html), List.of());
    }

    /** The HTML with a mark in place of each of the words. */
    public String form() {
        return String.join("", pieces);
    }

    /** The HTML as it was; the placeholders of the choices are still in it. */
    public String html() {
        return words.isEmpty() ? form() : RecipientText.of(form()).filled(entries("", "", words));
    }

    /** What stands in the blanks of the form, by their numbers, in HTML. */
    List<String> written(PreferenceLinks choices) {
        return entries(choices.unsubscribe(), choices.preferences(), words);
    }

    /** What is meant there, as a parser reads it. */
    List<String> meant(PreferenceLinks choices) {
        List<String> read = new ArrayList<>(words);
        read.replaceAll(word -> word.indexOf('&') < 0 ? word : Parser.unescapeEntities(word, true));
        return entries(choices.unsubscribe(), choices.preferences(), read);
    }

    /** Each mark in its own place. */
    static List<String> marks(int count) {
        return IntStream.range(0, count).mapToObj(Placeholders::mark).toList();
    }

    private static String mark(int number) {
        return String.valueOf((char) (FIRST + number));
    }

    /** Whether an address to choose by goes there. */
    static boolean isChoice(int number) {
        return number < CHOICES;
    }

    static boolean isMark(char c) {
        return c >= BEGIN && c <= LAST;
    }

    /** Which blank a mark stands for. */
    static int number(char mark) {
        return mark - FIRST;
    }

    static int countMarks(String text) {
        int marks = 0;
        for (int i = 0; i < text.length(); i++) {
            marks += isMark(text.charAt(i)) ? 1 : 0;
        }
        return marks;
    }

    private static List<String> entries(String unsubscribe, String preferences, List<String> words) {
        List<String> entries = new ArrayList<>(CHOICES + words.size());
        entries.add(unsubscribe);
        entries.add(preferences);
        entries.addAll(words);
        return entries;
    }
}
