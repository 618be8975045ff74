package telltale.mail;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.Range;
import org.jsoup.nodes.TextNode;
import org.jspecify.annotations.Nullable;
import telltale.model.Destination;

/**
 * HTML that goes to many, read once: where its links are, where the pixel goes, what it says as text, and the blanks for
 * what each recipient reads alone.
 *
 * <p>A blank is one only where any words leave the rest as it is: in text, or in a quoted attribute of which nothing else
 * depends. Filling one then gives what reading the filled HTML would give, character for character.
 */
public final class FormLetter {
    /** What words could complete: a character reference, a percent-encoding, the placeholder of a choice. */
    private static final Pattern INCOMPLETE = Pattern.compile(
            "(&[#a-z0-9]*+|%[0-9a-f]?|(\\{\\{|%7B%7B)[\\s%a-z0-9]*+)[\ue000-\uf8ff]", Pattern.CASE_INSENSITIVE);

    private static final Set<String> LINKS = Set.of("href", "title");
    private static final Set<String> IMAGES = Set.of("src", "alt", "title");

    private final String html;
    private final Document document;
    private final List<WrittenLink> links;
    private final @Nullable Destination base;
    // Looked for when the first mail needs them, because some need none.
    private int pixelPlace = -1;
    private @Nullable PlainText text;

    private FormLetter(String html, Document document) {
        this.html = html;
        this.document = document;
        this.links = List.copyOf(LinkFinder.find(html, document));
        this.base = LinkRewriter.base(document);
    }

    /** HTML that goes to one recipient alone and has no blanks. */
    public static Filled whole(String html) {
        return new Filled(
                new FormLetter(html, HtmlSource.parse(html)), UnaryOperator.identity(), UnaryOperator.identity());
    }

    /**
     * Reads the form of HTML, in which the placeholders of the choices become blanks too.
     *
     * @return nothing where one of the blanks is none, because the rest depends on what is written there
     */
    public static Optional<FormLetter> of(Blanks blanks) {
        String form = blanks.form();
        if (Blanks.countMarks(form) != blanks.words().size()) {
            return Optional.empty();
        }
        String html = new ChoiceLinks(Blanks.UNSUBSCRIBE, Blanks.PREFERENCES).in(form);
        Document document = HtmlSource.parse(html);
        return hasOnlyBlanks(html, document) ? Optional.of(new FormLetter(html, document)) : Optional.empty();
    }

    /** The form with the blanks of one mail filled. */
    public Filled filled(Blanks blanks, ChoiceLinks choices) {
        return new Filled(this, blanks.written(choices), blanks.meant(choices));
    }

    /**
     * HTML to one recipient.
     *
     * @param written fills a piece of the source with what stands in its blanks
     * @param meant fills a piece that was read, with what a parser reads there
     */
    public record Filled(FormLetter form, UnaryOperator<String> written, UnaryOperator<String> meant) {
        /** As it is, nothing tracked. */
        public String html() {
            return written.apply(form.html);
        }

        /** What it says to whom HTML is not shown. */
        public String text() {
            return form.plainText().of(meant);
        }

        /** With pixel and links put in. */
        public TrackedHtml tracked(Tracking tracking) {
            Edits edits = new Edits(form.html);
            boolean pixel = tracking.pixel() != null;
            if (tracking.pixel() != null) {
                String element = tracking.pixel().toHtml();
                edits.insert(form.pixelPlace(element), element);
            }
            if (tracking.clicks() == null) {
                return new TrackedHtml(written.apply(edits.apply()), pixel, List.of(), List.of());
            }
            LinkRewriter rewriter = new LinkRewriter(tracking.clicks(), edits);
            form.links.forEach(link -> rewriter.rewrite(link, Href.destination(meant.apply(link.value()), form.base)));
            return new TrackedHtml(written.apply(edits.apply()), pixel, rewriter.links(), rewriter.warnings());
        }
    }

    private synchronized int pixelPlace(String element) {
        if (pixelPlace < 0) {
            pixelPlace = PixelPlace.in(html, document, element);
        }
        return pixelPlace;
    }

    private synchronized PlainText plainText() {
        if (text == null) {
            text = PlainText.read(document);
        }
        return text;
    }

    private static boolean hasOnlyBlanks(String html, Document document) {
        BitSet marks = new BitSet();
        for (int i = 0; i < html.length(); i++) {
            marks.set(i, Blanks.isMark(html.charAt(i)));
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
