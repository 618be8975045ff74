package telltale.message.check;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;
import telltale.message.Finding;
import telltale.message.html.Href;
import telltale.message.html.LinkUrl;
import telltale.model.Destination;
import telltale.model.Host;

/** Checks the images and links of HTML, before tracking is added to it. Conditional comments for Outlook are not read. */
final class HtmlChecks {
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:");
    private static final Pattern WEB = Pattern.compile("(?i)https?:");
    /** Domains of examples and tests (RFC 2606 sections 2 and 3). */
    private static final Pattern RESERVED =
            Pattern.compile("(?:.+\\.)?(?:example\\.(?:com|net|org)|example|invalid|test)");
    /** An unfilled merge field, for which there is a rule of its own. */
    private static final Pattern MERGE_FIELD = Pattern.compile("\\{\\{|%7B%7B", Pattern.CASE_INSENSITIVE);

    private final Document document;
    private final Set<String> contentIds;
    private final @Nullable Destination base;
    private final Tally tally = new Tally();

    private HtmlChecks(Document document, Set<String> contentIds) {
        this.document = document;
        this.contentIds = contentIds;
        this.base = Optional.ofNullable(document.selectFirst("base[href]"))
                .flatMap(element -> Href.destination(element.attr("href"), null))
                .orElse(null);
    }

    /**
     * Checks HTML.
     *
     * @param contentIds the content ids of the attachments
     */
    static List<Finding> of(String html, Set<String> contentIds) {
        HtmlChecks checks = new HtmlChecks(Jsoup.parse(html), contentIds);
        checks.document.select("img").forEach(checks::checkImage);
        checks.document.select("a[href], area[href]").forEach(link -> checks.checkLink(link.attr("href")));
        return checks.tally.findings();
    }

    private void checkImage(Element image) {
        String source = image.attr("src").strip();
        if (!image.hasAttr("alt")) {
            tally.add(HtmlRule.IMAGE_WITHOUT_ALT, source.isEmpty() ? "<img>" : source);
        }
        Optional.ofNullable(imageRule(source)).ifPresent(rule -> tally.add(rule, source));
    }

    private @Nullable HtmlRule imageRule(String source) {
        if (source.isEmpty() || MERGE_FIELD.matcher(source).find()) {
            return null;
        }
        if (!SCHEME.matcher(source).lookingAt()) {
            return base == null && !source.startsWith("//") ? HtmlRule.IMAGE_RELATIVE : null;
        }
        return switch (scheme(source)) {
            case "http" -> HtmlRule.IMAGE_NOT_ENCRYPTED;
            case "data" -> HtmlRule.IMAGE_DATA_URL;
            case "cid" -> contentIds.contains(source.substring("cid:".length())) ? null : HtmlRule.IMAGE_NOT_ATTACHED;
            default -> null;
        };
    }

    private void checkLink(String href) {
        Optional.ofNullable(linkRule(href.strip())).ifPresent(rule -> tally.add(rule, "href=\"" + href + "\""));
    }

    private @Nullable HtmlRule linkRule(String href) {
        if (href.isEmpty() || href.equals("#")) {
            return HtmlRule.LINK_EMPTY;
        }
        if (href.startsWith("#")) {
            return hasTarget(href.substring(1)) ? null : HtmlRule.LINK_ANCHOR;
        }
        if (MERGE_FIELD.matcher(href).find()) {
            return null;
        }
        if (!SCHEME.matcher(href).lookingAt() && base == null) {
            return HtmlRule.LINK_RELATIVE;
        }
        if (SCHEME.matcher(href).lookingAt() && !WEB.matcher(href).lookingAt()) {
            return scheme(href).equals("javascript") ? HtmlRule.LINK_SCRIPT : null;
        }
        Optional<Destination> destination = Href.destination(href, base);
        return destination.isEmpty()
                ? HtmlRule.LINK_INVALID
                : hostRule(LinkUrl.of(destination.get()).host());
    }

    private static @Nullable HtmlRule hostRule(String host) {
        if (RESERVED.matcher(host).matches()) {
            return HtmlRule.LINK_RESERVED;
        }
        return new Host(host).isPublic() ? null : HtmlRule.LINK_PRIVATE;
    }

    private boolean hasTarget(String name) {
        // Browsers scroll to the top for this name (WHATWG HTML section 7.4.6.4).
        return name.equalsIgnoreCase("top")
                || document.getElementById(name) != null
                || document.select("a[name]").eachAttr("name").contains(name);
    }

    private static String scheme(String url) {
        return url.substring(0, url.indexOf(':')).toLowerCase(Locale.ROOT);
    }
}
