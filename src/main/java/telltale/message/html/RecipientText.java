package telltale.message.html;

import java.util.ArrayList;
import java.util.List;
import telltale.message.mime.QuotedPrintableSegment;

/** A text told apart at its blanks once, to be filled for one recipient after the other. */
final class RecipientText {
    /** What is the same for all: before the first blank, between two, and behind the last. */
    private final List<QuotedPrintableSegment> said;
    /** Which word goes between two of them. */
    private final List<Integer> blanks;

    private RecipientText(List<QuotedPrintableSegment> said, List<Integer> blanks) {
        this.said = List.copyOf(said);
        this.blanks = List.copyOf(blanks);
    }

    /** Any part of a form. */
    static RecipientText of(String form) {
        List<QuotedPrintableSegment> said = new ArrayList<>();
        List<Integer> blanks = new ArrayList<>();
        int told = 0;
        for (int i = 0; i < form.length(); i++) {
            if (Placeholders.isMark(form.charAt(i))) {
                said.add(QuotedPrintableSegment.of(form.substring(told, i)));
                blanks.add(Placeholders.number(form.charAt(i)));
                told = i + 1;
            }
        }
        said.add(QuotedPrintableSegment.of(form.substring(told)));
        return new RecipientText(said, blanks);
    }

    /** A text without blanks, whatever is in it. */
    static RecipientText whole(String text) {
        return new RecipientText(List.of(QuotedPrintableSegment.of(text)), List.of());
    }

    /** Whether all read the same. */
    boolean isFixed() {
        return blanks.isEmpty();
    }

    /** Whether it says nothing to anybody. */
    boolean isEmpty() {
        return isFixed() && opening().isEmpty();
    }

    /** What stands before the first blank. */
    String opening() {
        return said.get(0).text();
    }

    /** Whether it begins with one of the addresses to choose by. */
    boolean beginsWithChoice() {
        return !isFixed() && opening().isEmpty() && Placeholders.isChoice(blanks.get(0));
    }

    /**
     * The text to one recipient.
     *
     * @param words by the numbers of the blanks
     */
    String filled(List<String> words) {
        if (isFixed()) {
            return opening();
        }
        StringBuilder filled = new StringBuilder(opening());
        for (int i = 0; i < blanks.size(); i++) {
            filled.append(words.get(blanks.get(i))).append(said.get(i + 1).text());
        }
        return filled.toString();
    }

    /** The same, added to what stands before it. */
    void writeTo(List<QuotedPrintableSegment> pieces, List<String> words) {
        pieces.add(said.get(0));
        for (int i = 0; i < blanks.size(); i++) {
            pieces.add(QuotedPrintableSegment.of(words.get(blanks.get(i))));
            pieces.add(said.get(i + 1));
        }
    }
}
