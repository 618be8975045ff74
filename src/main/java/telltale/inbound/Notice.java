package telltale.inbound;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import telltale.rules.ClauseMatcher;
import telltale.rules.DataFile;
import telltale.rules.DataLine;
import telltale.rules.Pattern;

/**
 * The explanation in a mail for its reader, and the copy of the message that may follow in the same text.
 *
 * @param text the explanation
 * @param copy the text from the line on that announces a copy; may be empty
 */
record Notice(String text, String copy) {
    static final int MAX_LENGTH = 1 << 15;
    private static final int MAX_LINE = 200;
    private static final int MAX_SECTIONS = 100;
    private static final ClauseMatcher COPY = copyMatcher();

    /**
     * The part of an explanation about one recipient.
     *
     * @param address the recipient's address
     * @param text what follows it, up to the next recipient
     */
    record Section(String address, String text) {}

    private static ClauseMatcher copyMatcher() {
        ClauseMatcher.Builder search = new ClauseMatcher.Builder();
        search.clause(DataLine.of("copies.txt", DataFile.read(Notice.class, "copies.txt")).stream()
                .map(line -> Pattern.parse(line.text()))
                .toList());
        return search.build();
    }

    /** Splits the text of a mail where a copy of the message begins. */
    static Notice of(String text) {
        Lines lines = new Lines(text);
        while (lines.next()) {
            if (lines.end() > lines.start() && announcesCopy(text, lines)) {
                return new Notice(bounded(text.substring(0, lines.start())), text.substring(lines.start()));
            }
        }
        return new Notice(bounded(text), "");
    }

    private static boolean announcesCopy(String text, Lines lines) {
        int end = Math.min(lines.end(), lines.start() + MAX_LINE);
        return !COPY.matches(text.substring(lines.start(), end)).isEmpty();
    }

    private static String bounded(String text) {
        return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH);
    }

    /** The sections that begin with an address at the start of a line, with or without brackets, bullets and colons. */
    List<Section> sections() {
        List<Section> sections = new ArrayList<>();
        Set<String> seen = new LinkedHashSet<>();
        String address = "";
        int start = 0;
        Lines lines = new Lines(text);
        while (lines.next() && sections.size() < MAX_SECTIONS) {
            String found = addressAtStart(lines);
            if (found.isEmpty() || found.equals(address)) {
                continue;
            }
            if (!address.isEmpty() && seen.add(address)) {
                sections.add(new Section(address, text.substring(start, lines.start())));
            }
            address = found;
            start = lines.start();
        }
        if (!address.isEmpty() && seen.add(address)) {
            sections.add(new Section(address, text.substring(start)));
        }
        return sections;
    }

    private static String addressAtStart(Lines lines) {
        int at = afterDecoration(lines, afterCode(lines, afterDecoration(lines, lines.start())));
        int end = at;
        boolean hasAt = false;
        while (end < lines.end() && !isAfterAddress(lines.text().charAt(end))) {
            hasAt |= lines.text().charAt(end) == '@';
            end++;
        }
        if (!hasAt) {
            return "";
        }
        List<String> found = AddressText.all(lines.text().substring(at, end));
        return found.size() == 1 ? found.get(0) : "";
    }

    private static int afterDecoration(Lines lines, int start) {
        int at = start;
        while (at < lines.end() && isDecoration(lines.text().charAt(at))) {
            at++;
        }
        return at;
    }

    /** Skips the code with which a transcript begins a line about a recipient. */
    private static int afterCode(Lines lines, int start) {
        int end = start + 3;
        boolean isCode = end < lines.end()
                && lines.text().charAt(end) == ' '
                && lines.text().substring(start, end).chars().allMatch(c -> c >= '0' && c <= '9');
        if (!isCode) {
            return start;
        }
        int status = FieldText.enhancedStatusEnd(lines.text(), end + 1);
        return status < 0 ? end : status;
    }

    private static boolean isDecoration(char c) {
        return c <= ' ' || "<\"'*>-\u2022([".indexOf(c) >= 0;
    }

    private static boolean isAfterAddress(char c) {
        return c <= ' ' || ">\"',;:)]".indexOf(c) >= 0;
    }
}
