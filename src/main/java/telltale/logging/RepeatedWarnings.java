package telltale.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.MarkerFactory;
import org.slf4j.spi.LocationAwareLogger;

/** Logback's filter that writes a warning or an error of the same kind five times a minute and then only its number. */
public final class RepeatedWarnings extends TurboFilter {
    private static final Marker SUMMARY = MarkerFactory.getMarker("telltale.repeated");

    private volatile @Nullable RepeatLimit<Kind> limit;

    /** @param message the pattern of the message, which its arguments do not change */
    private record Kind(Logger logger, Level level, String message) {}

    @Override
    public void start() {
        limit = new RepeatLimit<>(getContext().getScheduledExecutorService(), RepeatedWarnings::summarize);
        super.start();
    }

    /** Writes every number that is still kept, as long as there are appenders. */
    public void flush() {
        RepeatLimit<Kind> kept = limit;
        if (kept != null) {
            kept.flush();
        }
    }

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String format,
            @Nullable Object @Nullable [] arguments,
            @Nullable Throwable thrown) {
        RepeatLimit<Kind> current = limit;
        if (current == null || format == null || marker == SUMMARY || !isWrittenWarning(logger, level)) {
            return FilterReply.NEUTRAL;
        }
        boolean admitted = current.admits(new Kind(logger, level, message(format, arguments)));
        return admitted ? FilterReply.NEUTRAL : FilterReply.DENY;
    }

    /** Logback asks its filters before it looks at the logger's level. */
    private static boolean isWrittenWarning(Logger logger, Level level) {
        return level.isGreaterOrEqual(Level.WARN) && level.isGreaterOrEqual(logger.getEffectiveLevel());
    }

    /** A pattern that holds nothing but its argument says nothing of the kind. */
    private static String message(String format, @Nullable Object @Nullable [] arguments) {
        return format.equals("{}") && arguments != null && arguments.length > 0 ? String.valueOf(arguments[0]) : format;
    }

    private static void summarize(Kind kind, long count) {
        Object[] arguments = {String.format(Locale.ROOT, "%,d", count), kind.message()};
        int level = kind.level() == Level.WARN ? LocationAwareLogger.WARN_INT : LocationAwareLogger.ERROR_INT;
        kind.logger()
                .log(
                        SUMMARY,
                        RepeatedWarnings.class.getName(),
                        level,
                        "… {} more like this in the last minute: {}",
                        arguments,
                        null);
    }
}
