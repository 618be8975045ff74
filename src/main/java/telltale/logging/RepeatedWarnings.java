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

/** A Logback filter that limits identical warnings and errors to five per minute and then logs their number. */
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

    /** Logs all pending counts, which requires that the appenders are still running. */
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

    /** Checks the logger's level as well, because Logback calls filters first. */
    private static boolean isWrittenWarning(Logger logger, Level level) {
        return level.isGreaterOrEqual(Level.WARN) && level.isGreaterOrEqual(logger.getEffectiveLevel());
    }

    /** The text that identifies the kind: the pattern, or the argument if the pattern is nothing but that. */
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
