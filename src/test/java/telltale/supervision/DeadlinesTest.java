package telltale.supervision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
    private static final long TIMEOUT_SECONDS = 30;

    private final AtomicReference<OutOfMemoryError> exhausted = new AtomicReference<>();
    private final Deadlines deadlines = new Deadlines(new Supervisor(exhausted::set));

    @AfterEach
    void close() {
        deadlines.close();
    }

    @Test
    void aTaskThatFailsDoesNotAffectTheOthers() throws InterruptedException {
        CountDownLatch second = new CountDownLatch(1);
        deadlines.schedule(Duration.ZERO, () -> {
            throw new StackOverflowError();
        });
        deadlines.schedule(Duration.ofMillis(1), second::countDown);
        assertTrue(second.await(TIMEOUT_SECONDS, TimeUnit.SECONDS));
    }

    @Test
    void anExhaustedHeapIsReported() throws InterruptedException {
        OutOfMemoryError error = new OutOfMemoryError("Java heap space");
        CountDownLatch after = new CountDownLatch(1);
        deadlines.schedule(Duration.ZERO, () -> {
            throw error;
        });
        deadlines.schedule(Duration.ofMillis(1), after::countDown);
        assertTrue(after.await(TIMEOUT_SECONDS, TimeUnit.SECONDS));
        assertEquals(error, exhausted.get());
    }

    @Test
    void aCancelledTaskNeverRuns() throws InterruptedException {
        CountDownLatch cancelled = new CountDownLatch(1);
        CountDownLatch later = new CountDownLatch(1);
        deadlines
                .schedule(Duration.ofMillis(50), cancelled::countDown)
                .orElseThrow()
                .cancel(false);
        deadlines.schedule(Duration.ofMillis(60), later::countDown);
        assertTrue(later.await(TIMEOUT_SECONDS, TimeUnit.SECONDS));
        assertEquals(1, cancelled.getCount());
    }

    @Test
    void aClosedTimerAcceptsNoTask() {
        deadlines.close();
        assertEquals(Optional.empty(), deadlines.schedule(Duration.ZERO, () -> {}));
    }

    @Test
    void noThreadOutlivesAClosedTimer() throws InterruptedException {
        AtomicReference<Thread> thread = new AtomicReference<>();
        CountDownLatch ran = new CountDownLatch(1);
        deadlines.schedule(Duration.ZERO, () -> {
            thread.set(Thread.currentThread());
            ran.countDown();
        });
        assertTrue(ran.await(TIMEOUT_SECONDS, TimeUnit.SECONDS));
        deadlines.close();
        assertEquals(
                Thread.State.TERMINATED, Objects.requireNonNull(thread.get()).getState());
    }
}
