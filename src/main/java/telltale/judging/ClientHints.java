package telltale.judging;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The client hints of low entropy, which Chromium sends and no other engine does.
 *
 * @see <a href="https://wicg.github.io/ua-client-hints/#sec-ch-ua">User-Agent Client Hints</a>
 */
final class ClientHints {
    private static final int MAX_LENGTH = 512;
    private static final Pattern CHROMIUM = Pattern.compile("\"Chromium\";v=\"(\\d{1,4})");
    private static final Pattern CHROME = Pattern.compile("Chrom(?:e|ium)/(\\d{1,4})");

    private ClientHints() {}

    /**
     * Whether the brands have an invented one such as {@code Not/A)Brand}, as those of every Chromium since version 89 do.
     *
     * @param brands the value of Sec-CH-UA; only its first 512 characters count
     */
    static boolean haveInventedBrand(String brands) {
        String text = truncated(brands);
        StringBuilder letters = new StringBuilder(text.length());
        text.chars().filter(Character::isLetter).forEach(c -> letters.append((char) c));
        return letters.indexOf("NotABrand") >= 0;
    }

    /** Whether brands and user agent both name a version of Chromium, and not the same. */
    static boolean nameOtherVersion(String brands, String agent) {
        Matcher hint = CHROMIUM.matcher(truncated(brands));
        Matcher own = CHROME.matcher(agent);
        return hint.find() && own.find() && !hint.group(1).equals(own.group(1));
    }

    /**
     * Whether a platform and a user agent name different operating systems. Unknown ones do not differ from any, and
     * Android, ChromeOS and Linux do not differ, since a phone that asks for the desktop page calls itself Linux.
     *
     * @param platform the value of Sec-CH-UA-Platform
     */
    static boolean nameOtherPlatform(String platform, String agent) {
        String hint = platformOf(platform);
        String own = platformOf(agent);
        return !hint.isEmpty() && !own.isEmpty() && !hint.equals(own);
    }

    private static String platformOf(String text) {
        if (text.contains("Windows")) {
            return "Windows";
        }
        if (text.contains("iPhone") || text.contains("iPad") || text.contains("iOS")) {
            return "iOS";
        }
        if (text.contains("macOS") || text.contains("Macintosh")) {
            return "macOS";
        }
        return text.contains("Linux") || text.contains("Android") || text.contains("CrOS") || text.contains("Chrome OS")
                ? "Linux"
                : "";
    }

    private static String truncated(String header) {
        return header.length() > MAX_LENGTH ? header.substring(0, MAX_LENGTH) : header;
    }
}
