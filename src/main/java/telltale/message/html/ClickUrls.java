package telltale.message.html;

import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import telltale.model.Link;

/**
 * The tracked URLs that replace the links of one message.
 *
 * @param base the base URL of Telltale, without a trailing slash
 * @param tokens returns the signed token for a link of this message
 */
public record ClickUrls(String base, Function<Link, String> tokens) {
    private static final List<String> PATHS =
            List.of("/click/", "/pixel", "/unsubscribe/", "/preferences/", "/consent/");
    /** A view link, and the link of a footer to the privacy notice: paths that are too common on other sites to decide without the rest. */
    private static final Pattern COMMON = Pattern.compile("/view/[A-Za-z0-9_-]{48}|/privacy\\?lang=[a-z]{2}$");

    String urlFor(Link link) {
        return base + "/click/" + tokens.apply(link);
    }

    /** Whether a URL belongs to Telltale. The sender's own site may share the base URL, so the path decides. */
    boolean isTelltaleUrl(String url) {
        return url.regionMatches(true, 0, base, 0, base.length())
                && (PATHS.stream().anyMatch(path -> url.startsWith(path, base.length()))
                        || COMMON.matcher(url)
                                .region(base.length(), url.length())
                                .lookingAt());
    }
}
