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
 * HTML that goes to many, read once: where its links are, where the pixel goes, what it says as text, and the blanks for
 * what each recipient reads alone.
 *
 * <p>A blank is one only where any words leave the rest as it is: in text, or in a quoted attribute of which nothing else
 * depends. Filling one then gives what reading the filled HTML would give, character for character.
 */
public final class PreparedTemplate {
    /** What words could complete: a character reference, a percent-encoding, the placeholder of a choice. */
    private static final Pattern INCOMPLETE = Pattern.compile(
            "(&[#a-z0-9]*+|%[0-9a-f]?|(\\{\\{|%7B%7B)[\\s%a-z0-9]{0,200}+)[\ue000-\uf8ff]"
                    // No placeholder is so long; and each of many beginnings in a row is looked at no further.
                    + "|(\\{\\{|%7B%7B)[\\s%a-z0-9]{201}",
            Pattern.CASE_INSENSITIVE);

    /** In the source, the document, the text, and the pieces of both as they are encoded. */
    private static final long BYTES_A_CHARACTER = 8;
    /** With its attributes and their positions. */
    private static final long BYTES_A_NODE = 500;

    private static final Set<String> LINKS = Set.of("href", "title");
    private static final Set<String> IMAGES = Set.of("src", "alt", "title");

    private final String html;
    private final Document document;
    private final Function<String, RecipientText> telling;
    private final List<Followed> links;
    private final @Nullable Destination base;
    // Made when the first mail needs them, because some need none.
    private @Nullable Layout withPixel;
    private @Nullable Layout withoutPixel;
    private @Nullable PlainText text;

    /**
     * @param telling tells a piece of it apart at its blanks
     */
    private PreparedTemplate(String html, Document document, Function<String, RecipientText> telling) {
        this.html = html;
        this.document = document;
        this.telling = telling;
        this.base = LinkRewriter.base(document);
        this.links =
                LinkFinder.find(html, document).stream().map(this::followed).toList();
    }

    /**
     * A link of the form.
     *
     * @param endsTag whether the tag ends right behind its address, without a quote
     * @param known where it leads, if that is the same for all
     */
    private record Followed(
            LinkOccurrence written, boolean endsTag, RecipientText value, Optional<Destination> known) {}

    /**
     * The source, cut where something is put in.
     *
     * @param before what stands before each of the places
     * @param originals what stands at each of them if nothing is put there; nothing at the pixel's
     * @param pixel which of the places is the pixel's, or -1
     * @param rest behind the last place
     */
    private record Layout(List<RecipientText> before, List<RecipientText> originals, int pixel, RecipientText rest) {}

    /** HTML that goes to one recipient alone and has no blanks. */
    public static Filled whole(String html) {
        return new Filled(
                new PreparedTemplate(html, HtmlSource.parse(html), RecipientText::whole), List.of(), List.of());
    }

    /**
     * Reads the form of HTML, in which the placeholders of the choices become blanks too.
     *
     * @return nothing where one of the blanks is none, because the rest depends on what is written there
     */
    public static Optional<PreparedTemplate> of(Placeholders blanks) {
        String form = blanks.form();
        // A character reference may be one, too.
        if (Placeholders.countMarks(Parser.unescapeEntities(form, true))
                != blanks.words().size()) {
            return Optional.empty();
        }
        String html = new PreferenceLinks(Placeholders.UNSUBSCRIBE, Placeholders.PREFERENCES).in(form);
        Document document = HtmlSource.parse(html);
        return hasOnlyBlanks(html, document)
                ? Optional.of(new PreparedTemplate(html, document, RecipientText::of))
                : Optional.empty();
    }

    /** About how many bytes of memory it takes. */
    public long weight() {
        return html.length() * BYTES_A_CHARACTER + document.nodeStream().count() * BYTES_A_NODE;
    }

    /** The form with the blanks of one mail filled. */
    public Filled filled(Placeholders blanks, PreferenceLinks choices) {
        return new Filled(this, blanks.written(choices), blanks.meant(choices));
    }

