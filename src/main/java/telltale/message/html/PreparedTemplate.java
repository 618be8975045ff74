package telltale.message.html;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.Range;
import org.jsoup.nodes.TextNode;
import org.jsoup.parser.Parser;
import org.jspecify.annotations.Nullable;
import telltale.message.mime.EncodedText;
import telltale.message.mime.QuotedPrintableSegment;
import telltale.model.Destination;

/**
 * HTML for many recipients, parsed once: the positions of its links, pixel and placeholders, and its plain text.
 *
 * <p>A placeholder is allowed only where no value can affect the rest of the HTML: in text, or in a quoted attribute on which
 * nothing else depends. Filling in the template then gives exactly the result of parsing the filled HTML.
 */
public final class PreparedTemplate {
    /** Text before a mark that a value could complete: a character reference, a percent-encoding, a link placeholder. */
    private static final Pattern INCOMPLETE = Pattern.compile(
            "(&[#a-z0-9]*+|%[0-9a-f]?|(\\{\\{|%7B%7B)[\\s%a-z0-9]{0,200}+)[\ue000-\uf8ff]"
                    // No placeholder is that long; the bound keeps a long run of opening braces from quadratic time.
                    + "|(\\{\\{|%7B%7B)[\\s%a-z0-9]{201}",
            Pattern.CASE_INSENSITIVE);

    /** Estimated memory for each character: source, document, text, and the encoded segments of both. */
    private static final long BYTES_PER_CHARACTER = 8;
    /** Estimated memory for each node, with its attributes and their positions. */
    private static final long BYTES_PER_NODE = 500;

    private static final Set<String> LINK_ATTRIBUTES = Set.of("href", "title");
    private static final Set<String> IMAGE_ATTRIBUTES = Set.of("src", "alt", "title");

    private final String html;
    private final Document document;
    private final int pixelStart;
    private final int pixelEnd;
    private final Function<String, RecipientText> splitter;
    private final List<TemplateLink> links;
    private final @Nullable Destination base;
    // Created on first use, because some messages need none.
    private @Nullable Layout withPixel;
    private @Nullable Layout withoutPixel;
    private @Nullable PlainText text;

    private PreparedTemplate(String html, Document document, Function<String, RecipientText> splitter) {
        this(html, document, 0, html.length(), splitter);
    }

    /**
     * @param pixelStart the start of the range for the pixel
     * @param splitter splits a part of the HTML at its placeholders
     */
    private PreparedTemplate(
            String html, Document document, int pixelStart, int pixelEnd, Function<String, RecipientText> splitter) {
        this.html = html;
        this.pixelStart = pixelStart;
        this.pixelEnd = pixelEnd;
        this.document = document;
        this.splitter = splitter;
        this.base = LinkRewriter.base(document);
        this.links =
                LinkFinder.find(html, document).stream().map(this::templateLink).toList();
    }

    /**
     * A link of the template.
     *
     * @param endsTag whether the tag ends right after the URL, without a quote
     * @param fixedDestination the destination, if it is identical for all recipients
     */
    private record TemplateLink(
            LinkOccurrence occurrence, boolean endsTag, RecipientText value, Optional<Destination> fixedDestination) {}

    /**
     * The source, split at the insertion points.
     *
     * @param points the insertion points
     * @param before the text before each insertion point
     * @param originals the text at each insertion point if nothing is inserted; empty for the pixel
     * @param pixel the index of the pixel's insertion point, or -1
     * @param rest the text after the last insertion point
     */
    private record Layout(
            List<LinkOccurrence> points,
            List<RecipientText> before,
            List<RecipientText> originals,
            int pixel,
            RecipientText rest) {}

    /** Parses the HTML of a single recipient, without placeholders. */
    public static FilledTemplate forOneRecipient(String html) {
        return withoutPlaceholders(html).asIs();
    }

    /** Parses HTML in which nothing is filled in. */
    public static PreparedTemplate withoutPlaceholders(String html) {
        return withoutPlaceholders(html, 0, html.length());
    }

