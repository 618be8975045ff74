package telltale.message.html;

import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Set;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;

/**
 * Decides which table rows are one line of plain text: those of data tables, and those whose cells have one line each. The
 * cells of other rows are columns of a layout, which follow one another.
 *
 * <p>The length of a text does not count, because it depends on the values of a recipient, and all recipients share the
 * decision.
 */
final class TableRows {
    private static final int MIN_COLUMNS = 2;
    private static final int MIN_ROWS = 2;
    /** A value below a header may have several lines, such as an address. */
    private static final int MAX_LINES_OF_VALUE = 6;

    private static final Set<String> LAYOUT_ROLES = Set.of("presentation", "none");
    private static final String COLUMN_CONTENT = "ul, ol, dl, blockquote, pre, hr, form, table";

    private final IdentityHashMap<Element, Boolean> dataTables = new IdentityHashMap<>();
    private final IdentityHashMap<Element, Boolean> rows = new IdentityHashMap<>();

    /** Whether the row of a cell is one line. */
    boolean isOneLine(Element cell) {
        Element row = cell.parent();
        return row != null && rows.computeIfAbsent(row, this::isOneLineRow);
    }

    private boolean isOneLineRow(Element row) {
        return isData(row)
                || (columns(row) >= MIN_COLUMNS && row.children().stream().allMatch(cell -> LineCount.of(cell) <= 1));
    }

    /** Whether a row or cell belongs to a data table. */
    boolean isData(Element rowOrCell) {
        Element table = rowOrCell.closest("table");
        return table != null && dataTables.computeIfAbsent(table, TableRows::holdsData);
    }

    /** Whether a table has a row of column headers, and values below them. */
    private static boolean holdsData(Element table) {
        if (LAYOUT_ROLES.contains(table.attr("role").strip().toLowerCase(Locale.ROOT))
                || table.getElementsByTag("th").size() < MIN_COLUMNS) {
            return false;
        }
        int rows = 0;
        boolean hasHeader = false;
        for (Element row : table.getElementsByTag("tr")) {
            if (!row.children().stream().allMatch(TableRows::isValue)) {
                return false;
            }
            rows += columns(row) >= MIN_COLUMNS ? 1 : 0;
            hasHeader |= row.children().stream()
                            .filter(cell -> cell.nameIs("th") && cell.hasText())
                            .count()
                    >= MIN_COLUMNS;
        }
        return hasHeader && rows >= MIN_ROWS;
    }

    private static boolean isValue(Element cell) {
        return cell.selectFirst(COLUMN_CONTENT) == null && LineCount.of(cell) <= MAX_LINES_OF_VALUE;
    }

    private static long columns(Element row) {
        return row.children().stream().filter(cell -> LineCount.of(cell) > 0).count();
    }

    /** Counts the lines of text in an element. */
    private static final class LineCount implements NodeFilter {
        private int lines;
        private boolean isAtStart = true;

        static int of(Element element) {
            LineCount count = new LineCount();
            element.filter(count);
            return count.lines;
        }

        @Override
        public FilterResult head(Node node, int depth) {
            if (node instanceof Element element) {
                if (HiddenElements.contains(element)) {
                    return FilterResult.SKIP_ENTIRELY;
                }
                isAtStart |= TextReader.breaksLine(element);
                add(element.nameIs("img") && !element.attr("alt").isBlank());
            } else if (node instanceof TextNode text) {
                add(!text.isBlank());
            }
            return FilterResult.CONTINUE;
        }

        @Override
        public FilterResult tail(Node node, int depth) {
            isAtStart |= node instanceof Element element && TextReader.breaksLine(element);
            return FilterResult.CONTINUE;
        }

        private void add(boolean isText) {
            if (isText) {
                lines += isAtStart ? 1 : 0;
                isAtStart = false;
            }
        }
    }
}
