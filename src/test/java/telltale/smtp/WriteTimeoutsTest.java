package telltale.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import telltale.supervision.Supervisor;
import telltale.supervision.ThreadStatus;

class WriteTimeoutsTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final Supervisor supervisor = Supervisor.withoutExit();
    private final WriteTimeouts writeTimeouts = new WriteTimeouts(supervisor);

    @AfterEach
    void close() {
        writeTimeouts.shutdownNow();
        assertEquals(List.of(), supervisor.status(), "the thread has ended");
    }

    @Test
    void aFailingTimeoutDoesNotStopOthers() throws InterruptedException {
        var failing = writeTimeouts.schedule(
                () -> {
                    throw new StackOverflowError();
                },
                0,
                TimeUnit.NANOSECONDS);
        CountDownLatch fired = new CountDownLatch(1);
        var other = writeTimeouts.schedule(
                () -> {
                    fired.countDown();
                    return null;
                },
                1,
                TimeUnit.MILLISECONDS);

        assertTrue(fired.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS));
        // The order of the two is undefined; the next poll comes after both.
        fireOnce();
        assertTrue(failing.isDone());
        assertFalse(other.isCancelled());
        assertEquals(
                List.of("SMTP write timeouts failed in one unit of its work, last after StackOverflowError"),
                supervisor.reasons());
    }

    @Test
    void anIoErrorWhileClosingIsNotReported() throws InterruptedException {
        var unused = writeTimeouts.schedule(
                () -> {
                    throw new IOException("it was closed already");
                },
                0,
                TimeUnit.NANOSECONDS);
        fireOnce();
        fireOnce();
        assertEquals(List.of(), supervisor.reasons());
    }

    @Test
    void theThreadStartsWithTheFirstTimeout() throws InterruptedException {
        assertEquals(List.of(), supervisor.status());
        fireOnce();
        assertEquals(
                List.of("SMTP write timeouts"),
                supervisor.status().stream().map(ThreadStatus::name).toList());
    }

    private void fireOnce() throws InterruptedException {
        CountDownLatch fired = new CountDownLatch(1);
        var unused = writeTimeouts.schedule(
                () -> {
                    fired.countDown();
                    return null;
                },
                0,
                TimeUnit.NANOSECONDS);
        assertTrue(fired.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS));
    }
}
