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
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Supervisor supervisor = Supervisor.withoutExit();
    private final WriteTimeouts alarms = new WriteTimeouts(supervisor);

    @AfterEach
    void close() {
        alarms.shutdownNow();
        assertEquals(List.of(), supervisor.status(), "its thread has ended");
    }

    @Test
    void anAlarmThatFailsKeepsNoOtherFromRinging() throws InterruptedException {
        var failing = alarms.schedule(
                () -> {
                    throw new StackOverflowError();
                },
                0,
                TimeUnit.NANOSECONDS);
        CountDownLatch rung = new CountDownLatch(1);
        var ringing = alarms.schedule(
                () -> {
                    rung.countDown();
                    return null;
                },
                1,
                TimeUnit.MILLISECONDS);

        assertTrue(rung.await(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        // The order of the two is not known, and the second look comes after the first.
        ringOnce();
        assertTrue(failing.isDone());
        assertFalse(ringing.isCancelled());
        assertEquals(
                List.of("write alarms failed in one unit of its work, last after StackOverflowError"),
                supervisor.reasons());
    }

    @Test
    void aConnectionThatDoesNotCloseInOrderIsNoFault() throws InterruptedException {
        var unused = alarms.schedule(
                () -> {
                    throw new IOException("it was closed already");
                },
                0,
                TimeUnit.NANOSECONDS);
        ringOnce();
        ringOnce();
        assertEquals(List.of(), supervisor.reasons());
    }

    @Test
    void itsThreadStartsWithTheFirstAlarm() throws InterruptedException {
        assertEquals(List.of(), supervisor.status());
        ringOnce();
        assertEquals(
                List.of("write alarms"),
                supervisor.status().stream().map(ThreadStatus::name).toList());
    }

    private void ringOnce() throws InterruptedException {
        CountDownLatch rung = new CountDownLatch(1);
        var unused = alarms.schedule(
                () -> {
                    rung.countDown();
                    return null;
                },
                0,
                TimeUnit.NANOSECONDS);
        assertTrue(rung.await(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    }
}
