package telltale.message.html;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Entities;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;
import org.jspecify.annotations.Nullable;
import telltale.message.mime.EncodedText;
import telltale.message.mime.QuotedPrintableSegment;

/** Converts between HTML and the plain text alternative of a message. */
public final class PlainText {
    private static final Pattern LINE_BREAK = Pattern.compile("\\r\\n?|\\n");
    private static final Pattern SPACES = Pattern.compile("[\\x00- \\u00a0]+");
    private static final String MAILTO = "mailto:";
    private static final Pattern BLANK_LINES = Pattern.compile("\\n(?:[ \\t]*+\\n)++");

    /** The steps that write the text, one or more for each node. */
    private final List<Consumer<Lines>> steps;

    private final Function<String, RecipientText> splitter;
    /** Whether only the values differ between recipients, not the structure of the text. */
    private final boolean isSharable;
    // Created for the first recipient.
    private @Nullable RecipientText shared;

    private PlainText(Reader reader) {
        this.steps = List.copyOf(reader.steps);
        this.splitter = reader.splitter;
        this.isSharable = !reader.dependsOnValues;
    }

    /** Converts HTML to text: paragraphs, lists and tables as lines, links with their URLs, images as their alt text. */
    public static String of(String html) {
        return read(Jsoup.parse(html), RecipientText::fixed).fillIn(List.of()).toString();
    }

    /**
     * Reads HTML once for many recipients.
     *
     * @param splitter splits a part of the HTML at its placeholders
     */
    static PlainText read(Document document, Function<String, RecipientText> splitter) {
        Reader reader = new Reader(splitter);
        document.body().filter(reader);
        return new PlainText(reader);
    }

    /**
     * Returns the text for one recipient.
     *
     * @param values the unescaped values, without leading, trailing or double spaces
     */
    EncodedText fillIn(List<String> values) {
        if (!isSharable) {
            return EncodedText.of(text(values, values));
        }
        List<QuotedPrintableSegment> segments = new ArrayList<>();
        shared(values).writeTo(segments, values);
        return new EncodedText(segments);
    }

    private synchronized RecipientText shared(List<String> values) {
        if (shared == null) {
            shared = splitter.apply(text(values, Placeholders.marks(values.size())));
        }
        return shared;
    }

    private String text(List<String> values, List<String> output) {
        Lines lines = new Lines(values, output);
        steps.forEach(step -> step.accept(lines));
        return lines.text();
    }

    /** Converts text to HTML, which can contain a pixel; it adds only paragraphs and line breaks. */
    public static String toHtml(String text) {
        String lines = LINE_BREAK.matcher(Entities.escape(text.strip())).replaceAll("\n");
        String paragraphs = Stream.of(BLANK_LINES.split(lines))
                .map(paragraph -> "<p>" + paragraph.replace("\n", "<br>\n") + "</p>\n")
                .collect(Collectors.joining());
        return "<!DOCTYPE html>\n<html>\n<body>\n" + paragraphs + "</body>\n</html>\n";
    }

    private static String withoutMailto(String address) {
        return startsWith(address, MAILTO) ? address.substring(MAILTO.length()) : address;
    }

    private static boolean startsWith(String address, String scheme) {
        return address.regionMatches(true, 0, scheme, 0, scheme.length());
    }

