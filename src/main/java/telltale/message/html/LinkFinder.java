package telltale.message.html;

import java.util.Collection;
import java.util.Locale;
import java.util.Objects;
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
 * Finds what a reader can follow in a mail: {@code a} and {@code area}, and shapes of VML, with which mails draw buttons
 * for Outlook. Outlook also reads what stands in conditional comments, which is a document of its own to any parser.
 */
final class LinkFinder {
    /** In these nothing can be followed, whatever it looks like. */
    private static final Set<String> INERT = Set.of(
            "noscript", "template", "script", "style", "textarea", "title", "noembed", "noframes", "iframe", "xmp");

    private static final Pattern CONDITION = Pattern.compile("<!--\\s*\\[if\\b[^\\]]*\\]>", Pattern.CASE_INSENSITIVE);
    private static final String CONDITION_END = "<![endif]";

    private final String html;
    /** By position, because the parser makes several elements of one misnested tag. */
    private final SortedMap<Integer, LinkOccurrence> links = new TreeMap<>();

    private LinkFinder(String html) {
        this.html = html;
    }

    /** The links in the order of the source. */
    static Collection<LinkOccurrence> find(String html, Document document) {
        LinkFinder finder = new LinkFinder(html);
        finder.addAll(document, 0, true);
        return finder.links.values();
    }

    private void addAll(Document document, int offset, boolean withConditions) {
        document.nodeStream().forEach(node -> {
            if (node instanceof Element element && isLink(element) && !isInert(node)) {
                add(element, offset);
            } else if (withConditions && node instanceof Comment && !isInert(node)) {
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
        if (isWhatTheSourceSays(link)) {
            links.put(link.start(), link);
        }
    }

    /** Where source and parser disagree (a NUL, or an error of ours or the parser's), nothing is touched. */
    private boolean isWhatTheSourceSays(LinkOccurrence link) {
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
            Document shown = HtmlSource.parse(source.substring(condition.end(), end));
            addAll(shown, comment.startPos() + condition.end(), false);
        }
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
