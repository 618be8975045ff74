package telltale.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import telltale.store.StoreUnavailable;

class ChoreTest {
    private static final long PATIENCE_SECONDS = 30;

    @Test
    void aStepFollowsTheOther() throws Exception {
        CountDownLatch three = new CountDownLatch(3);
        try (Chore chore = new Chore("test", () -> {
            three.countDown();
            return Duration.ZERO;
        })) {
            assertTrue(three.await(PATIENCE_SECONDS, TimeUnit.SECONDS), chore::toString);
        }
    }

    @Test
    void closingWaitsForTheStepUnderWayAndForNoPause() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        AtomicInteger ended = new AtomicInteger();
        Chore chore = new Chore("test", () -> {
            begun.countDown();
            await(mayEnd);
            ended.incrementAndGet();
            return Duration.ofDays(1);
        });
        await(begun);
        Thread closer = new Thread(chore::close);
        closer.start();
        assertEquals(0, ended.get());
        mayEnd.countDown();
        closer.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        assertFalse(closer.isAlive());
        assertEquals(1, ended.get());
    }

    @Test
    void aDatabaseThatIsAwayEndsNothing() throws Exception {
        CountDownLatch again = new CountDownLatch(2);
        try (Chore chore = new Chore("test", () -> {
            again.countDown();
            throw new StoreUnavailable("away", new SQLException());
        })) {
            assertTrue(again.await(PATIENCE_SECONDS, TimeUnit.SECONDS), chore::toString);
        }
    }

    @Test
    void theFirstStepMayBeLate() {
        AtomicInteger steps = new AtomicInteger();
        new Chore("test", Duration.ofDays(1), () -> {
                    steps.incrementAndGet();
                    return Duration.ZERO;
                })
                .close();
        assertEquals(0, steps.get());
    }

    private static void await(CountDownLatch latch) {
        try {
            assertTrue(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }
}
