package telltale.message.source;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import telltale.message.html.HtmlLimits;
import telltale.message.html.PreparedTemplate;
import telltale.message.html.TextEdit;

/** The HTML of a mail as one text, and the parts that it is in. */
final class HtmlParts {
    private final List<Located> parts;
    private final Located main;
    private final String text;

    /** A part, and where its text is in the text of all parts. */
    private record Located(TextPart part, TextPart.DecodedText decoded, int start, int end) {
        boolean contains(TextEdit edit) {
            return start <= edit.start() && edit.end() <= end;
        }
    }

    private HtmlParts(List<Located> parts, Located main, String text) {
        this.parts = parts;
        this.main = main;
        this.text = text;
    }

    /**
     * Joins the parts that can be read. If all together are beyond the limits of HTML, only the main part is taken.
     *
     * @param main the index of the part that every client displays
     * @return empty if the main part cannot be read
     */
    static Optional<HtmlParts> of(List<TextPart> parts, int main) {
        TextPart first = parts.get(main);
        Optional<HtmlParts> all = join(parts, first);
        return parts.size() == 1 || all.isEmpty() || all.get().isWithinLimits() ? all : join(List.of(first), first);
    }

    private static Optional<HtmlParts> join(List<TextPart> parts, TextPart main) {
        List<Located> located = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        int length = 0;
        for (TextPart part : parts) {
            TextPart.DecodedText decoded = part.text().filter(HtmlParts::isText).orElse(null);
            int end = length + (decoded == null ? 0 : decoded.text().length());
            if (decoded != null && (part == main || end <= HtmlLimits.MAX_LENGTH)) {
                located.add(new Located(part, decoded, length, end));
                texts.add(decoded.text());
                length = end;
            }
        }
        String all = texts.size() == 1 ? texts.get(0) : String.join("", texts);
        return located.stream()
                .filter(each -> each.part == main)
                .findFirst()
                .map(found -> new HtmlParts(located, found, all));
    }

    static boolean isText(TextPart.DecodedText decoded) {
        return decoded.text().indexOf('\0') < 0;
    }

    boolean isWithinLimits() {
        return HtmlLimits.allow(text);
    }

    String text() {
        return text;
    }

    /** The parsed HTML, with the pixel in the main part. */
    PreparedTemplate template() {
        return PreparedTemplate.withoutPlaceholders(text, main.start, main.end);
    }

    /**
     * The changes of the mail that make changes of the text.
     *
     * @param edits changes of {@link #text}, in their order; one that spans parts, because a tag is not closed, is left out
     */
    List<Splice> edit(List<TextEdit> edits) {
        List<Splice> splices = new ArrayList<>();
        for (Located one : parts) {
            List<TextEdit> own = edits.stream()
                    .filter(edit -> one.contains(edit) && !isPixelOfMain(edit, one))
                    .map(edit -> new TextEdit(edit.start() - one.start, edit.end() - one.start, edit.replacement()))
                    .toList();
            splices.addAll(one.part.edit(one.decoded, own));
        }
        return splices;
    }

    /** Whether an edit is the pixel, the only insertion, at the border of the main part and another one. */
    private boolean isPixelOfMain(TextEdit edit, Located other) {
        return edit.start() == edit.end() && !other.equals(main) && main.contains(edit);
    }
}
