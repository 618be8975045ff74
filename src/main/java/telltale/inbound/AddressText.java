package telltale.inbound;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds addresses in texts and in the fields of reports. It checks no more than what it needs to tell them apart. */
final class AddressText {
    private static final int MAX_LENGTH = 320;
    private static final int MAX_FOUND = 100;
    private static final Pattern ESCAPE = Pattern.compile("\\\\x\\{([0-9A-Fa-f]{1,6})\\}");

    private AddressText() {}

    /** All addresses in a text, in their order. */
    static List<String> all(String text) {
        List<String> found = new ArrayList<>();
        for (int at = text.indexOf('@'); at >= 0 && found.size() < MAX_FOUND; at = text.indexOf('@', at + 1)) {
            int start = at;
            while (start > 0 && at - start < MAX_LENGTH && isLocal(text.charAt(start - 1))) {
                start--;
            }
            int end = at + 1;
            while (end < text.length() && end - at < MAX_LENGTH && isDomain(text.charAt(end))) {
                end++;
            }
            while (end > at + 1 && !Character.isLetterOrDigit(text.charAt(end - 1))) {
                end--;
            }
            if (start < at && end > at + 1) {
                found.add(text.substring(start, end));
            }
        }
        return found;
    }

    private static boolean isLocal(char c) {
        return c > 127 ? Character.isLetterOrDigit(c) : c > ' ' && "<>()[]\",;:@\\\u007f".indexOf(c) < 0;
    }

    private static boolean isDomain(char c) {
        return Character.isLetterOrDigit(c) || c == '.' || c == '-' || c == '_';
    }

    /** The address in the field of a report, such as {@code rfc822; <ann@example.com>}; empty if there is none. */
    static String ofField(String value) {
        int semicolon = value.indexOf(';');
        String address = withoutEscapes(semicolon < 0 ? value : value.substring(semicolon + 1));
        int open = address.indexOf('<');
        int close = address.indexOf('>', open + 1);
        if (open >= 0 && close > open) {
            return address.substring(open + 1, close).strip();
        }
        return FieldText.withoutComments(address).strip();
    }

    /** Decodes {@code \x{HEX}}, which stands for a character where a report must be ASCII (RFC 6533 section 3). */
    private static String withoutEscapes(String address) {
        if (!address.contains("\\x{")) {
            return address;
        }
        return ESCAPE.matcher(address)
                .replaceAll(escape -> Matcher.quoteReplacement(character(escape.group(1), escape.group())));
    }

    private static String character(String hex, String otherwise) {
        int codePoint = Integer.parseInt(hex, 16);
        return Character.isValidCodePoint(codePoint) ? Character.toString(codePoint) : otherwise;
    }
}
