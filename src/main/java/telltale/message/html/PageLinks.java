package telltale.message.html;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;
import telltale.model.Destination;

/** The addresses in a message that becomes a web page: each is absolute, and opens in a new tab. */
final class PageLinks {
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):");
    private static final Set<String> FOLLOWED = Set.of("http", "https", "mailto", "tel", "sms");
    /** Attributes that would open a link elsewhere, reveal the page's address or load something. */
    private static final List<String> OVERRIDES =
            List.of("target", "ping", "referrerpolicy", "download", "xlink:href", "attributionsrc");

    private static final List<String> IMAGE_ATTRIBUTES = List.of("src", "background");

    private final @Nullable Destination base;
    private final String noLink;

    private PageLinks(@Nullable Destination base, String noLink) {
        this.base = base;
        this.noLink = noLink;
    }

    /**
     * Rewrites the addresses of a document.
     *
     * @param noLink the address of the links that the page does not have
     */
    static void rewrite(Document document, String noLink) {
        PageLinks links = new PageLinks(LinkRewriter.base(document), noLink);
        for (Element element : document.getAllElements()) {
            OVERRIDES.forEach(element::removeAttr);
            if (element.hasAttr("href")) {
                links.rewriteLink(element);
            }
            IMAGE_ATTRIBUTES.stream().filter(element::hasAttr).forEach(name -> links.resolve(element, name));
        }
    }

    private void rewriteLink(Element element) {
        String href = Href.stripped(element.attr("href"));
        if (href.startsWith("#") && !href.startsWith(noLink)) {
            element.attr("target", "_self");
            return;
        }
        Optional<String> followed = absolute(href).filter(PageLinks::isFollowed);
        if (followed.isPresent()) {
            element.attr("href", followed.get()).attr("rel", "noopener noreferrer");
        } else {
            element.removeAttr("href");
        }
    }

    /** Resolves a relative address, because the page does not have the base URL of the message. */
    private void resolve(Element element, String attribute) {
        absolute(Href.stripped(element.attr(attribute))).ifPresent(url -> element.attr(attribute, url));
    }

    private Optional<String> absolute(String url) {
        return SCHEME.matcher(url).lookingAt() ? Optional.of(url) : Href.resolved(url, base);
    }

    private static boolean isFollowed(String url) {
        Matcher scheme = SCHEME.matcher(url);
        return scheme.lookingAt() && FOLLOWED.contains(scheme.group(1).toLowerCase(Locale.ROOT));
    }
}
