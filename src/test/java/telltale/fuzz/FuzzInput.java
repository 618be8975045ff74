package telltale.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;

/** One input of a fuzz test, and the bounds that hold for all of them. */
public final class FuzzInput {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** Far above what any input of a few thousand bytes takes, and far below an endless loop. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** UTF-8 bytes of a message for the client or the log. */
    private static final int MAX_MESSAGE = 300;

    private FuzzInput() {}

    /** The bytes as text, of which some are no UTF-8 and become U+FFFD. */
    public static String text(byte[] input) {
        return new String(input, StandardCharsets.UTF_8);
    }

    /** The bytes as ISO 8859-1, as a server hands on a header. */
    public static String header(byte[] input) {
        return new String(input, StandardCharsets.ISO_8859_1);
    }

    /** Runs one input and fails if that takes long; any exception that is not documented ends the test by itself. */
    public static <T> T timely(Supplier<T> work) {
        // Of the processor, not of the clock: what else the machine does is no fault of the input.
        long start = THREADS.getCurrentThreadCpuTime();
        T result = work.get();
        Duration taken = Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - start);
        assertTrue(taken.compareTo(TIMEOUT) < 0, () -> "one input took " + taken);
        return result;
    }

    /** Fails for a message that is missing or could flood an answer or a log. */
    public static void assertShort(RuntimeException documented) {
        String message = documented.getMessage();
        assertTrue(
                message != null && message.getBytes(StandardCharsets.UTF_8).length <= MAX_MESSAGE,
                () -> "not a short message: " + documented);
    }
}
