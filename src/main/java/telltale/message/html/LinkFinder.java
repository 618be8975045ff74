package telltale.message.html;

import java.util.Collection;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jsoup.nodes.Comment;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.Range;
import org.jsoup.parser.Parser;

/**
 * Finds the links of a message: {@code a}, {@code area}, and VML shapes, which draw buttons in Outlook. Outlook also renders
 * conditional comments, whose content is parsed as a separate document.
 */
final class LinkFinder {
    /** Elements whose content has no working links. */
    private static final Set<String> INERT = Set.of(
            "noscript", "template", "script", "style", "textarea", "title", "noembed", "noframes", "iframe", "xmp");

    private static final Pattern CONDITION = Pattern.compile("<!--\\s*\\[if\\b[^\\]]*\\]>", Pattern.CASE_INSENSITIVE);
    private static final String CONDITION_END = "<![endif]";

    private final String html;
    /** Keyed by position, because the parser may create several elements from one misnested tag. */
    private final SortedMap<Integer, LinkOccurrence> links = new TreeMap<>();

    private LinkFinder(String html) {
        this.html = html;
    }

    /** Returns the links in source order. */
    static Collection<LinkOccurrence> find(String html, Document document) {
        LinkFinder finder = new LinkFinder(html);
        finder.addAll(document, 0, true);
        return finder.links.values();
    }

    private void addAll(Document document, int offset, boolean withConditionalComments) {
        document.nodeStream().forEach(node -> {
            if (node instanceof Element element && isLink(element) && !isInert(node)) {
                add(element, offset);
            } else if (withConditionalComments && node instanceof Comment && !isInert(node)) {
                addConditional(node.sourceRange());
            }
        });
    }

    private void add(Element element, int offset) {
        Range range = element.attributes().sourceRange("href").valueRange();
        if (!range.isTracked() || range.startPos() == range.endPos()) {
            return;
        }
        LinkOccurrence link =
                new LinkOccurrence(offset + range.startPos(), offset + range.endPos(), element.attr("href"));
        if (matchesSource(link)) {
            links.put(link.start(), link);
        }
    }

    /** Whether the source matches the parsed value; if not (a NUL, or a bug here or in the parser), the link is not changed. */
    private boolean matchesSource(LinkOccurrence link) {
        return Parser.unescapeEntities(html.substring(link.start(), link.end()), true)
                .equals(link.value());
    }

    private void addConditional(Range comment) {
        if (!comment.isTracked()) {
            return;
        }
        String source = html.substring(comment.startPos(), comment.endPos());
        Matcher condition = CONDITION.matcher(source);
        int end = source.toLowerCase(Locale.ROOT).lastIndexOf(CONDITION_END);
        if (condition.lookingAt() && end >= condition.end()) {
            Document content = HtmlSource.parse(source.substring(condition.end(), end));
            addAll(content, comment.startPos() + condition.end(), false);
        }
    }

    /** The HTML that Outlook renders in a conditional comment; empty for any other comment. */
    static Optional<String> conditionalContent(Comment comment) {
        String source = "<!--" + comment.getData();
        Matcher condition = CONDITION.matcher(source);
        int end = source.toLowerCase(Locale.ROOT).lastIndexOf(CONDITION_END);
        return condition.lookingAt() && end >= condition.end()
                ? Optional.of(source.substring(condition.end(), end))
                : Optional.empty();
    }

    private static boolean isLink(Element element) {
        String name = element.normalName();
        return (name.equals("a") || name.equals("area") || name.startsWith("v:"))
                && element.hasAttr("href")
                && !isOff(element, "data-track")
                && !isOff(element, "clicktracking");
    }

    private static boolean isOff(Element element, String attribute) {
        return element.attr(attribute).strip().equalsIgnoreCase("off");
    }

    private static boolean isInert(Node node) {
        return Stream.iterate(node.parentNode(), Objects::nonNull, Node::parentNode)
                .anyMatch(parent -> INERT.contains(parent.nodeName()));
    }
}
