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

/** Finds where the pixel goes: before the end of the body, or wherever in the source a client still shows it. */
final class PixelPlacement {
    private static final Pattern BODY_END = Pattern.compile("</body", Pattern.CASE_INSENSITIVE);
    private static final Pattern HTML_END = Pattern.compile("</html", Pattern.CASE_INSENSITIVE);

    private PixelPlacement() {}

    /**
     * Looks for the end of the body as a client's parser sees it: a {@code </body>} in a comment, a script or an attribute
     * is none. Where something unclosed would swallow the pixel there, its place is before that.
     *
     * @param element the pixel's, or another that shall be shown there
     * @return a position in the source
     */
    static int in(String html, Document document, String element) {
        return places(html, document)
                .filter(place -> isShown(html.substring(0, place) + element + html.substring(place), place))
                .findFirst()
                .orElse(0);
    }

    /** Whether the element inserted at that place is one in the parsed document, and nothing around it hides it. */
    private static boolean isShown(String html, int place) {
        return HtmlSource.parse(html).getAllElements().stream()
                .filter(element -> element.sourceRange().startPos() == place
                        && !element.sourceRange().isImplicit())
                .anyMatch(element -> element.parents().stream().noneMatch(HiddenElements::is));
    }

    /** Where the pixel may stand, best first. The start of the source is the last: an image there opens the body. */
    private static IntStream places(String html, Document document) {
        IntStream parsed = Stream.of(document.body(), document.firstElementChild())
                .flatMap(Stream::ofNullable)
                .map(Element::endSourceRange)
                .filter(end -> end.isTracked() && !end.isImplicit())
                .mapToInt(Range::startPos);
        // In an unclosed table cell the parser ignores the end tag that it meets; the sender meant it all the same.
        IntStream written = Stream.of(BODY_END, HTML_END).flatMapToInt(end -> lastMatch(end, html));
        return Stream.<Supplier<IntStream>>of(() -> parsed, () -> written, () -> fallbacks(html, document))
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
        int swallower = nodes.stream()
                .max(Comparator.comparingInt(node -> node.sourceRange().startPos()))
                .flatMap(PixelPlacement::outermostUnshown)
                .map(node -> node.sourceRange().startPos())
                .orElse(0);
        int bodyStart = document.body().sourceRange().endPos();
        return IntStream.of(html.length(), lastEnd, lastTag, swallower, bodyStart)
                .filter(place -> place >= 0 && place <= html.length())
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

    private static Optional<Node> outermostUnshown(Node node) {
        return Stream.iterate(node, inner -> inner != null, Node::parentNode)
                .filter(outer ->
                        outer instanceof Comment || (outer instanceof Element element && HiddenElements.is(element)))
                .reduce((inner, outer) -> outer);
    }
}
