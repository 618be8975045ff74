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

/** A mail without its markup: what somebody reads whose client shows no HTML. */
public final class PlainText {
    private static final Pattern LINE_BREAK = Pattern.compile("\\r\\n?|\\n");
    private static final Pattern SPACES = Pattern.compile("[\\x00- \\u00a0]+");
    private static final String MAILTO = "mailto:";
    private static final Pattern BLANK_LINES = Pattern.compile("\\n(?:[ \\t]*+\\n)++");

    /** What each piece of the HTML adds to the text. */
    private final List<Consumer<Lines>> steps;

    private final Function<String, RecipientText> telling;
    /** Whether its lines are the same for all but for the words in its blanks. */
    private final boolean isForm;
    // Made for the first recipient.
    private @Nullable RecipientText form;

    private PlainText(Reader reader) {
        this.steps = List.copyOf(reader.steps);
        this.telling = reader.telling;
        this.isForm = !reader.dependsOnWords;
    }

    /** Text of HTML: paragraphs, lists and tables as lines, links and pictures in words. */
    public static String of(String html) {
        return read(Jsoup.parse(html), RecipientText::whole).of(List.of()).toString();
    }

    /**
     * Reads HTML once that is said to many.
     *
     * @param telling tells a piece of it apart at its blanks
     */
    static PlainText read(Document document, Function<String, RecipientText> telling) {
        Reader reader = new Reader(telling);
        document.body().filter(reader);
        return new PlainText(reader);
    }

    /**
     * The text for one of them.
     *
     * @param meant what is meant in the blanks: words that neither begin nor end with a space nor hold two in a row
     */
    EncodedText of(List<String> meant) {
        if (!isForm) {
            return EncodedText.of(text(meant, meant));
        }
        List<QuotedPrintableSegment> pieces = new ArrayList<>();
        form(meant).writeTo(pieces, meant);
        return new EncodedText(pieces);
    }

    private synchronized RecipientText form(List<String> meant) {
        if (form == null) {
            form = telling.apply(text(meant, Placeholders.marks(meant.size())));
        }
        return form;
    }

    private String text(List<String> meant, List<String> written) {
        Lines lines = new Lines(meant, written);
        steps.forEach(step -> step.accept(lines));
        return lines.text();
    }

    /** HTML of text, so that it can carry a pixel: nothing is added but paragraphs and line breaks. */
    public static String toHtml(String text) {
        String lines = LINE_BREAK.matcher(Entities.escape(text.strip())).replaceAll("\n");
        String paragraphs = Stream.of(BLANK_LINES.split(lines))
                .map(paragraph -> "<p>" + paragraph.replace("\n", "<br>\n") + "</p>\n")
                .collect(Collectors.joining());
        return "<!DOCTYPE html>\n<html>\n<body>\n" + paragraphs + "</body>\n</html>\n";
    }

    private static String withoutMailto(String address) {
        return begins(address, MAILTO) ? address.substring(MAILTO.length()) : address;
    }

    private static boolean begins(String address, String scheme) {
        return address.regionMatches(true, 0, scheme, 0, scheme.length());
    }

    /** Walks through the elements. */
    private static final class Reader implements NodeFilter {
        private static final Set<String> PARAGRAPHS =
                Set.of("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "blockquote", "pre", "hr");

        private final List<Consumer<Lines>> steps = new ArrayList<>();
        private final Function<String, RecipientText> telling;
        /** The items of each list so far, hidden ones too. */
        private final IdentityHashMap<Node, Integer> items = new IdentityHashMap<>();

        private boolean dependsOnWords;

        Reader(Function<String, RecipientText> telling) {
            this.telling = telling;
        }

        @Override
        public FilterResult head(Node node, int depth) {
            if (node instanceof TextNode text) {
                if (isPreformatted(text)) {
                    RecipientText source = telling.apply(text.getWholeText());
                    steps.add(lines -> lines.source(source));
                } else {
                    words(text.getWholeText());
                }
            } else if (node instanceof Element element) {
                if (element.nameIs("li") && element.parent() != null) {
                    items.merge(element.parent(), 1, Integer::sum);
                }
                if (HiddenElements.is(element)) {
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
                    RecipientText target = telling.apply(element.attr("href").strip());
                    RecipientText label = telling.apply(element.text().strip());
                    dependsOnWords |= !isDecided(target, label);
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
                case "img" -> words(element.attr("alt"));
                default -> {}
            }
        }

        private void words(String text) {
            String spaced = SPACES.matcher(text).replaceAll(" ");
            boolean begins = spaced.startsWith(" ");
            boolean ends = spaced.length() > 1 && spaced.endsWith(" ");
            RecipientText words = telling.apply(spaced.substring(begins ? 1 : 0, spaced.length() - (ends ? 1 : 0)));
            if (begins) {
                steps.add(lines -> lines.space());
            }
            if (!words.isEmpty()) {
                steps.add(lines -> lines.words(words));
            }
            if (ends) {
                steps.add(lines -> lines.space());
            }
        }

        /**
         * Whether such a link is shown to all or to nobody, whatever words are in its blanks: its scheme is known, and its
         * label is something else.
         */
        private static boolean isDecided(RecipientText target, RecipientText label) {
            if (target.isFixed() && label.isFixed()) {
                return true;
            }
            String address = target.beginsWithChoice() ? "http" : target.opening();
            boolean hasScheme = target.isFixed() || target.beginsWithChoice() || address.length() >= MAILTO.length();
            String shown = withoutMailto(address);
            String said = label.opening();
            int common = Math.min(shown.length(), said.length());
            return hasScheme
                    && (!said.regionMatches(0, shown, 0, common)
                            || (label.isFixed() && shown.length() > common)
                            || (target.isFixed() && said.length() > common));
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

    /** Writes lines. */
    private static final class Lines {
        private final List<String> meant;
        private final List<String> written;
        private final StringBuilder text = new StringBuilder();
        private int pendingBreaks;
        private String pendingGap = "";
        private boolean afterBullet;

        /**
         * @param meant what is meant in the blanks of texts and addresses
         * @param written what is written there
         */
        Lines(List<String> meant, List<String> written) {
            this.meant = meant;
            this.written = written;
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
            String address = target.filled(meant);
            boolean isShown = begins(address, MAILTO) || begins(address, "http:") || begins(address, "https:");
            if (isShown && !label.filled(meant).equals(withoutMailto(address))) {
                space();
                word("<" + withoutMailto(target.filled(written)) + ">");
            }
        }

        /** Text whose lines and spaces are its own. */
        void source(RecipientText source) {
            String said = source.filled(written);
            for (int i = 0; i < said.length(); i++) {
                char c = said.charAt(i);
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

        void words(RecipientText words) {
            word(words.filled(written));
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
