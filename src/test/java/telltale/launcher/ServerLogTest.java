package telltale.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ServerLogTest {
    private static final String TOKEN = "AbCdEf0123456789-_AbCdEf0123456789-_xyz";

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final List<Throwable> failures = new ArrayList<>();
    private final ServerLog log = new ServerLog(new PrintStream(written, true, StandardCharsets.UTF_8), failures::add);

    @Test
    void aRequestLineWithATokenIsMaskedAndShort() {
        log.release();
        warn(
                "Invalid character found in the request target [/app/pixel/" + TOKEN + "\r\n[" + "ä".repeat(4000) + "]",
                null);

        assertFalse(text().contains(TOKEN), text());
        assertEquals(1, text().lines().count());
        assertTrue(written.size() <= 300, () -> written.size() + " bytes: " + text());
    }

    @Test
    void aTruncatedTokenIsMasked() {
        log.release();
        warn("x".repeat(180) + " /app/click/" + TOKEN.repeat(5), new IllegalStateException("/app/click/" + TOKEN));

        assertFalse(text().contains("AbCdEf"), text());
    }

    @Test
    void repeatedWarningsAreCounted() {
        log.release();
        for (int i = 0; i < 100; i++) {
            warn("The HTTP header line [" + i + "] does not conform", null);
        }
        log.flush();

        assertEquals(6, text().lines().count(), this::text);
        assertTrue(text().contains("… 95 more like this in the last minute"), text());
    }

    @Test
    void anOutOfMemoryErrorIsPassedOnEvenIfItsLineIsSuppressed() {
        OutOfMemoryError exhausted = new OutOfMemoryError();

        warn("abstractConnectionHandler.oome", exhausted);

        assertEquals(List.of(exhausted), failures);
        assertEquals("", text());
    }

    private void warn(String message, @Nullable Throwable cause) {
        LogRecord entry = new LogRecord(Level.WARNING, message);
        entry.setThrown(cause);
        log.publish(entry);
    }

    private String text() {
        return written.toString(StandardCharsets.UTF_8);
    }
}
