package telltale.message.html;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Node;
import org.jsoup.select.NodeTraversor;
import org.jsoup.select.NodeVisitor;
import telltale.model.InvalidInputException;

/** Limits on the size and nesting depth of HTML, which bound the memory and time of parsing. */
public final class HtmlLimits {
    /** The maximum length in characters. Gmail clips messages at 102 kB. */
    public static final int MAX_LENGTH = 2 << 20;
    /** The maximum number of tags. Each becomes an element of several hundred bytes while the HTML is parsed. */
    public static final int MAX_TAGS = 50_000;
    /** The maximum nesting depth of elements; browsers stop at 512. */
    public static final int MAX_DEPTH = 256;

    private static final Set<String> VOID = Set.of(
            "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr");

    private final Map<String, Integer> open = new HashMap<>();
    private int tags;
    private int depth;
    private int deepest;

    private HtmlLimits() {}

    /**
     * Checks HTML before it is parsed.
     *
     * @param field the name of the input field, for errors
     * @throws InvalidInputException naming the exceeded limit
     */
    public static void check(String field, String html) {
        if (html.length() > MAX_LENGTH) {
            throw new InvalidInputException(field, field + " has more than " + MAX_LENGTH + " characters of HTML");
        }
        HtmlLimits scan = new HtmlLimits();
        scan.read(html);
        if (scan.tags > MAX_TAGS) {
            throw new InvalidInputException(field, field + " has more than " + MAX_TAGS + " tags");
        }
        // Unclosed tags only appear to nest, so the parser decides.
        if (scan.deepest > MAX_DEPTH && depth(HtmlSource.parse(html)) > MAX_DEPTH) {
            throw new InvalidInputException(field, field + " nests elements more than " + MAX_DEPTH + " deep");
        }
    }

    /** Whether HTML exceeds no limit, so that it can be parsed. */
    public static boolean allow(String html) {
        try {
            check("html", html);
            return true;
        } catch (InvalidInputException exceeded) {
            return false;
        }
    }

    /** Counts everything that starts like a tag, also in comments and scripts. */
    private void read(String html) {
        for (int at = html.indexOf('<'); at >= 0 && tags <= MAX_TAGS; at = html.indexOf('<', at + 1)) {
            boolean closes = html.startsWith("/", at + 1);
            int start = at + (closes ? 2 : 1);
            int end = start;
            while (end < html.length() && isNameCharacter(html.charAt(end))) {
                end++;
            }
            if (end > start) {
                tag(html.substring(start, end), closes);
            }
        }
    }

    private static boolean isNameCharacter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ':' || c == '-';
    }

    private void tag(String name, boolean closes) {
        if (closes) {
            Integer before = open.get(name);
            if (before != null && before > 0) {
                open.put(name, before - 1);
                depth--;
            }
            return;
        }
        tags++;
        if (!VOID.contains(name)) {
            open.merge(name, 1, Integer::sum);
            depth++;
            deepest = Math.max(deepest, depth);
        }
    }

    private static int depth(Document document) {
        int[] deepest = {0};
        NodeVisitor measure = (Node node, int depth) -> deepest[0] = Math.max(deepest[0], depth);
        NodeTraversor.traverse(measure, document);
        return deepest[0];
    }
}
