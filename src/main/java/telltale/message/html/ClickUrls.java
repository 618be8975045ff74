package telltale.message.html;

import java.util.List;
import java.util.function.Function;
import telltale.model.Link;

/**
 * The addresses that stand in one mail in place of its links.
 *
 * @param base where every address of Telltale begins, without a slash at its end
 * @param tokens signs a link of this mail
 */
public record ClickUrls(String base, Function<Link, String> tokens) {
    private static final List<String> OURS = List.of("/click/", "/pixel", "/unsubscribe/", "/preferences/");

    String of(Link link) {
        return base + "/click/" + tokens.apply(link);
    }

    /** Whether an address is Telltale's already. Below the same base may be the sender's own site, too. */
    boolean isOurs(String url) {
        return url.regionMatches(true, 0, base, 0, base.length())
                && OURS.stream().anyMatch(path -> url.startsWith(path, base.length()));
    }
}