    /**
     * HTML to one recipient.
     *
     * @param written what stands in the blanks of the source
     * @param meant what a parser reads there
     */
    public record Filled(PreparedTemplate form, List<String> written, List<String> meant) {
        /** What it says to whom HTML is not shown. */
        public EncodedText text() {
            return form.plainText().of(meant);
        }

        /** With pixel and links put in. */
        public TrackedHtml tracked(Tracking tracking) {
            Optional<String> pixel = Optional.ofNullable(tracking.pixel()).map(TrackingPixel::toHtml);
            LinkRewriter rewriter = tracking.clicks() == null ? null : new LinkRewriter(tracking.clicks());
            Layout layout = form.layout(pixel);
            List<QuotedPrintableSegment> html = new ArrayList<>();
            Iterator<Followed> links = form.links.iterator();
            for (int place = 0; place < layout.before.size(); place++) {
                layout.before.get(place).writeTo(html, written);
                Optional<String> put = place == layout.pixel ? pixel : address(links.next(), rewriter);
                if (put.isPresent()) {
                    html.add(QuotedPrintableSegment.of(put.get()));
                } else {
                    layout.originals.get(place).writeTo(html, written);
                }
            }
            layout.rest.writeTo(html, written);
            return new TrackedHtml(
                    new EncodedText(html),
                    pixel.isPresent(),
                    rewriter == null ? List.of() : rewriter.links(),
                    rewriter == null ? List.of() : rewriter.warnings());
        }

        private Optional<String> address(Followed link, @Nullable LinkRewriter rewriter) {
            if (rewriter == null) {
                return Optional.empty();
            }
            Optional<Destination> destination =
                    link.value.isFixed() ? link.known : Href.destination(link.value.filled(meant), form.base);
            return rewriter.rewrite(destination, link.endsTag);
        }
    }

    private Followed followed(LinkOccurrence link) {
        RecipientText value = telling.apply(link.value());
        boolean endsTag = html.startsWith(">", link.end());
        return new Followed(
                link, endsTag, value, value.isFixed() ? Href.destination(link.value(), base) : Optional.empty());
    }

    private synchronized Layout layout(Optional<String> pixel) {
        if (pixel.isEmpty()) {
            withoutPixel = withoutPixel == null ? layout(-1) : withoutPixel;
            return withoutPixel;
        }
        withPixel = withPixel == null ? layout(PixelPlacement.in(html, document, pixel.get())) : withPixel;
        return withPixel;
    }

    /**
     * @param pixel where the pixel goes, or -1 for nowhere; never within the address of a link
     */
    private Layout layout(int pixel) {
        List<LinkOccurrence> places =
                new ArrayList<>(links.stream().map(Followed::written).toList());
        int index = (int) places.stream().filter(link -> link.start() < pixel).count();
        if (pixel >= 0) {
            places.add(index, new LinkOccurrence(pixel, pixel, ""));
        }
        List<RecipientText> before = new ArrayList<>();
        List<RecipientText> originals = new ArrayList<>();
        int told = 0;
        for (LinkOccurrence place : places) {
            before.add(telling.apply(html.substring(told, place.start())));
            originals.add(telling.apply(html.substring(place.start(), place.end())));
            told = place.end();
        }
        return new Layout(before, originals, pixel < 0 ? -1 : index, telling.apply(html.substring(told)));
    }

    private synchronized PlainText plainText() {
        if (text == null) {
            text = PlainText.read(document, telling);
        }
        return text;
    }

    private static boolean hasOnlyBlanks(String html, Document document) {
        BitSet marks = new BitSet();
        for (int i = 0; i < html.length(); i++) {
            marks.set(i, Placeholders.isMark(html.charAt(i)));
        }
        if (!marks.isEmpty()) {
            document.nodeStream()
                    .flatMap(node -> independent(node, html))
                    .forEach(range -> marks.clear(range.startPos(), range.endPos()));
        }
        return marks.isEmpty() && !INCOMPLETE.matcher(html).find();
    }

    /**
     * Where words stand on which nothing else depends. In text that holds a {@code <} they might complete a tag; a value
     * without quotes would end at their first space.
     */
    private static Stream<Range> independent(Node node, String html) {
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
            case "a", "area" -> LINKS;
            case "img" -> IMAGES;
            default -> Set.of();
        };
    }
}
