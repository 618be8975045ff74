package telltale.mail;

import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Entities;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;

/** A mail without its markup: what somebody reads whose client shows no HTML. */
public final class PlainText {
    private static final Pattern LINE_BREAK = Pattern.compile("\\r\\n?|\\n");
    private static final Pattern BLANK_LINES = Pattern.compile("\\n(?:[ \\t]*\\n)+");

    private PlainText() {}

    /** Text of HTML: paragraphs, lists and tables as lines, links and pictures in words. */
    public static String of(String html) {
        Writer writer = new Writer();
        Jsoup.parse(html).body().filter(writer);
        return writer.text();
    }

    /** HTML of text, so that it can carry a pixel: nothing is added but paragraphs and line breaks. */
    public static String toHtml(String text) {
        String lines = LINE_BREAK.matcher(Entities.escape(text.strip())).replaceAll("\n");
        String paragraphs = Stream.of(BLANK_LINES.split(lines))
                .map(paragraph -> "<p>" + paragraph.replace("\n", "<br>\n") + "</p>\n")
                .collect(Collectors.joining());
        return "<!DOCTYPE html>\n<html>\n<body>\n" + paragraphs + "</body>\n</html>\n";
    }

    /** Walks through the elements and writes lines. */
    private static final class Writer implements NodeFilter {
        private static final Set<String> PARAGRAPHS =
                Set.of("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table", "blockquote", "pre", "hr");

        private final StringBuilder written = new StringBuilder();
        private int pendingBreaks;
        private String pendingGap = "";
        private boolean afterBullet;

        @Override
        public FilterResult head(Node node, int depth) {
            if (node instanceof TextNode text) {
                words(text.getWholeText(), isPreformatted(text));
            } else if (node instanceof Element element) {
                if (Unshown.is(element)) {
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
                    link(element);
                }
                breakAround(element);
            }
            return FilterResult.CONTINUE;
        }

        private void open(Element element) {
            breakAround(element);
            switch (element.normalName()) {
                case "br" -> pendingBreaks++;
                case "hr" -> word("----");
                case "li" -> item(element);
                case "td", "th" -> cell(element);
                case "img" -> words(element.attr("alt"), false);
                default -> {}
            }
        }

        private void breakAround(Element element) {
            if (PARAGRAPHS.contains(element.normalName()) && element.closest("li") == null) {
                pendingBreaks = Math.max(pendingBreaks, 2);
            } else if (element.isBlock() && !element.nameIs("td") && !element.nameIs("th")) {
                pendingBreaks = Math.max(pendingBreaks, 1);
            }
        }

        private void item(Element item) {
            word(bullet(item));
            pendingGap = " ";
            afterBullet = true;
        }

        private static String bullet(Element item) {
            Element list = item.parent();
            if (list == null || !list.nameIs("ol")) {
                return "-";
            }
            long before = item.previousElementSiblings().stream()
                    .filter(sibling -> sibling.nameIs("li"))
                    .count();
            return before + 1 + ".";
        }

        private void cell(Element cell) {
            if (cell.previousElementSibling() != null) {
                pendingGap = "  ";
            }
        }

        private void link(Element anchor) {
            String target = anchor.attr("href").strip();
            if (target.regionMatches(true, 0, "mailto:", 0, 7)) {
                target = target.substring(7);
            } else if (!target.regionMatches(true, 0, "http:", 0, 5)
                    && !target.regionMatches(true, 0, "https:", 0, 6)) {
                return;
            }
            if (!anchor.text().strip().equals(target)) {
                space();
                word("<" + target + ">");
            }
        }

        private void words(String text, boolean preformatted) {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (preformatted && c == '\n') {
                    pendingBreaks++;
                } else if (!preformatted && (c <= ' ' || c == '\u00a0')) {
                    space();
                } else if (c != '\r') {
                    word(String.valueOf(c));
                }
            }
        }

        private void space() {
            if (pendingGap.isEmpty()) {
                pendingGap = " ";
            }
        }

        private void word(String word) {
            if (pendingBreaks > 0 && !afterBullet) {
                written.append(written.isEmpty() ? "" : "\n".repeat(Math.min(pendingBreaks, 2)));
            } else if (!written.isEmpty()) {
                written.append(pendingGap);
            }
            pendingBreaks = 0;
            pendingGap = "";
            afterBullet = false;
            written.append(word);
        }

        private static boolean isPreformatted(TextNode text) {
            Element parent = text.parent();
            return parent != null && parent.closest("pre") != null;
        }

        private String text() {
            return written.toString().strip();
        }
    }
}
