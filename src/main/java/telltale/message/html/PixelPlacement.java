package telltale.message.html;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jsoup.nodes.Comment;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.Range;

/** Finds the position of the pixel: before the end of the body, or the last position where a client still displays it. */
final class PixelPlacement {
    private static final Pattern BODY_END = Pattern.compile("</body", Pattern.CASE_INSENSITIVE);
    private static final Pattern HTML_END = Pattern.compile("</html", Pattern.CASE_INSENSITIVE);

    private PixelPlacement() {}

    /**
     * Finds the end of the body as a client's parser does: a {@code </body>} in a comment, a script or an attribute does not
     * count. If an unclosed construct would swallow the pixel, its position is before that construct.
     *
     * @param element the HTML of the pixel or of another element to display there
     * @return the position in the source
     */
    static int find(String html, Document document, String element) {
        Range bodyEnd = document.body().endSourceRange();
        if (isExplicit(bodyEnd) && isAllClosed(document, bodyEnd.startPos())) {
            return bodyEnd.startPos();
        }
        return candidates(html, document)
                .filter(position ->
                        isVisible(html.substring(0, position) + element + html.substring(position), position))
                .findFirst()
                .orElse(0);
    }

    private static boolean isExplicit(Range range) {
        return range.isTracked() && !range.isImplicit();
    }

    /**
     * Whether the source closes all elements before the end tag of the body, and the body is displayed: then an element
     * inserted there is a child of the body, and the source need not be parsed again to see it.
     */
    private static boolean isAllClosed(Document document, int bodyEnd) {
        return document.getAllElements().stream().skip(1).allMatch(element -> switch (element.normalName()) {
            case "html", "body" -> !HiddenElements.contains(element);
            case "head" -> true;
            default -> element.tag().isEmpty() || isClosed(element, bodyEnd);
        });
    }

    private static boolean isClosed(Element element, int bodyEnd) {
        Range end = element.endSourceRange();
        return isExplicit(end) && end.endPos() <= bodyEnd;
    }

    /** Whether the element inserted at that position is parsed as an element and is not in a hidden one. */
    private static boolean isVisible(String html, int position) {
        return HtmlSource.parse(html).getAllElements().stream()
                .filter(element -> element.sourceRange().startPos() == position
                        && !element.sourceRange().isImplicit())
                .anyMatch(element -> element.parents().stream().noneMatch(HiddenElements::contains));
    }

    /** The candidate positions, best first. The last is the start of the source: an image there opens the body. */
    private static IntStream candidates(String html, Document document) {
        IntStream parsed = Stream.of(document.body(), document.firstElementChild())
                .flatMap(Stream::ofNullable)
                .map(Element::endSourceRange)
                .filter(PixelPlacement::isExplicit)
                .mapToInt(Range::startPos);
        // In an unclosed table cell the parser ignores the end tag, but the sender meant it.
        IntStream literal = Stream.of(BODY_END, HTML_END).flatMapToInt(end -> lastMatch(end, html));
        return Stream.<Supplier<IntStream>>of(() -> parsed, () -> literal, () -> fallbacks(html, document))
                .flatMapToInt(Supplier::get)
                .distinct();
    }

    private static IntStream lastMatch(Pattern pattern, String html) {
        return pattern.matcher(html).results().mapToInt(MatchResult::start).reduce((earlier, later) -> later).stream();
    }

    private static IntStream fallbacks(String html, Document document) {
        List<Node> nodes = document.nodeStream()
                .filter(node ->
                        node.sourceRange().isTracked() && !node.sourceRange().isImplicit())
                .toList();
        int lastEnd = nodes.stream()
                .flatMap(PixelPlacement::ranges)
                .mapToInt(Range::endPos)
                .max()
                .orElse(0);
        int lastTag = Math.max(0, html.lastIndexOf('<'));
        int swallowing = nodes.stream()
                .max(Comparator.comparingInt(node -> node.sourceRange().startPos()))
                .flatMap(PixelPlacement::outermostHidden)
                .map(node -> node.sourceRange().startPos())
                .orElse(0);
        int bodyStart = document.body().sourceRange().endPos();
        return IntStream.of(html.length(), lastEnd, lastTag, swallowing, bodyStart)
                .filter(position -> position >= 0 && position <= html.length())
                .boxed()
                .sorted(Comparator.reverseOrder())
                .mapToInt(Integer::intValue);
    }

    private static Stream<Range> ranges(Node node) {
        Stream<Range> own = Stream.of(node.sourceRange());
        return node instanceof Element element
                ? Stream.concat(own, Stream.of(element.endSourceRange()).filter(end -> !end.isImplicit()))
                : own;
    }

    private static Optional<Node> outermostHidden(Node node) {
        return Stream.iterate(node, inner -> inner != null, Node::parentNode)
                .filter(outer -> outer instanceof Comment
                        || (outer instanceof Element element && HiddenElements.contains(element)))
                .reduce((inner, outer) -> outer);
    }
}
