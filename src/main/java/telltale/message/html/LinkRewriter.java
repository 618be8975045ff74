package telltale.message.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;
import telltale.model.Destination;
import telltale.model.Link;

/** Rewrites the links of one message: appends parameters, turns them into tracked URLs, and records those that stay unchanged. */
final class LinkRewriter {
    /** The maximum length of a tracked URL; some clients, gateways and logs truncate longer ones. */
    static final int MAX_URL_LENGTH = 2_000;

    private static final int EXCERPT_LENGTH = 80;
    /** ASCII characters that an attribute value may contain unescaped at any position. */
    private static final boolean[] PLAIN = plain();

    private final @Nullable ClickUrls clicks;
    private final @Nullable AppendedParameters appended;
    private final List<Link> links = new ArrayList<>();
    private int tooLong;
    private int tooMany;
    private int withoutParameters;
    private @Nullable Destination firstTooLong;

    LinkRewriter(Tracking tracking) {
        this.clicks = tracking.clicks();
        this.appended = tracking.appended();
    }

    /**
     * Returns the URL that replaces one link.
     *
     * @param destination the destination, if it can be tracked
     * @param endsTag whether the tag ends right after the URL, without a quote
     * @return the URL escaped for an attribute; empty if the link stays unchanged
     */
    Optional<String> rewrite(Optional<Destination> destination, boolean endsTag) {
        return destination
                .flatMap(one -> clicks == null ? withParameters(one) : tracked(one, clicks))
                .map(url -> escaped(url, endsTag));
    }

    List<Link> links() {
        return links;
    }

    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        if (firstTooLong != null) {
            warnings.add("Links not tracked because the tracked URL would exceed " + MAX_URL_LENGTH + " characters: "
                    + tooLong + ". The first starts with " + excerpt(firstTooLong));
        }
        if (tooMany > 0) {
            warnings.add("Links not tracked because a message can have at most " + Link.MAX_NUMBER + " tracked links: "
                    + tooMany + ".");
        }
        if (withoutParameters > 0) {
            warnings.add("Links without the parameters of utm, because the tracked URL would exceed " + MAX_URL_LENGTH
                    + " characters: " + withoutParameters + ".");
        }
        return warnings;
    }

    private Optional<String> tracked(Destination destination, ClickUrls urls) {
        if (urls.isTelltaleUrl(destination.url())) {
            return Optional.empty();
        }
        if (links.size() == Link.MAX_NUMBER) {
            tooMany++;
            return withParameters(destination);
        }
        Optional<String> tracked = tracked(extended(destination), destination, urls);
        if (tracked.isEmpty()) {
            tooLong++;
            firstTooLong = firstTooLong == null ? destination : firstTooLong;
        }
        return tracked;
    }

    /** Leaves out parameters that make a URL too long: the numbers of the other links do not depend on parameters. */
    private Optional<String> tracked(Destination extended, Destination original, ClickUrls urls) {
        Link link = new Link(links.size() + 1, extended);
        String trackedUrl = urls.urlFor(link);
        if (trackedUrl.length() <= MAX_URL_LENGTH) {
            links.add(link);
            return Optional.of(trackedUrl);
        }
        if (extended.equals(original)) {
            return Optional.empty();
        }
        Optional<String> tracked = tracked(original, original, urls);
        withoutParameters += tracked.isPresent() ? 1 : 0;
        return tracked;
    }

    private Optional<String> withParameters(Destination destination) {
        Destination extended = extended(destination);
        return extended.equals(destination) ? Optional.empty() : Optional.of(extended.url());
    }

    private Destination extended(Destination destination) {
        return appended == null ? destination : appended.appendTo(destination);
    }

    /** The base URL: the first base element decides (WHATWG HTML section 4.2.3), if it is http or https. */
    static @Nullable Destination base(Document document) {
        Element base = document.selectFirst("base[href]");
        return Optional.ofNullable(base)
                .flatMap(element -> Href.destination(element.attr("href"), null))
                .orElse(null);
    }

    /**
     * Escapes a URL for an attribute value with double, single or no quotes. Without quotes, a hyphen before the end of the
     * tag could form the end of a surrounding comment, so it is escaped there.
     */
    private static String escaped(String url, boolean endsTag) {
        StringBuilder escaped = new StringBuilder(url.length() + 16);
        int copied = 0;
        for (int i = 0; i < url.length(); i++) {
            char c = url.charAt(i);
            boolean isPlain = c < PLAIN.length ? PLAIN[c] : Character.isLetterOrDigit(c);
            boolean isSafeHyphen = c == '-' && (!endsTag || i < url.length() - 1);
            if (!isPlain && !isSafeHyphen) {
                escaped.append(url.substring(copied, i))
                        .append("&#")
                        .append((int) c)
                        .append(';');
                copied = i + 1;
            }
        }
        return copied == 0 ? url : escaped.append(url.substring(copied)).toString();
    }

    private static boolean[] plain() {
        boolean[] plain = new boolean[128];
        for (char c = 0; c < plain.length; c++) {
            plain[c] = Character.isLetterOrDigit(c) || "._~:/%[]?=#+,;@".indexOf(c) >= 0;
        }
        return plain;
    }

    private static String excerpt(Destination destination) {
        String url = destination.url();
        return url.substring(0, Math.min(url.length(), EXCERPT_LENGTH));
    }
}
