package telltale.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import telltale.model.DurationText;

/**
 * Parsers for the values of settings. They throw IllegalArgumentException with the reason, or with an empty message if
 * the description of the expected value suffices.
 */
final class Parsers {
    private static final Pattern SEPARATOR = Pattern.compile("[,\\s]+");
    private static final int MAX_PORT = 65_535;
    private static final int MAX_DAYS = 36_500;
    private static final int MIN_SECRET_LENGTH = 32;

    private Parsers() {}

    /** The entries of a list, separated by commas or spaces. */
    static Stream<String> entries(String text) {
        return SEPARATOR.splitAsStream(text).filter(entry -> !entry.isEmpty());
    }

    /** A port to connect to. */
    static int port(String text) {
        int port = portOrZero(text);
        if (port == 0) {
            throw new IllegalArgumentException("port 0 cannot be connected to");
        }
        return port;
    }

    /** A number of days, up to a hundred years. */
    static int days(String text) {
        if (!text.matches("[1-9]\\d{0,4}") || Integer.parseInt(text) > MAX_DAYS) {
            throw new IllegalArgumentException("");
        }
        return Integer.parseInt(text);
    }

    /** A duration within inclusive bounds, such as {@code 30m}, {@code 8h} or {@code 7d}. */
    static Function<String, Duration> duration(Duration min, Duration max) {
        return text -> {
            Duration duration = DurationText.parse(text);
            if (duration.compareTo(min) < 0 || duration.compareTo(max) > 0) {
                throw new IllegalArgumentException("");
            }
            return duration;
        };
    }

    /** The footer of bulk messages; empty for none. */
    static String footer(String text) {
        if (text.equalsIgnoreCase("none")) {
            return "";
        }
        if (!text.contains("{{unsubscribe}}")) {
            throw new IllegalArgumentException("it does not contain {{unsubscribe}}");
        }
        return text;
    }

    /** An integer within inclusive bounds. */
    static Function<String, Integer> between(int min, int max) {
        return text -> {
            if (!text.matches("\\d{1,9}") || Integer.parseInt(text) < min || Integer.parseInt(text) > max) {
                throw new IllegalArgumentException("");
            }
            return Integer.parseInt(text);
        };
    }

    /** A port to listen on; 0 for any free one. */
    static int portOrZero(String text) {
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > MAX_PORT) {
            throw new IllegalArgumentException("");
        }
        return Integer.parseInt(text);
    }

    /** A constant by its name, case-insensitively. */
    static <E extends Enum<E>> Function<String, E> oneOf(Class<E> type) {
        return text -> {
            for (E constant : type.getEnumConstants()) {
                if (constant.name().equalsIgnoreCase(text)) {
                    return constant;
                }
            }
            throw new IllegalArgumentException("");
        };
    }

    static boolean onOrOff(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "on" -> true;
            case "off" -> false;
            default -> throw new IllegalArgumentException("");
        };
    }

    /** An absolute path; {@code ~/} is the home folder of the user that runs this process. */
    static Path path(String text) {
        boolean isInHome = text.equals("~") || text.startsWith("~/");
        String full = isInHome ? System.getProperty("user.home") + text.substring(1) : text;
        return Path.of(full).toAbsolutePath().normalize();
    }

    static Secret secret(String text) {
        int length = text.codePointCount(0, text.length());
        if (length < MIN_SECRET_LENGTH) {
            throw new IllegalArgumentException("it has only " + length + " characters");
        }
        return new Secret(text);
    }
}