    /**
     * Parses several HTML documents, one after another, in which nothing is filled in.
     *
     * @param pixelStart the start of the document in which the pixel is placed
     * @param pixelEnd its end
     */
    public static PreparedTemplate withoutPlaceholders(String html, int pixelStart, int pixelEnd) {
        return new PreparedTemplate(html, HtmlSource.parse(html), pixelStart, pixelEnd, RecipientText::fixed);
    }

    /** The template of HTML without placeholders, for any recipient. */
    public FilledTemplate asIs() {
        return new FilledTemplate(this, List.of(), List.of());
    }

    /**
     * Parses the shared HTML, in which link placeholders become placeholders too.
     *
     * @return empty if a value could affect the HTML around its placeholder
     */
    public static Optional<PreparedTemplate> of(Placeholders placeholders) {
        String marked = placeholders.markedHtml();
        // A character reference may denote a mark, too.
        if (Placeholders.countMarks(Parser.unescapeEntities(marked, true))
                != placeholders.values().size()) {
            return Optional.empty();
        }
        String html = new RecipientLinks(
                        Placeholders.UNSUBSCRIBE, Placeholders.PREFERENCES, Placeholders.CONSENT, Placeholders.VIEW)
                .fillIn(marked);
        Document document = HtmlSource.parse(html);
        return allMarksAreIndependent(html, document)
                ? Optional.of(new PreparedTemplate(html, document, RecipientText::of))
                : Optional.empty();
    }

    /** The language tag that the HTML states; empty for none. */
    public String language() {
        return document.expectFirst("html").attr("lang");
    }

    /** The approximate memory use in bytes. */
    public long weight() {
        return html.length() * BYTES_PER_CHARACTER + document.nodeStream().count() * BYTES_PER_NODE;
    }

    /** Fills in the values of one recipient. */
    public FilledTemplate fill(Placeholders placeholders, RecipientLinks links) {
        return new FilledTemplate(this, placeholders.escapedValues(links), placeholders.plainValues(links));
    }

    /**
     * A template with the values of one recipient.
     *
     * @param escaped the values escaped for HTML
     * @param plain the values unescaped
     */
    public record FilledTemplate(PreparedTemplate template, List<String> escaped, List<String> plain) {
        /** The plain text alternative. */
        public EncodedText text() {
            return template.plainText().fillIn(plain);
        }

        /** Inserts pixel, link parameters and tracked links. */
        public TrackedHtml tracked(Tracking tracking) {
            return tracked(tracking, new ArrayList<>());
        }

        /**
         * Inserts pixel, link parameters and tracked links.
         *
         * @param edits gets what was inserted and replaced in HTML without placeholders, in its order
         */
        public TrackedHtml tracked(Tracking tracking, List<TextEdit> edits) {
            Optional<String> pixel = Optional.ofNullable(tracking.pixel()).map(TrackingPixel::toHtml);
            LinkRewriter rewriter = tracking.leavesLinks() ? null : new LinkRewriter(tracking);
            Layout layout = template.layout(pixel);
            List<QuotedPrintableSegment> html = new ArrayList<>();
            Iterator<TemplateLink> links = template.links.iterator();
            for (int point = 0; point < layout.before.size(); point++) {
                layout.before.get(point).writeTo(html, escaped);
                Optional<String> inserted = point == layout.pixel ? pixel : replacement(links.next(), rewriter);
                if (inserted.isPresent()) {
                    html.add(QuotedPrintableSegment.of(inserted.get()));
                    LinkOccurrence replaced = layout.points.get(point);
                    edits.add(new TextEdit(replaced.start(), replaced.end(), inserted.get()));
                } else {
                    layout.originals.get(point).writeTo(html, escaped);
                }
            }
            layout.rest.writeTo(html, escaped);
            return new TrackedHtml(
                    new EncodedText(html),
                    pixel.isPresent(),
                    rewriter == null ? List.of() : rewriter.links(),
                    rewriter == null ? List.of() : rewriter.warnings());
        }

