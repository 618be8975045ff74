package telltale.mail;

import java.util.ArrayList;
import java.util.List;

/** A text told apart at its blanks once, to be filled for one recipient after the other. */
final class Fillable {
    /** What is the same for all: before the first blank, between two, and behind the last. */
    private final List<String> said;
    /** Which word goes between two of them. */
    private final List<Integer> blanks;

    private Fillable(List<String> said, List<Integer> blanks) {
        this.said = List.copyOf(said);
        this.blanks = List.copyOf(blanks);
    }

    /** Any part of a form. */
    static Fillable of(String form) {
        List<String> said = new ArrayList<>();
        List<Integer> blanks = new ArrayList<>();
        int told = 0;
        for (int i = 0; i < form.length(); i++) {
            if (Blanks.isMark(form.charAt(i))) {
                said.add(form.substring(told, i));
                blanks.add(Blanks.number(form.charAt(i)));
                told = i + 1;
            }
        }
        said.add(form.substring(told));
        return new Fillable(said, blanks);
    }

    /** A text without blanks, whatever is in it. */
    static Fillable whole(String text) {
        return new Fillable(List.of(text), List.of());
    }

    /** Whether all read the same. */
    boolean isFixed() {
        return blanks.isEmpty();
    }

    /** Whether it says nothing to anybody. */
    boolean isEmpty() {
        return isFixed() && said.get(0).isEmpty();
    }

    /**
     * The text to one recipient.
     *
     * @param words by the numbers of the blanks
     */
    String filled(List<String> words) {
        if (isFixed()) {
            return said.get(0);
        }
        StringBuilder filled = new StringBuilder();
        writeTo(filled, words);
        return filled.toString();
    }

    void writeTo(StringBuilder text, List<String> words) {
        text.append(said.get(0));
        for (int i = 0; i < blanks.size(); i++) {
            text.append(words.get(blanks.get(i))).append(said.get(i + 1));
        }
    }
}
