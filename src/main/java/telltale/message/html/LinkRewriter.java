package telltale.message.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;
import telltale.model.Destination;
import telltale.model.Link;

/** Gives the links of one mail their tracked addresses, and takes note of those that stay as they are. */
final class LinkRewriter {
    /** Addresses that are longer do not survive every client, gateway and log. */
    static final int LONGEST_ADDRESS = 2_000;

    private static final int EXCERPT = 80;
    /** ASCII that an attribute's value may hold as it is, wherever it stands. */
    private static final boolean[] PLAIN = plain();

    private final ClickUrls clicks;
    private final List<Link> links = new ArrayList<>();
    private int tooLong;
    private int tooMany;
    private @Nullable Destination firstTooLong;

    LinkRewriter(ClickUrls clicks) {
        this.clicks = clicks;
    }

    /**
     * Gives one link its tracked address.
     *
     * @param destination where it leads, if that is to be tracked
     * @param endsTag whether the tag ends right behind it, without a quote
     * @return as an attribute says it; nothing for a link that stays as it is
     */
    Optional<String> rewrite(Optional<Destination> destination, boolean endsTag) {
        return destination.filter(one -> !clicks.isOurs(one.url())).flatMap(one -> rewrite(one, endsTag));
    }

    List<Link> links() {
        return links;
    }

    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        if (firstTooLong != null) {
            warnings.add("Links left as they are, because their tracked addresses would have more than "
                    + LONGEST_ADDRESS + " characters: " + tooLong + ". The first begins with " + excerpt(firstTooLong));
        }
        if (tooMany > 0) {
            warnings.add("Links left as they are, because a mail has at most " + Link.MAX_NUMBER + " tracked ones: "
                    + tooMany + ".");
        }
        return warnings;
    }

    private Optional<String> rewrite(Destination destination, boolean endsTag) {
        if (links.size() == Link.MAX_NUMBER) {
            tooMany++;
            return Optional.empty();
        }
        Link link = new Link(links.size() + 1, destination);
        String address = clicks.of(link);
        if (address.length() > LONGEST_ADDRESS) {
            tooLong++;
            firstTooLong = firstTooLong == null ? destination : firstTooLong;
            return Optional.empty();
        }
        links.add(link);
        return Optional.of(escaped(address, endsTag));
    }

    /** The first base counts (WHATWG HTML section 4.2.3), if it leads to a web server. */
    static @Nullable Destination base(Document document) {
        Element base = document.selectFirst("base[href]");
        return Optional.ofNullable(base)
                .flatMap(element -> Href.destination(element.attr("href"), null))
                .orElse(null);
    }

    /**
     * As an attribute's value may say it in double quotes, in single ones and in none. Without quotes a hyphen at its end
     * would close the comment around it, together with one before it and the end of the tag.
     */
    private static String escaped(String address, boolean endsTag) {
        StringBuilder escaped = new StringBuilder(address.length() + 16);
        int copied = 0;
        for (int i = 0; i < address.length(); i++) {
            char c = address.charAt(i);
            boolean isPlain = c < PLAIN.length ? PLAIN[c] : Character.isLetterOrDigit(c);
            boolean isHarmlessHyphen = c == '-' && (!endsTag || i < address.length() - 1);
            if (!isPlain && !isHarmlessHyphen) {
                escaped.append(address.substring(copied, i))
                        .append("&#")
                        .append((int) c)
                        .append(';');
                copied = i + 1;
            }
        }
        return copied == 0 ? address : escaped.append(address.substring(copied)).toString();
    }

    private static boolean[] plain() {
        boolean[] plain = new boolean[128];
        for (char c = 0; c < plain.length; c++) {
            plain[c] = Character.isLetterOrDigit(c) || "._~:/%[]".indexOf(c) >= 0;
        }
        return plain;
    }

    private static String excerpt(Destination destination) {
        String url = destination.url();
        return url.substring(0, Math.min(url.length(), EXCERPT));
    }
}