        private Optional<String> replacement(TemplateLink link, @Nullable LinkRewriter rewriter) {
            if (rewriter == null) {
                return Optional.empty();
            }
            Optional<Destination> destination = link.value.isFixed()
                    ? link.fixedDestination
                    : Href.destination(link.value.fillIn(plain), template.base);
            return rewriter.rewrite(destination, link.endsTag);
        }
    }

    private TemplateLink templateLink(LinkOccurrence link) {
        RecipientText value = splitter.apply(link.value());
        boolean endsTag = html.startsWith(">", link.end());
        return new TemplateLink(
                link, endsTag, value, value.isFixed() ? Href.destination(link.value(), base) : Optional.empty());
    }

    private synchronized Layout layout(Optional<String> pixel) {
        if (pixel.isEmpty()) {
            withoutPixel = withoutPixel == null ? layout(-1) : withoutPixel;
            return withoutPixel;
        }
        withPixel = withPixel == null ? layout(pixelPosition(pixel.get())) : withPixel;
        return withPixel;
    }

    private int pixelPosition(String pixel) {
        if (pixelEnd - pixelStart == html.length()) {
            return PixelPlacement.find(html, document, pixel);
        }
        String one = html.substring(pixelStart, pixelEnd);
        int position = pixelStart + PixelPlacement.find(one, HtmlSource.parse(one), pixel);
        // An attribute that one document does not close ends in a later one.
        boolean isInLink = links.stream()
                .map(TemplateLink::occurrence)
                .anyMatch(link -> link.start() < position && position < link.end());
        return isInLink ? PixelPlacement.find(html, document, pixel) : position;
    }

    /**
     * Splits the source at its insertion points.
     *
     * @param pixel the position of the pixel, or -1 for none; never within the URL of a link
     */
    private Layout layout(int pixel) {
        List<LinkOccurrence> points =
                new ArrayList<>(links.stream().map(TemplateLink::occurrence).toList());
        int index = (int) points.stream().filter(link -> link.start() < pixel).count();
        if (pixel >= 0) {
            points.add(index, new LinkOccurrence(pixel, pixel, ""));
        }
        List<RecipientText> before = new ArrayList<>();
        List<RecipientText> originals = new ArrayList<>();
        int copied = 0;
        for (LinkOccurrence point : points) {
            before.add(splitter.apply(html.substring(copied, point.start())));
            originals.add(splitter.apply(html.substring(point.start(), point.end())));
            copied = point.end();
        }
        return new Layout(points, before, originals, pixel < 0 ? -1 : index, splitter.apply(html.substring(copied)));
    }

    private synchronized PlainText plainText() {
        if (text == null) {
            text = PlainText.read(document, splitter);
        }
        return text;
    }

    private static boolean allMarksAreIndependent(String html, Document document) {
        BitSet marks = new BitSet();
        for (int i = 0; i < html.length(); i++) {
            marks.set(i, Placeholders.isMark(html.charAt(i)));
        }
        if (!marks.isEmpty()) {
            document.nodeStream()
                    .flatMap(node -> independentRanges(node, html))
                    .forEach(range -> marks.clear(range.startPos(), range.endPos()));
        }
        return marks.isEmpty() && !INCOMPLETE.matcher(html).find();
    }

    /**
     * The source ranges in which a value cannot affect the rest. In text that contains {@code <}, a value might complete a
     * tag; an unquoted attribute would end at the first space.
     */
    private static Stream<Range> independentRanges(Node node, String html) {
        if (node instanceof TextNode) {
            return Stream.of(node.sourceRange())
                    .filter(range -> range.isTracked()
                            && html.substring(range.startPos(), range.endPos()).indexOf('<') < 0);
        }
        return node instanceof Element element
                ? attributes(element).stream()
                        .map(name -> element.attributes().sourceRange(name).valueRange())
                        .filter(range -> range.isTracked() && "\"'".indexOf(html.charAt(range.startPos() - 1)) >= 0)
                : Stream.of();
    }

    private static Set<String> attributes(Element element) {
        return switch (element.normalName()) {
            case "a", "area" -> LINK_ATTRIBUTES;
            case "img" -> IMAGE_ATTRIBUTES;
            default -> Set.of();
        };
    }
}
