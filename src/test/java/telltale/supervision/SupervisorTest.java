package telltale.supervision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class SupervisorTest {
    private static final long TIMEOUT_SECONDS = 30;

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private final AtomicReference<OutOfMemoryError> exhausted = new AtomicReference<>();
    private final AtomicLong nanos = new AtomicLong();
    private final Supervisor supervisor = new Supervisor(exhausted::set, Clock.fixed(NOON, ZoneOffset.UTC), nanos::get);

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
    void anExhaustedHeapDegradesTheApplicationForGood() {
        withThread("spool", thread -> {
            thread.report(new IllegalStateException("a driver", new OutOfMemoryError("Java heap space")));
            nanos.addAndGet(ThreadStatus.RECENT.toNanos());
            assertEquals(
                    List.of("the server ran out of memory at 2026-11-22T12:00:00Z; restart it"), supervisor.reasons());
            assertEquals(
                    "Java heap space", Objects.requireNonNull(exhausted.get()).getMessage());
        });
    }

    @Test
    void aHookThatFailsDoesNotEndTheThread() throws InterruptedException {
        Supervisor failing = new Supervisor(error -> {
            throw new IllegalStateException("the hook");
        });
        CountDownLatch again = new CountDownLatch(2);
        SupervisedThread thread = failing.start("test", () -> {
            again.countDown();
            throw new OutOfMemoryError();
        });
        await(again);
        assertFalse(thread.isEnded());
        assertFalse(failing.reasons().isEmpty());
        thread.join();
    }

    @Test
    void aFailedUnitDegradesItsThreadForFiveMinutes() {
        withThread("judge", thread -> {
            supervisor.report("judge", new StackOverflowError());
            supervisor.report("no such thread", new StackOverflowError());
            assertEquals(
                    List.of("judge failed in one unit of its work, last after StackOverflowError"),
                    supervisor.reasons());
            nanos.addAndGet(ThreadStatus.RECENT.toNanos());
            assertEquals(List.of(), supervisor.reasons());
            assertEquals(1, thread.status().failedUnits());
            assertEquals(0, thread.status().restarts());
        });
    }

    @Test
    void aThreadThatWasNotStartedHasNoStatus() {
        SupervisedThread thread = supervisor.prepare("later", () -> {});
        assertEquals(List.of(), supervisor.status());
        thread.join();
        assertFalse(thread.isEnded());
    }

    @Test
    void waitingForAThreadThatDoesNotEndTimesOut() {
        CountDownLatch mayEnd = new CountDownLatch(1);
        SupervisedThread thread = supervisor.start("hanging", mayEnd::await);
        assertFalse(thread.joinWithin(Duration.ofMillis(10)));
        mayEnd.countDown();
        assertTrue(thread.joinWithin(Duration.ofSeconds(TIMEOUT_SECONDS)));
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
    void aThreadThatWaitsForARestartEndsAtOnce() throws InterruptedException {
        CountDownLatch failing = new CountDownLatch(1);
        SupervisedThread thread = supervisor.start("failing", () -> {
            failing.countDown();
            throw new IllegalStateException();
        });
        await(failing);
        assertTrue(thread.join(Duration.ofSeconds(TIMEOUT_SECONDS)));
    }

    private void withThread(String name, Consumer<SupervisedThread> test) {
        CountDownLatch mayEnd = new CountDownLatch(1);
        SupervisedThread thread = supervisor.start(name, mayEnd::await);
        try {
            test.accept(thread);
        } finally {
            mayEnd.countDown();
            thread.join();
        }
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
