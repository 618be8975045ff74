package telltale.message.calendar;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The lines of an iCalendar text: unfolds them, and folds them again (RFC 5545 section 3.1). */
final class ContentLines {
    /** In octets, without the line end. */
    private static final int MAX_LINE_LENGTH = 75;

    private static final Pattern LINE_END = Pattern.compile("\r?\n");

    private ContentLines() {}

    /**
     * Parses all lines of a text. They end with CRLF or LF; empty lines at the end are ignored.
     *
     * @throws telltale.model.InvalidInputException naming the first line that is not valid
     */
    static List<ContentLine> parse(String text) {
        String[] physical = LINE_END.split(text, 0);
        List<ContentLine> lines = new ArrayList<>();
        int next;
        for (int i = 0; i < physical.length; i = next) {
            next = endOfFolded(physical, i);
            StringBuilder unfolded = new StringBuilder(physical[i]);
            for (int continued = i + 1; continued < next; continued++) {
                unfolded.append(physical[continued], 1, physical[continued].length());
            }
            lines.add(line(i + 1, unfolded.toString()));
        }
        return lines;
    }

    /** The index of the line after a line and its continuations, which begin with white space. */
    private static int endOfFolded(String[] physical, int first) {
        int next = first + 1;
        while (next < physical.length && (physical[next].startsWith(" ") || physical[next].startsWith("\t"))) {
            next++;
        }
        return next;
    }

    private static ContentLine line(int number, String unfolded) {
        if (unfolded.isEmpty()) {
            throw ContentLine.error(number, "it is empty; an iCalendar object has no empty lines");
        }
        if (unfolded.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7f)) {
            throw ContentLine.error(number, "it contains a control character; a line break in a text is written \\n");
        }
        return ContentLine.parse(number, unfolded);
    }

    /** Joins lines, folded to at most 75 octets between characters, each ended by CRLF. */
    static String fold(List<ContentLine> lines) {
        StringBuilder folded = new StringBuilder();
        lines.forEach(line -> fold(line.text(), folded));
        return folded.toString();
    }

    private static void fold(String line, StringBuilder folded) {
        int octets = 0;
        for (int i = 0; i < line.length(); i += Character.charCount(line.codePointAt(i))) {
            int width = octets(line.codePointAt(i));
            if (octets + width > MAX_LINE_LENGTH) {
                folded.append("\r\n ");
                octets = 1;
            }
            folded.appendCodePoint(line.codePointAt(i));
            octets += width;
        }
        folded.append("\r\n");
    }

    /** The octets of a character in UTF-8 (RFC 3629 section 3). */
    private static int octets(int character) {
        return character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
    }
}
