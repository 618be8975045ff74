package telltale.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeAndTimeBasedRollingPolicy;
import ch.qos.logback.core.util.FileSize;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;
import telltale.logging.LineEncoder;
import telltale.logging.RepeatedWarnings;
import telltale.settings.LogSettings;

/** Logging configuration: standard output by {@link telltale.logging.LogConfigurator}, the configured level, and an optional rolling file. */
final class Logging {
    private static final int DAYS_KEPT = 30;

    private Logging() {}

    static void configure(LogSettings settings) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLogger("telltale")
                    .setLevel(Level.toLevel(settings.level().name()));
            Path file = settings.file();
            if (file != null) {
                context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(rollingFile(context, file.toString()));
            }
        }
    }

    /** Closes the log file, so that an undeployed application leaves none open. */
    static void stop() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getTurboFilterList().stream()
                    .filter(RepeatedWarnings.class::isInstance)
                    .map(RepeatedWarnings.class::cast)
                    .forEach(RepeatedWarnings::flush);
            context.stop();
        }
    }

    private static RollingFileAppender<ILoggingEvent> rollingFile(LoggerContext context, String file) {
        RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
        SizeAndTimeBasedRollingPolicy<ILoggingEvent> policy = new SizeAndTimeBasedRollingPolicy<>();
        policy.setContext(context);
        policy.setParent(appender);
        policy.setFileNamePattern(file + ".%d{yyyy-MM-dd}.%i.gz");
        policy.setMaxFileSize(FileSize.valueOf("50MB"));
        policy.setMaxHistory(DAYS_KEPT);
        policy.start();

        appender.setContext(context);
        appender.setFile(file);
        appender.setEncoder(LineEncoder.started(context));
        appender.setRollingPolicy(policy);
        appender.start();
        return appender;
    }
}
