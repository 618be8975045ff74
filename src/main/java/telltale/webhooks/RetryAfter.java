package telltale.webhooks;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The delay that a response asks for: {@code Retry-After} (RFC 9110 section 10.2.3), in seconds or as a date. */
final class RetryAfter {
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");
    /** Section 5.6.7: the preferred format, and the obsolete ones of RFC 850 and of asctime. */
    private static final List<DateTimeFormatter> DATES = List.of(
            DateTimeFormatter.RFC_1123_DATE_TIME,
            DateTimeFormatter.ofPattern("EEEE, dd-MMM-yy HH:mm:ss 'GMT'", Locale.ENGLISH),
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ENGLISH));

    private RetryAfter() {}

    /**
     * The delay.
     *
     * @param field the value of {@code Retry-After}, or null
     * @param date the value of {@code Date}, or null: a delay counted from it is independent of the clock here
     * @param now the time here, used without a {@code Date}
     * @return null if the field is missing or invalid
     */
    static @Nullable Duration delay(@Nullable String field, @Nullable String date, Instant now) {
        if (field == null) {
            return null;
        }
        if (SECONDS.matcher(field).matches()) {
            return Duration.ofSeconds(Long.parseLong(field));
        }
        Instant until = instant(field);
        if (until == null) {
            return null;
        }
        Instant sent = date == null ? null : instant(date);
        Duration delay = Duration.between(sent == null ? now : sent, until);
        return delay.isNegative() ? Duration.ZERO : delay;
    }

    private static @Nullable Instant instant(String text) {
        for (DateTimeFormatter format : DATES) {
            try {
                return LocalDateTime.parse(text, format).toInstant(ZoneOffset.UTC);
            } catch (DateTimeException other) {
                // It may have the next format.
            }
        }
        return null;
    }
}
