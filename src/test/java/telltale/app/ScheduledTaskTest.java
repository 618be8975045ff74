package telltale.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import telltale.store.StoreUnavailableException;
import telltale.supervision.Supervisor;
import telltale.supervision.ThreadStatus;

class ScheduledTaskTest {
    private static final long TIMEOUT_SECONDS = 30;

    private final AtomicLong nanos = new AtomicLong();
    private final Supervisor supervisor = new Supervisor(exhausted -> {}, Clock.systemUTC(), nanos::get);

    @Test
    void aStepFollowsTheOther() throws Exception {
        CountDownLatch three = new CountDownLatch(3);
        try (ScheduledTask task = start(Duration.ZERO, () -> {
            three.countDown();
            return Duration.ZERO;
        })) {
            assertTrue(three.await(TIMEOUT_SECONDS, TimeUnit.SECONDS), task::toString);
        }
    }

    @Test
    void closingWaitsForTheStepUnderWayAndForNoPause() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        AtomicInteger ended = new AtomicInteger();
        ScheduledTask task = start(Duration.ZERO, () -> {
            begun.countDown();
            await(mayEnd);
            ended.incrementAndGet();
            return Duration.ofDays(1);
        });
        await(begun);
        Thread closer = new Thread(task::close);
        closer.start();
        assertEquals(0, ended.get());
        mayEnd.countDown();
        closer.join(TimeUnit.SECONDS.toMillis(TIMEOUT_SECONDS));
        assertFalse(closer.isAlive());
        assertEquals(1, ended.get());
    }

    @Test
    void aDatabaseThatIsAwayEndsNothing() throws Exception {
        CountDownLatch again = new CountDownLatch(2);
        try (ScheduledTask task = start(Duration.ZERO, () -> {
            again.countDown();
            throw new StoreUnavailableException("away", new SQLException());
        })) {
            assertTrue(again.await(TIMEOUT_SECONDS, TimeUnit.SECONDS), task::toString);
        }
    }

    @Test
    void aStepThatFailsIsTriedAgainAndMakesHealthDegradedForAWhile() throws Exception {
        CountDownLatch begun = new CountDownLatch(2);
        try (ScheduledTask task = start(Duration.ZERO, () -> {
            begun.countDown();
            if (begun.getCount() > 0) {
                throw new StackOverflowError();
            }
            return Duration.ofDays(1);
        })) {
            assertTrue(begun.await(TIMEOUT_SECONDS, TimeUnit.SECONDS), task::toString);
            assertEquals(List.of("test was restarted once, last after StackOverflowError"), supervisor.reasons());
            nanos.addAndGet(ThreadStatus.RECENT.toNanos());
            assertEquals(List.of(), supervisor.reasons());
        }
    }

    @Test
    void theFirstStepMayBeLate() {
        AtomicInteger steps = new AtomicInteger();
        start(Duration.ofDays(1), () -> {
                    steps.incrementAndGet();
                    return Duration.ZERO;
                })
                .close();
        assertEquals(0, steps.get());
    }

    private ScheduledTask start(Duration first, Supplier<Duration> step) {
        ScheduledTask task = new ScheduledTask(supervisor, "test", first, step);
        task.start();
        return task;
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(TIMEOUT_SECONDS, TimeUnit.SECONDS));
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }
}
