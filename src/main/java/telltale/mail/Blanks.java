package telltale.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jsoup.parser.Parser;

/**
 * HTML to one recipient, told apart: what is said to many, and the words that only this one reads.
 *
 * @param form the HTML with a mark in place of each of the words, in their order
 * @param words escaped, as they stand in the HTML
 */
public record Blanks(String form, List<String> words) {
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

    /** Blanks, control and invisible characters, and what placeholders and percent-encodings are made of. */
    private static final Pattern LOUD = Pattern.compile("[\\p{C}\\p{Z}{}%&&[^ ]]");

    public Blanks {
        words = List.copyOf(words);
    }

    /**
     * A word that a template engine puts into HTML, with marks around it by which {@link #in} finds it again. One that
     * could change more than what is read at its place is not marked: it belongs to the form.
     *
     * @param escaped how it stands in HTML
     */
    public static String marked(String word, String escaped) {
        boolean quiet = !word.isEmpty()
                && !word.startsWith(" ")
                && !word.endsWith(" ")
                && !word.contains("  ")
                && !LOUD.matcher(word).find();
        return quiet ? BEGIN + escaped + END : escaped;
    }

    /** Whether a text holds characters that would be taken for marks, so that nothing it goes into can be told apart. */
    public static boolean couldBeIn(String text) {
        return countMarks(text) > 0;
    }

    /** Tells HTML with marks apart, into which nothing went that holds marks by accident. */
    public static Blanks in(String marked) {
        StringBuilder form = new StringBuilder(marked.length());
        List<String> words = new ArrayList<>();
        int told = 0;
        for (int begin = marked.indexOf(BEGIN); begin >= 0; begin = marked.indexOf(BEGIN, told)) {
            int end = marked.indexOf(END, begin);
            String word = marked.substring(begin + 1, end);
            form.append(marked, told, begin);
            if (words.size() == MOST) {
                form.append(word);
            } else {
                form.append((char) (FIRST + CHOICES + words.size()));
                words.add(word);
            }
            told = end + 1;
        }
        return new Blanks(form.append(marked, told, marked.length()).toString(), words);
    }

    /** HTML of which nothing is told apart. */
    public static Blanks none(String html) {
        return new Blanks(html, List.of());
    }

    /** The HTML as it was; the placeholders of the choices are still in it. */
    public String html() {
        return words.isEmpty() ? form : Fillable.of(form).filled(entries("", "", words));
    }

    /** What stands in the blanks of the form, by their numbers, in HTML. */
    List<String> written(ChoiceLinks choices) {
        return entries(choices.unsubscribe(), choices.preferences(), words);
    }

    /** What is meant there, as a parser reads it. */
    List<String> meant(ChoiceLinks choices) {
        List<String> read = words.stream()
                .map(word -> word.indexOf('&') < 0 ? word : Parser.unescapeEntities(word, true))
                .toList();
        return entries(choices.unsubscribe(), choices.preferences(), read);
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
        List<String> entries = new ArrayList<>(List.of(unsubscribe, preferences));
        entries.addAll(words);
        return entries;
    }
}
