package telltale.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;

/** An input of a fuzz test, and the limits that apply to all fuzz tests. */
public final class FuzzInput {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** Far more than any input of a few thousand bytes needs, and far less than an endless loop. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** The maximum length of a message for the client or the log, in UTF-8 bytes. */
    private static final int MAX_MESSAGE = 300;

    private FuzzInput() {}

    /** Decodes the bytes as UTF-8; invalid ones become U+FFFD. */
    public static String text(byte[] input) {
        return new String(input, StandardCharsets.UTF_8);
    }

    /** Decodes the bytes as ISO 8859-1, like a server does with a header. */
    public static String header(byte[] input) {
        return new String(input, StandardCharsets.ISO_8859_1);
    }

    /** Runs one input, and fails if that takes too long. Any undocumented exception fails the test as well. */
    public static <T> T timely(Supplier<T> work) {
        // CPU time, not elapsed time, because the load of the machine does not depend on the input.
        long start = THREADS.getCurrentThreadCpuTime();
        T result = work.get();
        Duration taken = Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - start);
        assertTrue(taken.compareTo(TIMEOUT) < 0, () -> "one input took " + taken);
        return result;
    }

    /** Fails if a message is missing, or so long that it could flood a response or a log. */
    public static void assertShort(RuntimeException documented) {
        String message = documented.getMessage();
        assertTrue(
                message != null && message.getBytes(StandardCharsets.UTF_8).length <= MAX_MESSAGE,
                () -> "not a short message: " + documented);
    }
}
