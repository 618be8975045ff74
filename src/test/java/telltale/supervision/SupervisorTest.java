package telltale.supervision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SupervisorTest {
    private static final long TIMEOUT_SECONDS = 30;

    private final AtomicReference<OutOfMemoryError> exhausted = new AtomicReference<>();
    private final Supervisor supervisor = new Supervisor(exhausted::set);

    @Test
    void anExceptionRestartsTheWorkOnTheSameThread() throws InterruptedException {
        assertRestarts(() -> {
            throw new IllegalStateException("broken");
        });
    }

    @Test
    void anErrorRestartsTheWorkOnTheSameThread() throws InterruptedException {
        assertRestarts(() -> {
            throw new StackOverflowError();
        });
    }

    @Test
    void anInterruptThatTheOwnerDidNotSendRestartsTheWork() throws InterruptedException {
        assertRestarts(() -> {
            throw new InterruptedException();
        });
    }

    @Test
    void anExhaustedHeapIsReported() throws InterruptedException {
        OutOfMemoryError error = new OutOfMemoryError("Java heap space");
        assertRestarts(() -> {
            throw error;
        });
        assertEquals(error, exhausted.get());
    }

    @Test
    void theStatusNamesTheLastFailureAndHowOftenTheWorkWasRestarted() throws InterruptedException {
        CountDownLatch third = new CountDownLatch(3);
        CountDownLatch mayEnd = new CountDownLatch(1);
        SupervisedThread thread = supervisor.start("sender 3", () -> {
            third.countDown();
            if (third.getCount() > 0) {
                throw new IllegalArgumentException("no\r\nline");
            }
            mayEnd.await();
        });
        await(third);
        ThreadStatus status = supervisor.status().get(0);
        assertTrue(status.isDegraded());
        assertEquals("sender 3 was restarted twice, last after IllegalArgumentException: no line", status.sentence());
        mayEnd.countDown();
        thread.join();
    }

    @Test
    void workThatNeverFailedIsNotDegraded() {
        CountDownLatch mayEnd = new CountDownLatch(1);
        SupervisedThread thread = supervisor.start("spool", mayEnd::await);
        assertEquals(
                List.of("spool is running"),
                supervisor.status().stream().map(ThreadStatus::sentence).toList());
        assertFalse(supervisor.status().get(0).isDegraded());
        mayEnd.countDown();
        thread.join();
        assertEquals(List.of(), supervisor.status());
    }

    @Test
    void anInterruptByTheOwnerEndsTheThread() {
        SupervisedThread thread = supervisor.start("waiting", () -> new CountDownLatch(1).await());
        thread.interrupt();
        thread.join();
        assertTrue(thread.isEnded());
        assertEquals(0, thread.status().restarts());
    }

    @Test
    void aThreadThatWaitsAfterAFailureEndsAtOnce() throws InterruptedException {
        CountDownLatch failing = new CountDownLatch(1);
        SupervisedThread thread = supervisor.start("failing", () -> {
            failing.countDown();
            throw new IllegalStateException();
        });
        await(failing);
        assertTrue(thread.join(Duration.ofSeconds(TIMEOUT_SECONDS)));
    }

    private void assertRestarts(Supervisor.Work failing) throws InterruptedException {
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch again = new CountDownLatch(1);
        AtomicReference<Thread> first = new AtomicReference<>();
        AtomicReference<Thread> second = new AtomicReference<>();
        SupervisedThread thread = supervisor.start("test", () -> {
            if (runs.incrementAndGet() == 1) {
                first.set(Thread.currentThread());
                failing.run();
            }
            second.set(Thread.currentThread());
            again.countDown();
        });
        await(again);
        thread.join();
        assertEquals(first.get(), second.get());
        assertEquals(1, thread.status().restarts());
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertTrue(latch.await(TIMEOUT_SECONDS, TimeUnit.SECONDS));
    }
}
