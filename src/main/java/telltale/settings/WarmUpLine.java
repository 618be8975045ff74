package telltale.settings;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import telltale.model.EmailAddress;
import telltale.model.WarmUp;

/** Reads warm-ups, such as {@code news.example.com 2026-12-01 first=50 factor=2 until=100000}. */
final class WarmUpLine {
    private static final Set<String> OPTIONS = Set.of("first", "factor", "until");
    private static final int DEFAULT_FIRST = 50;
    private static final double DEFAULT_FACTOR = 2;
    private static final int DEFAULT_UNTIL = 100_000;
    private static final double MAX_FACTOR = 10;

    private WarmUpLine() {}

    /**
     * Parses warm-ups, separated by semicolons.
     *
     * @throws IllegalArgumentException with the reason
     */
    static List<WarmUp> parse(String text) {
        List<WarmUp> all = new ArrayList<>();
        for (String line : text.split(";", -1)) {
            WarmUp plan = one(line.strip());
            if (all.stream().anyMatch(other -> other.domain().equals(plan.domain()))) {
                throw new IllegalArgumentException("it has the domain " + plan.domain() + " twice");
            }
            all.add(plan);
        }
        return all;
    }

    private static WarmUp one(String line) {
        List<String> words = List.of(line.split("\\s+", -1));
        if (words.size() < 2) {
            throw new IllegalArgumentException("it is no domain and first day, followed by options such as first=50");
        }
        Map<String, String> options = options(words.subList(2, words.size()));
        int first = option(options, "first", DEFAULT_FIRST, Parsers.between(1, 100_000_000));
        int until = option(options, "until", DEFAULT_UNTIL, Parsers.between(2, 100_000_000));
        double factor = option(options, "factor", DEFAULT_FACTOR, WarmUpLine::factor);
        if (until <= first) {
            throw new IllegalArgumentException("until is not larger than first");
        }
        return new WarmUp(domain(words.get(0)), day(words.get(1)), first, factor, until);
    }

    private static Map<String, String> options(List<String> words) {
        Map<String, String> options = new HashMap<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            String key = word.substring(0, Math.max(0, equals));
            if (!OPTIONS.contains(key)) {
                throw new IllegalArgumentException("it has an unknown option; the options are first, factor and until");
            }
            if (options.put(key, word.substring(equals + 1)) != null) {
                throw new IllegalArgumentException("it has the option " + key + " twice");
            }
        }
        return options;
    }

    private static <T> T option(Map<String, String> options, String name, T byDefault, Function<String, T> parser) {
        String text = options.get(name);
        if (text == null) {
            return byDefault;
        }
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(name + " is not a number in its range", wrong);
        }
    }

    private static double factor(String text) {
        double factor = Double.parseDouble(text);
        if (!(factor > 1 && factor <= MAX_FACTOR)) {
            throw new IllegalArgumentException("out of range");
        }
        return factor;
    }

    private static String domain(String text) {
        try {
            return EmailAddress.parse("postmaster@" + text).asciiDomain();
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("it begins with no domain, such as news.example.com", wrong);
        }
    }

    private static LocalDate day(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException wrong) {
            throw new IllegalArgumentException("its first day is not a date such as 2026-12-01", wrong);
        }
    }
}
