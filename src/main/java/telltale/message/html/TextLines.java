package telltale.message.html;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes plain text line by line: breaks, gaps and indents take effect when the next word follows. */
final class TextLines {
    private static final String CELL_GAP = "  ";

    private final List<String> values;
    private final List<String> output;
    private final StringBuilder text = new StringBuilder();
    private final Deque<Integer> prefixLengths = new ArrayDeque<>();
    private String prefix = "";
    private int pendingBreaks;
    private String pendingGap = "";
    private boolean isAfterBullet;
    private boolean isAfterUrl;
    private boolean isCellEmpty = true;
    private boolean isLinkEmpty = true;
    private @Nullable Set<String> labeledTargets;
    /** The prefix of the last line with text. */
    private String lastPrefix = "";

    /**
     * @param values the recipient's values, on which decisions are based
     * @param output what is written in place of the values: the values themselves, or marks
     */
    TextLines(List<String> values, List<String> output) {
        this.values = values;
        this.output = output;
    }

    List<String> values() {
        return values;
    }

    /** The targets of links with a label, filled in. */
    Set<String> labeledTargets(List<RecipientText> targets) {
        if (labeledTargets == null) {
            labeledTargets =
                    targets.stream().map(target -> target.fillIn(values)).collect(Collectors.toSet());
        }
        return labeledTargets;
    }

    void lineBreak() {
        pendingBreaks++;
    }

    void breaks(int atLeast) {
        pendingBreaks = Math.max(pendingBreaks, atLeast);
    }

    /**
     * Begins a table cell on the line of the one before.
     *
     * @param isData whether an empty cell before it takes space, too
     */
    void cell(boolean isFirst, boolean isData) {
        String before = isData && isCellEmpty ? pendingGap : "";
        pendingGap = isFirst ? "" : before + CELL_GAP;
        isCellEmpty = true;
    }

    /** A break inside a cell whose row stays on one line. */
    void breakInCell() {
        if (!isCellEmpty) {
            pendingGap = " / ";
        }
    }

    /** Begins a list item. */
    void item(String bullet) {
        isAfterBullet = false;
        word(bullet);
        pendingGap = " ";
        isAfterBullet = true;
        indent(" ".repeat(bullet.length() + 1));
    }

    /** Begins lines that start with a prefix. */
    void indent(String added) {
        prefixLengths.push(prefix.length());
        prefix += added;
    }

    /** Ends the lines of the last {@link #indent} or {@link #item}. */
    void unindent() {
        prefix = prefix.substring(0, prefixLengths.pop());
        isAfterBullet = false;
    }

    /** Separates a link from the URL of the link before it. */
    void beginLink() {
        if (isAfterUrl) {
            space();
        }
        isLinkEmpty = true;
    }

    /**
     * Writes the URL of a link after its last word, in angle brackets (RFC 3986 appendix C).
     *
     * @param target the address, unless it is the same for all recipients
     */
    void url(LinkAddress address, RecipientText target) {
        boolean isComplete = target.isFixed() || values == output;
        int breaksAfter = isLinkEmpty ? 0 : pendingBreaks;
        String gapAfter = isLinkEmpty ? "" : pendingGap;
        pendingBreaks -= breaksAfter;
        pendingGap = isLinkEmpty && !pendingGap.isEmpty() ? pendingGap : " ";
        word("<" + (isComplete ? address.displayed(target.fillIn(values)) : target.fillIn(output)) + ">");
        pendingBreaks = breaksAfter;
        pendingGap = gapAfter;
        isAfterUrl = true;
    }

    /** Preformatted text, whose line breaks and spaces are kept. */
    void source(RecipientText source) {
        String content = source.fillIn(output);
        for (int i = 0; i < content.length(); i++) {
            char c = content.charAt(i);
            if (c == '\n') {
                pendingBreaks++;
            } else if (c != '\r') {
                separate();
                text.append(c);
            }
        }
    }

    void space() {
        if (pendingGap.isEmpty()) {
            pendingGap = " ";
        }
    }

    void text(RecipientText content) {
        word(content.fillIn(output));
    }

    void word(String word) {
        separate();
        text.append(word);
    }

    private void separate() {
        if (pendingBreaks > 0 && !isAfterBullet) {
            newLines(text.isEmpty() ? 0 : Math.min(pendingBreaks, 2));
        } else if (text.isEmpty()) {
            text.append(prefix);
        } else {
            text.append(pendingGap);
        }
        pendingBreaks = 0;
        pendingGap = "";
        isAfterBullet = false;
        isAfterUrl = false;
        isCellEmpty = false;
        isLinkEmpty = false;
        lastPrefix = prefix;
    }

    /** An empty line has the prefix of both its neighbors, without spaces at its end. */
    private void newLines(int count) {
        if (count == 2) {
            text.append('\n').append((lastPrefix.length() < prefix.length() ? lastPrefix : prefix).stripTrailing());
        }
        text.append(count > 0 ? "\n" : "").append(prefix);
    }

    @Override
    public String toString() {
        return text.toString().strip();
    }
}
