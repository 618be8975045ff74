package telltale.logging;

/**
 * Masks tokens and keys in log text: what follows the path of a tracking URL, the lead of an API key,
 * {@code key=} or {@code Bearer}. Text without
 * any of these is returned unchanged, at the cost of a few searches.
 */
public final class SecretMask {
    private static final String MASK = "****";

    /** Tokens and generated keys have at least 40 characters; shorter path segments are not tokens. */
    private static final int MIN_TOKEN = 30;

    /** Keys chosen by an operator may be short; anything shorter than this is a word of prose. */
    private static final int MIN_KEY = 8;

    private enum Lead {
        PIXEL("/pixel/", MIN_TOKEN),
        CLICK("/click/", MIN_TOKEN),
        UNSUBSCRIBE("/unsubscribe/", MIN_TOKEN),
        PREFERENCES("/preferences/", MIN_TOKEN),
        CONSENT("/consent/", MIN_TOKEN),
        VIEW("/view/", MIN_TOKEN),
        API_KEY("tt_live_", MIN_TOKEN),
        KEY("key=", MIN_KEY),
        // RFC 9110 section 11.1: scheme names are case-insensitive.
        BEARER("earer ", MIN_KEY),
        BEARER_UPPER("EARER ", MIN_KEY),
        BEARER_ENCODED("earer%20", MIN_KEY);

        private final String text;
        private final int minimum;

        Lead(String text, int minimum) {
            this.text = text;
            this.minimum = minimum;
        }
    }

    private static final Lead[] LEADS = Lead.values();

    private SecretMask() {}

    /** The text with each token and key replaced by {@code ****}. */
    public static String mask(String text) {
        String masked = text;
        for (Lead lead : LEADS) {
            int found = masked.indexOf(lead.text);
            if (found >= 0) {
                masked = mask(masked, lead, found);
            }
        }
        return masked;
    }

    private static String mask(String text, Lead lead, int first) {
        StringBuilder masked = new StringBuilder(text.length());
        int copied = 0;
        for (int found = first; found >= 0; found = text.indexOf(lead.text, copied)) {
            int start = found + lead.text.length();
            int end = endOfSecret(text, start);
            masked.append(text, copied, start);
            masked.append(end - start < lead.minimum ? text.substring(start, end) : MASK);
            copied = end;
        }
        return masked.append(text, copied, text.length()).toString();
    }

    private static int endOfSecret(String text, int start) {
        int end = start;
        while (end < text.length() && isOfSecret(text.charAt(end))) {
            end++;
        }
        return end;
    }

    /** Accepts base64, base64url and percent-encoding, and some characters of manipulated tokens. */
    private static boolean isOfSecret(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "-_.~+/=%".indexOf(c) >= 0;
    }
}
