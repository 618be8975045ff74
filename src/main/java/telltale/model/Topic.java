package telltale.model;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A topic of bulk mail, from which recipients can unsubscribe without unsubscribing from all bulk mail.
 *
 * @param name identifies it: 1 to 64 lower-case letters, digits and hyphens
 * @param title the name that people read, one line
 */
public record Topic(String name, String title) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
    private static final int MAX_TITLE_LENGTH = 100;
    /** The beginning of a placeholder, as written or percent-encoded. */
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{|%7B%7B", Pattern.CASE_INSENSITIVE);

    private static final String ZERO_WIDTH_JOINERS = "\u200c\u200d";

    public Topic {
        checkName(name);
        title = title.strip().replaceAll(" {2,}", " ");
        if (title.isEmpty() || title.length() > MAX_TITLE_LENGTH) {
            throw invalidTitle("title must have 1 to " + MAX_TITLE_LENGTH + " characters");
        }
        TextRules.rejectControls("title", title);
        title.codePoints().filter(Topic::isInvisible).findFirst().ifPresent(c -> {
            throw invalidTitle(String.format("title must have visible characters only, but it contains U+%04X", c));
        });
        if (PLACEHOLDER.matcher(title).find()) {
            throw invalidTitle("title must not contain {{, which begins a placeholder");
        }
    }

    /** A topic without a title of its own: {@code product-news} is titled "Product news". */
    public static Topic named(String name) {
        checkName(name);
        String words = name.replaceAll("-+", " ").strip();
        return new Topic(name, words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1));
    }

    /**
     * Checks the name of a topic.
     *
     * @throws InvalidInputException if it is invalid
     */
    public static void checkName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new InvalidInputException(
                    "topic", "topic must have 1 to 64 lowercase letters, digits and hyphens, such as product-news");
        }
    }

    /**
     * Checks that mail of a topic is bulk mail.
     *
     * @param topic null for mail without a topic
     * @throws InvalidInputException if it is not
     */
    public static void checkBulk(@Nullable Topic topic, boolean bulk) {
        if (topic != null && !bulk) {
            throw new InvalidInputException(
                    "topic", "topic needs bulk to be true, because recipients can unsubscribe from a topic");
        }
    }

    /** Bidirectional controls could reorder the text around a title; joiners are part of some scripts and emoji. */
    private static boolean isInvisible(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.PRIVATE_USE || (type == Character.FORMAT && ZERO_WIDTH_JOINERS.indexOf(codePoint) < 0);
    }

    private static InvalidInputException invalidTitle(String detail) {
        return new InvalidInputException("title", detail);
    }
}
