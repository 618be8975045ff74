package telltale.sending;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.message.html.Tracking;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.supervision.ThreadStatus;

/** Messages and database responses that fail: every other message is sent, and none twice. */
class QueueFailuresTest {
    @TempDir
    Path home;

    @Test
    void anErrorOfOneMessageFailsItAndNoWorker() throws Exception {
        Recorder server = new Recorder(mail -> {
            if (mail.recipient().toString().startsWith("poison")) {
                throw new StackOverflowError();
            }
            return Recorder.ACCEPTED;
        });
        try (SendingFixture fixture =
                new SendingFixture(home, server, SendingFixture.QUICK, new SendingLimits(1, 0, 0))) {
            fixture.submit("poison1@example.com", "poison2@example.com", "ann@example.com");
            SendingFixture.await(() -> fixture.in(DeliveryState.ACCEPTED).size() == 1);
            SendingFixture.await(() -> fixture.in(DeliveryState.FAILED).size() == 2);
            assertTrue(String.valueOf(fixture.in(DeliveryState.FAILED).get(0).detail())
                    .contains("nested too deeply"));
            assertTrue(fixture.supervisor.status().stream().noneMatch(ThreadStatus::isDegraded));
        }
    }

    @Test
    void aMessageThatExhaustsTheHeapTwiceIsSetAsideAndTheOthersAreSent() throws Exception {
        AtomicInteger exhausted = new AtomicInteger();
        Recorder server = new Recorder(mail -> {
            if (mail.recipient().toString().startsWith("poison")) {
                exhausted.incrementAndGet();
                throw new OutOfMemoryError("set by the test");
            }
            return Recorder.ACCEPTED;
        });
        try (SendingFixture fixture =
                new SendingFixture(home, server, SendingFixture.QUICK, new SendingLimits(2, 0, 0))) {
            fixture.submit("poison@example.com", "ann@example.com", "bob@example.com", "cid@example.com");
            SendingFixture.await(() -> fixture.in(DeliveryState.ACCEPTED).size() == 3);
            SendingFixture.await(() -> fixture.in(DeliveryState.FAILED).size() == 1);
            assertTrue(String.valueOf(fixture.in(DeliveryState.FAILED).get(0).detail())
                    .startsWith("set aside"));
            assertEquals(2, exhausted.get());
            assertTrue(fixture.supervisor.status().stream().anyMatch(thread -> thread.restarts() > 0));
            fixture.submit("dan@example.com");
            SendingFixture.await(() -> fixture.in(DeliveryState.ACCEPTED).size() == 4);
            assertEquals(List.of(), fixture.store.recount().differences());
        }
    }

    @Test
    void aMessageWhosePreparationEndsItsWorkerIsAttemptedTwice() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        AtomicReference<DeliveryId> poison = new AtomicReference<>();
        Thread submitter = Thread.currentThread();
        Function<DeliveryId, Tracking> tracking = id -> {
            boolean isWorker = Thread.currentThread() != submitter;
            if (isWorker && (poison.compareAndSet(null, id) || id.equals(poison.get()))) {
                tries.incrementAndGet();
                throw new OutOfMemoryError("set by the test");
            }
            return SendingFixture.tracking(id);
        };
        String[] recipients =
                IntStream.range(0, 40).mapToObj(i -> "r" + i + "@example.com").toArray(String[]::new);
        try (SendingFixture fixture = new SendingFixture(
                home,
                new Recorder(mail -> Recorder.ACCEPTED),
                SendingFixture.QUICK,
                new SendingLimits(2, 0, 0),
                store -> store,
                tracking)) {
            fixture.submit(recipients);
            SendingFixture.await(() -> fixture.in(DeliveryState.ACCEPTED).size() == recipients.length - 1);
            SendingFixture.await(() -> fixture.in(DeliveryState.FAILED).size() == 1);
            assertEquals(2, tries.get());
            assertEquals(poison.get(), fixture.in(DeliveryState.FAILED).get(0).id());
        }
    }

    @Test
    void aMessageThatCrashesTheProcessIsSetAsideAndTheOthersAreSent() throws Exception {
        int crashes = 0;
        while (MortalSender.run(home) == MortalSender.CRASHED) {
            crashes++;
            assertTrue(crashes <= 2, "it crashes again and again");
        }
        assertEquals(2, crashes, "once among others and once alone");
        try (SendingFixture fixture =
                new SendingFixture(home, new Recorder(mail -> Recorder.ACCEPTED), SendingFixture.QUICK)) {
            assertEquals(
                    MortalSender.RECIPIENTS - 1,
                    fixture.in(DeliveryState.ACCEPTED).size());
            Delivery poison = fixture.in(DeliveryState.FAILED).get(0);
            assertEquals(MortalSender.POISON, poison.to().toString());
            assertTrue(String.valueOf(poison.detail()).startsWith("set aside"), poison::toString);
        }
    }

    @Test
    void messagesWhoseClaimResponseIsLostAreSentOnce() throws Exception {
        Recorder server = new Recorder(mail -> Recorder.ACCEPTED);
        try (SendingFixture fixture = losing("claim", server)) {
            fixture.submit(
                    SendingFixture.content("Hi", "<p>Hi</p>", null),
                    null,
                    IntStream.range(0, 50)
                            .mapToObj(i -> SendingFixture.recipient("r" + i + "@example.com", Map.of()))
                            .toList());
            SendingFixture.await(() -> fixture.in(DeliveryState.ACCEPTED).size() == 50);
            assertEquals(50, server.mails().size());
            assertEquals(List.of(), fixture.store.recount().differences());
        }
    }

    @Test
    void aLostConfirmationOfAStoredOutcomeSendsNothingAgain() throws Exception {
        Recorder server = new Recorder(mail -> Recorder.ACCEPTED);
        try (SendingFixture fixture = losing("recordResults", server)) {
            fixture.submit(
                    SendingFixture.content("Hi", "<p>Hi</p>", null),
                    null,
                    List.of(SendingFixture.recipient("a@example.com", Map.of())));
            SendingFixture.await(() -> fixture.in(DeliveryState.ACCEPTED).size() == 1);
            assertEquals(1, server.mails().size());
        }
    }

    /** A queue with two connections whose database once loses the response to a call. */
    private SendingFixture losing(String call, Recorder server) throws Exception {
        return new SendingFixture(
                home,
                server,
                SendingFixture.QUICK,
                new SendingLimits(2, 0, 0),
                store -> InterceptedStore.losing(store, call));
    }

    @Test
    void nothingIsClaimedWhileOutcomesCannotBeStored() throws Exception {
        AtomicBoolean outage = new AtomicBoolean(true);
        Recorder server = new Recorder(mail -> Recorder.ACCEPTED);
        try (SendingFixture fixture = new SendingFixture(
                home,
                server,
                SendingFixture.QUICK,
                new SendingLimits(1, 0, 0),
                store -> InterceptedStore.during(store, "recordResults", outage::get))) {
            fixture.submit("ann@example.com");
            SendingFixture.await(() -> server.mails().size() == 1 && !fixture.queue.hasRoom());
            fixture.submit("bob@example.com");
            assertEquals(1, fixture.in(DeliveryState.QUEUED).size());
            outage.set(false);
            SendingFixture.await(() -> fixture.in(DeliveryState.ACCEPTED).size() == 2);
        }
        assertEquals(2, server.mails().size());
    }
}
