package telltale.model;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as a number and a unit: {@code 30m}, {@code 8h} or {@code 7d}. */
public final class DurationText {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,6})([mhd])");

    private DurationText() {}

    /** Parses a duration; throws IllegalArgumentException if the text has another form. */
    public static Duration parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("expected a number and a unit, such as 30m, 8h or 7d");
        }
        long amount = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }
}