    /** Visits the elements and collects the steps. */
    private static final class Reader implements NodeFilter {
        private static final Set<String> PARAGRAPHS =
                Set.of("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "blockquote", "pre", "hr");

        private final List<Consumer<Lines>> steps = new ArrayList<>();
        private final Function<String, RecipientText> splitter;
        /** The number of items in each list so far, including hidden ones. */
        private final IdentityHashMap<Node, Integer> items = new IdentityHashMap<>();

        private boolean dependsOnValues;

        Reader(Function<String, RecipientText> splitter) {
            this.splitter = splitter;
        }

        @Override
        public FilterResult head(Node node, int depth) {
            if (node instanceof TextNode text) {
                if (isPreformatted(text)) {
                    RecipientText source = splitter.apply(text.getWholeText());
                    steps.add(lines -> lines.source(source));
                } else {
                    addText(text.getWholeText());
                }
            } else if (node instanceof Element element) {
                if (element.nameIs("li") && element.parent() != null) {
                    items.merge(element.parent(), 1, Integer::sum);
                }
                if (HiddenElements.contains(element)) {
                    return FilterResult.SKIP_ENTIRELY;
                }
                open(element);
            }
            return FilterResult.CONTINUE;
        }

        @Override
        public FilterResult tail(Node node, int depth) {
            if (node instanceof Element element) {
                if (element.nameIs("a")) {
                    RecipientText target = splitter.apply(element.attr("href").strip());
                    RecipientText label = splitter.apply(element.text().strip());
                    dependsOnValues |= !isDecided(target, label);
                    steps.add(lines -> lines.link(target, label));
                }
                breakAround(element);
            }
            return FilterResult.CONTINUE;
        }

        private void open(Element element) {
            breakAround(element);
            switch (element.normalName()) {
                case "br" -> steps.add(lines -> lines.lineBreak());
                case "hr" -> steps.add(lines -> lines.word("----"));
                case "li" -> {
                    String bullet = bullet(element);
                    steps.add(lines -> lines.item(bullet));
                }
                case "td", "th" -> cell(element);
                case "img" -> addText(element.attr("alt"));
                default -> {}
            }
        }

        private void addText(String text) {
            String spaced = SPACES.matcher(text).replaceAll(" ");
            boolean leading = spaced.startsWith(" ");
            boolean trailing = spaced.length() > 1 && spaced.endsWith(" ");
            RecipientText content =
                    splitter.apply(spaced.substring(leading ? 1 : 0, spaced.length() - (trailing ? 1 : 0)));
            if (leading) {
                steps.add(lines -> lines.space());
            }
            if (!content.isEmpty()) {
                steps.add(lines -> lines.text(content));
            }
            if (trailing) {
                steps.add(lines -> lines.space());
            }
        }

        /**
         * Whether the URL of a link is displayed for all recipients or for none, regardless of the values: its scheme is
         * known, and its label is certain to differ.
         */
        private static boolean isDecided(RecipientText target, RecipientText label) {
            if (target.isFixed() && label.isFixed()) {
                return true;
            }
            String address = target.startsWithPreferenceLink() ? "http" : target.prefix();
            boolean hasScheme =
                    target.isFixed() || target.startsWithPreferenceLink() || address.length() >= MAILTO.length();
            String url = withoutMailto(address);
            String text = label.prefix();
            int common = Math.min(url.length(), text.length());
            return hasScheme
                    && (!text.regionMatches(0, url, 0, common)
                            || (label.isFixed() && url.length() > common)
                            || (target.isFixed() && text.length() > common));
        }

        private void breakAround(Element element) {
            if (PARAGRAPHS.contains(element.normalName()) && element.closest("li") == null) {
                steps.add(lines -> lines.breaks(2));
            } else if (element.isBlock() && !element.nameIs("td") && !element.nameIs("th")) {
                steps.add(lines -> lines.breaks(1));
            }
        }

        private String bullet(Element item) {
            Element list = item.parent();
            if (list == null || !list.nameIs("ol")) {
                return "-";
            }
            return items.get(list) + ".";
        }

        private void cell(Element cell) {
            if (cell.previousElementSibling() != null) {
                steps.add(lines -> lines.gap("  "));
            }
        }

        private static boolean isPreformatted(TextNode text) {
            Element parent = text.parent();
            return parent != null && parent.closest("pre") != null;
        }
    }

    /** Writes the text line by line. */
    private static final class Lines {
        private final List<String> values;
        private final List<String> output;
        private final StringBuilder text = new StringBuilder();
        private int pendingBreaks;
        private String pendingGap = "";
        private boolean afterBullet;

        /**
         * @param values the recipient's values, on which decisions are based
         * @param output what is written in place of the values: the values themselves, or marks
         */
        Lines(List<String> values, List<String> output) {
            this.values = values;
            this.output = output;
        }

        void lineBreak() {
            pendingBreaks++;
        }

        void breaks(int atLeast) {
            pendingBreaks = Math.max(pendingBreaks, atLeast);
        }

        void gap(String gap) {
            pendingGap = gap;
        }

        void item(String bullet) {
            word(bullet);
            pendingGap = " ";
            afterBullet = true;
        }

        void link(RecipientText target, RecipientText label) {
            String address = target.fillIn(values);
            boolean isShown =
                    startsWith(address, MAILTO) || startsWith(address, "http:") || startsWith(address, "https:");
            if (isShown && !label.fillIn(values).equals(withoutMailto(address))) {
                space();
                word("<" + withoutMailto(target.fillIn(output)) + ">");
            }
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
            if (pendingBreaks > 0 && !afterBullet) {
                text.append(text.isEmpty() ? "" : "\n".repeat(Math.min(pendingBreaks, 2)));
            } else if (!text.isEmpty()) {
                text.append(pendingGap);
            }
            pendingBreaks = 0;
            pendingGap = "";
            afterBullet = false;
        }

        String text() {
            return text.toString().strip();
        }
    }
}
