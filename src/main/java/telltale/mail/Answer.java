package telltale.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a request.
 *
 * @param status the HTTP status
 * @param body JSON, unless a proxy answered
 */
record Answer(int status, String body) {
    /** A member with a string. It does not match inside another string, where quotes are escaped. */
    private static final Pattern MEMBER = Pattern.compile("\"(\\w+)\":\"((?:[^\"\\\\]++|\\\\.)*+)\"");

    private static final Pattern NUMBER = Pattern.compile("\"(\\w+)\":(\\d{1,18})");
    /** The start of a string about a recipient, by its position in the request. */
    private static final Pattern RECIPIENT = Pattern.compile("\"to\\[(\\d{1,9})\\]");

    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u([0-9a-fA-F]{4})|(.))");

    /** The first member of a name with a string, or null. */
    @Nullable
    String member(String name) {
        return members(name).stream().findFirst().orElse(null);
    }

    /** All members of a name with a string, in their order. */
    List<String> members(String name) {
        List<String> values = new ArrayList<>();
        Matcher member = MEMBER.matcher(body);
        while (member.find()) {
            if (member.group(1).equals(name)) {
                values.add(unescaped(member.group(2)));
            }
        }
        return values;
    }

    /** The first member of a name with a number that is not negative, or null. */
    @Nullable
    Long number(String name) {
        Matcher member = NUMBER.matcher(body);
        while (member.find()) {
            if (member.group(1).equals(name)) {
                return Long.valueOf(member.group(2));
            }
        }
        return null;
    }

    private static String unescaped(String text) {
        return ESCAPE.matcher(text)
                .replaceAll(escape -> Matcher.quoteReplacement(character(escape.group(1), escape.group(2))));
    }

    private static String character(@Nullable String code, @Nullable String letter) {
        if (code != null) {
            return Character.toString(Integer.parseInt(code, 16));
        }
        return switch (String.valueOf(letter)) {
            case "n", "r", "t", "b", "f" -> " ";
            default -> String.valueOf(letter);
        };
    }

    /** The positions in the request of recipients with errors. */
    Set<Integer> invalidRecipients() {
        Set<Integer> positions = new TreeSet<>();
        Matcher recipient = RECIPIENT.matcher(body);
        while (recipient.find()) {
            positions.add(Integer.parseInt(recipient.group(1)));
        }
        return positions;
    }

    /** A sentence about an error. */
    String explanation() {
        String detail = member("detail");
        return "Telltale answered " + status + (detail == null ? "" : ": " + detail);
    }
}
