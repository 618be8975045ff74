package telltale.domains;

import java.util.regex.Pattern;
import telltale.settings.PixelUrl;

/** The tracking URL of a sender's domain: what precedes {@code /pixel} and {@code /click} in its mails. */
final class TrackingUrl {
    private static final String PIXEL = "/pixel";
    private static final int MAX_LENGTH = 200;
    /** Characters that need no escaping in HTML and text, so that mails are prepared the same way for every sender. */
    private static final Pattern PLAIN = Pattern.compile("https?://[A-Za-z0-9._~:/\\[\\]-]+", Pattern.CASE_INSENSITIVE);

    private TrackingUrl() {}

    /**
     * Parses a URL, with or without {@code /pixel} at its end.
     *
     * @throws IllegalArgumentException with a message that states the error and never contains the URL
     */
    static PixelUrl parse(String text) {
        String stripped = text.strip();
        String base = stripped.endsWith(PIXEL) ? stripped.substring(0, stripped.length() - PIXEL.length()) : stripped;
        while (base.endsWith("/")) {
            base = base.substring(0, base.length() - 1);
        }
        if (base.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("it has more than " + MAX_LENGTH + " characters");
        }
        PixelUrl url = PixelUrl.parse(base + PIXEL);
        if (url.isCleartext()) {
            throw new IllegalArgumentException("it does not begin with https://");
        }
        if (!PLAIN.matcher(base).matches()) {
            throw new IllegalArgumentException("it has other characters than letters, digits and any of ._~:/-");
        }
        return url;
    }
}
