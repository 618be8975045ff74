package telltale.settings;

import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Function;

/** How the text of a setting becomes a number, a word or a path; what cannot become one throws IllegalArgumentException. */
final class Parsers {
    private static final int LAST_PORT = 65_535;
    private static final int MOST_DAYS = 36_500;
    private static final int SHORTEST_SECRET = 32;

    private Parsers() {}

    /** A port that someone listens on. */
    static int port(String text) {
        int port = portOrZero(text);
        if (port == 0) {
            throw new IllegalArgumentException("nobody listens on port 0");
        }
        return port;
    }

    /** A number of days, up to a hundred years. */
    static int days(String text) {
        if (!text.matches("[1-9]\\d{0,4}") || Integer.parseInt(text) > MOST_DAYS) {
            throw new IllegalArgumentException("");
        }
        return Integer.parseInt(text);
    }

    /** A line for the end of mails; empty for none. */
    static String footer(String text) {
        if (text.equalsIgnoreCase("none")) {
            return "";
        }
        if (!text.contains("{{unsubscribe}}")) {
            throw new IllegalArgumentException("it does not say where to unsubscribe");
        }
        return text;
    }

    /** A whole number between two others. */
    static Function<String, Integer> between(int least, int most) {
        return text -> {
            if (!text.matches("\\d{1,9}") || Integer.parseInt(text) < least || Integer.parseInt(text) > most) {
                throw new IllegalArgumentException("");
            }
            return Integer.parseInt(text);
        };
    }

    /** A port to listen on; 0 asks the system for a free one. */
    static int portOrZero(String text) {
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > LAST_PORT) {
            throw new IllegalArgumentException("");
        }
        return Integer.parseInt(text);
    }

    /** A constant by its name, in any case. */
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

    /** An absolute path; {@code ~/} is the home of the user that runs this process. */
    static Path path(String text) {
        boolean isInHome = text.equals("~") || text.startsWith("~/");
        String full = isInHome ? System.getProperty("user.home") + text.substring(1) : text;
        return Path.of(full).toAbsolutePath().normalize();
    }

    static Secret secret(String text) {
        int length = text.codePointCount(0, text.length());
        if (length < SHORTEST_SECRET) {
            throw new IllegalArgumentException("it has only " + length + " characters");
        }
        return new Secret(text);
    }
}
