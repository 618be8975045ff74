package telltale.message.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;

/** Visits the elements of a message and collects the steps that write its plain text, one or more for each node. */
final class TextReader implements NodeFilter {
    private static final Set<String> PARAGRAPHS = Set.of(
            "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "blockquote", "pre", "hr", "caption");

    /** Other elements that begin and end a line (WHATWG HTML section 15.3.3). */
    private static final Set<String> LINES = Set.of(
            "address",
            "article",
            "aside",
            "body",
            "center",
            "dd",
            "details",
            "dialog",
            "dir",
            "div",
            "dt",
            "fieldset",
            "figcaption",
            "figure",
            "footer",
            "form",
            "header",
            "hgroup",
            "legend",
            "li",
            "main",
            "menu",
            "nav",
            "section",
            "summary",
            "tbody",
            "tfoot",
            "thead",
            "tr");

    private static final Pattern BLOCK_STYLE =
            Pattern.compile("display\\s*:\\s*(?:block|table|flex|grid|list-item)\\b", Pattern.CASE_INSENSITIVE);

    private static final String INVISIBLE = "[\\u00ad\\u034f\\u180e\\u200b-\\u200d\\u2060\\ufeff]";
    /**
     * Invisible characters and spaces in turn, which pad a preheader so that clients show nothing else after it in the list
     * of messages. It begins where such a run begins, because trying each of its characters would take quadratic time.
     */
    private static final Pattern PADDING = Pattern.compile(
            "(?<!" + INVISIBLE + ")(?:" + INVISIBLE + "++[\\s\\u00a0\\u2000-\\u200a\\u202f\\u205f]*+){2,}+");

    private static final Pattern SPACES = Pattern.compile("[\\x00- \\u00a0]+");

    private final List<Consumer<TextLines>> steps = new ArrayList<>();
    private final Function<String, RecipientText> splitter;
    private final LinkReader links;
    private final StyleClasses classes;
    private final ListNumbering numbering = new ListNumbering();
    private final TableRows rows = new TableRows();
    private int listItems;
    private int flatCells;
    private boolean dependsOnValues;

    private TextReader(Document document, Function<String, RecipientText> splitter) {
        this.splitter = splitter;
        this.links = LinkReader.of(document, splitter);
        this.classes = StyleClasses.of(document);
    }

    /**
     * Reads a message.
     *
     * @param splitter splits a part of the HTML at its placeholders
     */
    static TextReader read(Document document, Function<String, RecipientText> splitter) {
        TextReader reader = new TextReader(document, splitter);
        document.body().filter(reader);
        return reader;
    }

    /** The steps in order. */
    List<Consumer<TextLines>> steps() {
        return List.copyOf(steps);
    }

    /** Whether not only the values differ between recipients, but the structure of the text. */
    boolean dependsOnValues() {
        return dependsOnValues;
    }

    @Override
    public FilterResult head(Node node, int depth) {
        if (node instanceof TextNode text) {
            addText(text);
        } else if (node instanceof Element element) {
            numbering.count(element);
            if (HiddenElements.contains(element) || classes.hide(element)) {
                return FilterResult.SKIP_ENTIRELY;
            }
            open(element);
        }
        return FilterResult.CONTINUE;
    }

    @Override
    public FilterResult tail(Node node, int depth) {
        if (node instanceof Element element) {
            close(element);
        }
        return FilterResult.CONTINUE;
    }

    private void open(Element element) {
        breakAround(element);
        switch (element.normalName()) {
            case "br" -> breakLine();
            case "hr" -> steps.add(lines -> lines.word("----"));
            case "li" -> beginItem(element);
            case "blockquote" -> steps.add(lines -> lines.indent("> "));
            case "td", "th" -> beginCell(element);
            case "a" -> beginLink(element);
            case "img" -> addText(element.attr("alt"));
            case "area" -> addArea(element);
            default -> {}
        }
    }

    private void close(Element element) {
        switch (element.normalName()) {
            case "li", "blockquote" -> endIndent(element);
            case "td", "th" -> flatCells -= rows.isOneLine(element) ? 1 : 0;
            case "a" -> addUrl(element);
            default -> {}
        }
        breakAround(element);
    }

    private void beginItem(Element item) {
        listItems++;
        String bullet = numbering.bullet(item);
        steps.add(bullet.isEmpty() ? lines -> lines.indent("") : lines -> lines.item(bullet));
    }

    private void endIndent(Element element) {
        listItems -= element.nameIs("li") ? 1 : 0;
        steps.add(TextLines::unindent);
    }

    private void beginCell(Element cell) {
        boolean isOneLine = rows.isOneLine(cell);
        boolean isFirst = cell.previousElementSibling() == null;
        if (flatCells == 0) {
            boolean isData = rows.isData(cell);
            steps.add(isFirst || isOneLine ? lines -> lines.cell(isFirst, isData) : lines -> lines.breaks(1));
        }
        flatCells += isOneLine ? 1 : 0;
    }

    private void beginLink(Element link) {
        // Style sheets set apart the links of a navigation bar.
        if (link.previousSibling() instanceof Element before && before.nameIs("a")) {
            steps.add(TextLines::space);
        }
        steps.add(TextLines::beginLink);
    }

    /** A link in an image map. */
    private void addArea(Element area) {
        steps.add(TextLines::space);
        beginLink(area);
        addText(area.attr("alt"));
        addUrl(area);
        steps.add(TextLines::space);
    }

    private void addUrl(Element link) {
        dependsOnValues |= !links.isCertain(link);
        LinkAddress address = links.address();
        RecipientText target = links.target(link);
        LinkReader.Condition isDisplayed = links.condition(link);
        steps.add(lines -> {
            if (isDisplayed.holds(lines)) {
                lines.url(address, target);
            }
        });
    }

    private void breakLine() {
        steps.add(flatCells > 0 ? TextLines::breakInCell : TextLines::lineBreak);
    }

    private void breakAround(Element element) {
        if (!isBlock(element) && !classes.makeBlock(element)) {
            return;
        }
        if (flatCells > 0) {
            steps.add(TextLines::breakInCell);
        } else {
            int breaks = PARAGRAPHS.contains(element.normalName()) && listItems == 0 ? 2 : 1;
            steps.add(lines -> lines.breaks(breaks));
        }
    }

    /** Whether text before and after the begin or end of an element is on different lines. */
    static boolean breaksLine(Element element) {
        return isBlock(element) || element.nameIs("br") || element.nameIs("td") || element.nameIs("th");
    }

    private static boolean isBlock(Element element) {
        String name = element.normalName();
        return PARAGRAPHS.contains(name) || LINES.contains(name) || hasBlockStyle(element);
    }

    private static boolean hasBlockStyle(Element element) {
        return !element.nameIs("td") && !element.nameIs("th") && isBlockStyle(element.attr("style"));
    }

    /** Whether CSS declarations make an element a block. */
    static boolean isBlockStyle(String declarations) {
        return BLOCK_STYLE.matcher(declarations).find();
    }

    private void addText(TextNode text) {
        Element parent = text.parent();
        if (parent != null && flatCells == 0 && parent.closest("pre") != null) {
            RecipientText source = splitter.apply(text.getWholeText());
            steps.add(lines -> lines.source(source));
        } else {
            addText(text.getWholeText());
        }
    }

    private void addText(String text) {
        String spaced = SPACES.matcher(PADDING.matcher(text).replaceAll(" ")).replaceAll(" ");
        boolean leading = spaced.startsWith(" ");
        boolean trailing = spaced.length() > 1 && spaced.endsWith(" ");
        RecipientText content = splitter.apply(spaced.substring(leading ? 1 : 0, spaced.length() - (trailing ? 1 : 0)));
        if (leading) {
            steps.add(TextLines::space);
        }
        if (!content.isEmpty()) {
            steps.add(lines -> lines.text(content));
        }
        if (trailing) {
            steps.add(TextLines::space);
        }
    }
}
