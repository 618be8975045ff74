package telltale.message.html;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/**
 * Decides which links of a message show their URL in plain text: not those that have no visible content, or whose label is
 * the URL, or whose image has no alternative text and another link has the same URL.
 */
final class LinkReader {
    private final LinkAddress address;
    private final Function<String, RecipientText> splitter;
    private final IdentityHashMap<Element, RecipientText> targets = new IdentityHashMap<>();
    /** The targets of links with a label. */
    private final List<RecipientText> labeled = new ArrayList<>();

    private LinkReader(LinkAddress address, Function<String, RecipientText> splitter) {
        this.address = address;
        this.splitter = splitter;
    }

    /** Reads the links of a document. */
    static LinkReader of(Document document, Function<String, RecipientText> splitter) {
        LinkReader reader = new LinkReader(new LinkAddress(LinkRewriter.base(document)), splitter);
        for (Element link : document.select("a, area")) {
            RecipientText target = splitter.apply(Href.stripped(link.attr("href")));
            reader.targets.put(link, target);
            if (!label(link).isEmpty()) {
                reader.labeled.add(target);
            }
        }
        return reader;
    }

    /** A decision about one link, which may depend on the values of the recipient. */
    interface Condition {
        boolean holds(TextLines lines);
    }

    LinkAddress address() {
        return address;
    }

    RecipientText target(Element link) {
        RecipientText target = targets.get(link);
        return target == null ? RecipientText.fixed("") : target;
    }

    /** Whether the URL of a link is displayed. */
    Condition condition(Element link) {
        RecipientText target = target(link);
        String text = label(link);
        if (containsLink(link)) {
            return lines -> false;
        }
        if (!text.isEmpty()) {
            RecipientText label = splitter.apply(text);
            return lines -> address.isDisplayed(target.fillIn(lines.values()), label.fillIn(lines.values()));
        }
        return link.selectFirst("img") == null
                ? lines -> false
                : lines -> {
                    String href = target.fillIn(lines.values());
                    return address.isDisplayed(href, "")
                            && !lines.labeledTargets(labeled).contains(href);
                };
    }

    /** Whether the condition gives the same answer for all recipients. */
    boolean isCertain(Element link) {
        RecipientText target = target(link);
        String text = label(link);
        if (containsLink(link)) {
            return true;
        }
        if (!text.isEmpty()) {
            return address.isCertain(target, splitter.apply(text));
        }
        return link.selectFirst("img") == null
                || (target.isFixed()
                        && labeled.stream().allMatch(other -> other.isFixed() || other.startsWithRecipientLink()));
    }

    /** Whether the text belongs to a link in this one: a table around a button is often a link, too. */
    private static boolean containsLink(Element link) {
        return link.selectFirst("a a[href]") != null;
    }

    /** The visible text of a link, or else the alternative text of its images. */
    private static String label(Element link) {
        if (link.nameIs("area")) {
            return link.attr("alt").strip();
        }
        String text = link.text().strip();
        return text.isEmpty()
                ? link.getElementsByTag("img").stream()
                        .map(image -> image.attr("alt").strip())
                        .filter(alternative -> !alternative.isEmpty())
                        .collect(Collectors.joining(" "))
                : text;
    }
}
