package telltale.message.html;

import java.util.ArrayList;
import java.util.List;
import telltale.message.mime.QuotedPrintableSegment;

/** A text split at its placeholders once, to be filled in for many recipients. */
final class RecipientText {
    /** The fixed text before the first placeholder, between placeholders, and after the last. */
    private final List<QuotedPrintableSegment> segments;
    /** The index of the value between two segments. */
    private final List<Integer> placeholders;

    private RecipientText(List<QuotedPrintableSegment> segments, List<Integer> placeholders) {
        this.segments = List.copyOf(segments);
        this.placeholders = List.copyOf(placeholders);
    }

    /** Splits any part of marked HTML at its marks. */
    static RecipientText of(String marked) {
        List<QuotedPrintableSegment> segments = new ArrayList<>();
        List<Integer> placeholders = new ArrayList<>();
        int copied = 0;
        for (int i = 0; i < marked.length(); i++) {
            if (Placeholders.isMark(marked.charAt(i))) {
                segments.add(QuotedPrintableSegment.of(marked.substring(copied, i)));
                placeholders.add(Placeholders.index(marked.charAt(i)));
                copied = i + 1;
            }
        }
        segments.add(QuotedPrintableSegment.of(marked.substring(copied)));
        return new RecipientText(segments, placeholders);
    }

    /** A text without placeholders; marks in it have no meaning. */
    static RecipientText fixed(String text) {
        return new RecipientText(List.of(QuotedPrintableSegment.of(text)), List.of());
    }

    /** Whether the text is identical for all recipients. */
    boolean isFixed() {
        return placeholders.isEmpty();
    }

    /** Whether the text is empty for all recipients. */
    boolean isEmpty() {
        return isFixed() && prefix().isEmpty();
    }

    /** The text before the first placeholder. */
    String prefix() {
        return segments.get(0).text();
    }

    /** Whether it starts with one of the recipient's links. */
    boolean startsWithRecipientLink() {
        return !isFixed() && prefix().isEmpty() && Placeholders.isRecipientLink(placeholders.get(0));
    }

    /**
     * Returns the text for one recipient.
     *
     * @param values the values by placeholder index
     */
    String fillIn(List<String> values) {
        if (isFixed()) {
            return prefix();
        }
        StringBuilder filled = new StringBuilder(prefix());
        for (int i = 0; i < placeholders.size(); i++) {
            filled.append(values.get(placeholders.get(i)))
                    .append(segments.get(i + 1).text());
        }
        return filled.toString();
    }

    /** Appends the text for one recipient to encoded segments. */
    void writeTo(List<QuotedPrintableSegment> out, List<String> values) {
        out.add(segments.get(0));
        for (int i = 0; i < placeholders.size(); i++) {
            out.add(QuotedPrintableSegment.of(values.get(placeholders.get(i))));
            out.add(segments.get(i + 1));
        }
    }
}
