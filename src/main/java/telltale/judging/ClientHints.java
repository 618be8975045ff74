package telltale.judging;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The brands in a {@code Sec-CH-UA} header, which Chromium sends and no other engine does.
 *
 * @see <a href="https://wicg.github.io/ua-client-hints/#sec-ch-ua">User-Agent Client Hints</a>
 */
final class ClientHints {
    private static final int MAX_LENGTH = 512;
    private static final Pattern CHROMIUM = Pattern.compile("\"Chromium\";v=\"(\\d{1,4})");
    private static final Pattern CHROME = Pattern.compile("Chrom(?:e|ium)/(\\d{1,4})");

    private final String brands;

    /** @param header the value of the header; only its first 512 characters count */
    ClientHints(String header) {
        this.brands = header.length() > MAX_LENGTH ? header.substring(0, MAX_LENGTH) : header;
    }

    /** Whether they have an invented brand such as {@code Not/A)Brand}, as those of every Chromium since version 89 do. */
    boolean haveInventedBrand() {
        StringBuilder letters = new StringBuilder(brands.length());
        brands.chars().filter(Character::isLetter).forEach(c -> letters.append((char) c));
        return letters.indexOf("NotABrand") >= 0;
    }

    /** Whether both name a version of Chromium, and not the same. */
    boolean nameAnotherVersionThan(String agent) {
        Matcher hint = CHROMIUM.matcher(brands);
        Matcher own = CHROME.matcher(agent);
        return hint.find() && own.find() && !hint.group(1).equals(own.group(1));
    }
}
