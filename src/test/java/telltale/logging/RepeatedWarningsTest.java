package telltale.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.ConsoleAppender;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests the configuration that Telltale starts with, with captured standard output. */
final class RepeatedWarningsTest {
    private final LoggerContext context = new LoggerContext();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private Logger log;

    @BeforeEach
    void configure() {
        context.setMDCAdapter(new LogbackMDCAdapter());
        new LogConfigurator().configure(context);
        ((ConsoleAppender<ILoggingEvent>)
                        context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("standard-output"))
                .setOutputStream(written);
        log = context.getLogger("telltale.Some");
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void theSameWarningIsWrittenFiveTimesAndThenCounted() {
        for (int i = 0; i < 1239; i++) {
            log.warn("The disk is full, {} bytes are missing.", i);
        }
        flush();

        assertEquals(6, lines().size(), () -> "" + lines());
        assertTrue(
                lines().get(5)
                        .endsWith("… 1,234 more like this in the last minute: The disk is full, {} bytes are missing."),
                () -> lines().get(5));
    }

    @Test
    void otherWarningsAndInformationAreNotCounted() {
        for (int i = 0; i < 20; i++) {
            log.warn("{}", "Setting " + i + " is strange.");
            log.info("Information is not limited.");
        }
        flush();

        assertEquals(40, lines().size());
    }

    @Test
    void tokensAreMaskedInMessagesAndStackTraces() {
        String token = "AbCdEf0123456789-_AbCdEf0123456789-_xyz";

        log.error("Failed at {}", "/app/pixel/" + token, new IllegalStateException("/app/click/" + token));

        String all = written.toString(StandardCharsets.UTF_8);
        assertFalse(all.contains(token), all);
        assertTrue(all.contains("IllegalStateException: /app/click/****"), all);
    }

    @Test
    void aLineHoldsTimeLevelTypeAndMessage() {
        log.info("Ready.");

        String line = lines().get(0);
        assertTrue(
                line.matches(
                        "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}(Z|[+-]\\d\\d:\\d\\d) INFO  Some: Ready\\."),
                line);
    }

    @Test
    void aDeepStackTraceIsTruncated() {
        log.error("Failed", deep(500));

        assertTrue(lines().size() > 20 && lines().size() < 40, () -> lines().size() + " lines");
    }

    @Test
    void theNumberIsReportedWhenTheWindowEnds() throws Exception {
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        CompletableFuture<String> report = new CompletableFuture<>();
        RepeatLimit<String> limit =
                new RepeatLimit<>(Duration.ofMillis(50), timer, (kind, count) -> report.complete(kind + count));
        List<Boolean> admitted = new ArrayList<>();
        for (int i = 0; i < RepeatLimit.MAX_REPEATS + 1; i++) {
            admitted.add(limit.admits("kind "));
        }

        assertEquals(List.of(true, true, true, true, true, false), admitted);
        assertEquals("kind 1", report.get(10, TimeUnit.SECONDS));
        assertTrue(limit.admits("kind "));
        timer.shutdownNow();
    }

    private void flush() {
        context.getTurboFilterList().forEach(filter -> ((RepeatedWarnings) filter).flush());
    }

    private List<String> lines() {
        return written.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private static Exception deep(int depth) {
        return depth == 0 ? new IllegalStateException("deep") : deep(depth - 1);
    }
}
