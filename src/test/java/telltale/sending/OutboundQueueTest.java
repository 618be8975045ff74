package telltale.sending;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.model.Delivery;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.smtp.ScriptedSmtpServer;
import telltale.store.QueuedDelivery;

class OutboundQueueTest {
    @TempDir
    Path home;

    @Test
    void aNewMessageIsQueuedForItsSenderAlsoIfItIsSentAtOnce() throws Exception {
        Recorder server = new Recorder(mail -> Recorder.ACCEPTED);
        try (SendingFixture fixture = new SendingFixture(home, server, SendingFixture.QUICK)) {
            for (int i = 1; i <= 5; i++) {
                int sent = i;
                assertEquals(
                        DeliveryState.QUEUED,
                        fixture.submit(
                                        SendingFixture.content("Hi", "<p>Hi</p>", null),
                                        null,
                                        List.of(SendingFixture.recipient("ann@example.com", Map.of())))
                                .get(0)
                                .state());
                SendingFixture.await(() -> fixture.in(DeliveryState.ACCEPTED).size() == sent);
            }
        }
    }

    @Test
    void everyRecipientGetsAPersonalCopy() throws Exception {
        Recorder server = new Recorder(mail -> Recorder.ACCEPTED);
        try (SendingFixture fixture = new SendingFixture(home, server, SendingFixture.QUICK)) {
            fixture.submit(
                    SendingFixture.content("Hello {{name}}", "<p>Dear {{name}}</p>", null),
                    null,
                    List.of(
                            SendingFixture.recipient("ann@example.com", Map.of("name", "Ann <3")),
                            SendingFixture.recipient("bob@example.com", Map.of("name", "Bob"))));
            SendingFixture.await(() -> fixture.in(DeliveryState.ACCEPTED).size() == 2);
        }
        String ann = server.mails().stream()
                .filter(mail -> mail.contains("To: ann@example.com"))
                .findFirst()
                .orElseThrow();
        assertTrue(ann.contains("Subject: Hello Ann <3\r\n"), ann);
        assertTrue(ann.contains("Dear Ann &lt;3"), ann);
        assertTrue(ann.contains("Auto-Submitted: auto-generated\r\n"), ann);
        assertTrue(!ann.contains("bob"), ann);
    }

    @Test
    void noMessageIsLostWhenTheServerClosesConnectionsAndRefusesRecipients() throws Exception {
        try (ScriptedSmtpServer server =
                        ScriptedSmtpServer.start().closeAfter(10).rejectEvery(3);
                SendingFixture fixture =
                        new SendingFixture(home, SendingFixture.sender(server), SendingFixture.QUICK)) {
            fixture.submit(
                    SendingFixture.content("Hi", "<p>Hi</p>", null),
                    null,
                    IntStream.range(0, 90)
                            .mapToObj(i -> SendingFixture.recipient("r" + i + "@example.com", Map.of()))
                            .toList());
            SendingFixture.await(() -> fixture.in(DeliveryState.ACCEPTED).size()
                            + fixture.in(DeliveryState.REFUSED).size()
                    == 90);
            assertEquals(30, fixture.in(DeliveryState.REFUSED).size());
            assertEquals(60, new HashSet<>(server.messages()).size());
            assertEquals(60, server.messages().size());
            Delivery refused = fixture.in(DeliveryState.REFUSED).get(0);
            assertEquals("550 5.1.1 no such user", refused.detail());
            assertEquals(List.of(), fixture.store.recount().differences());
        }
    }

    @Test
    void aDeferredMessageIsRetriedUnchanged() throws Exception {
        var tries = new AtomicInteger();
        Recorder server = new Recorder(
                mail -> tries.incrementAndGet() < 3 ? Recorder.temporary("450 4.2.0 later") : Recorder.ACCEPTED);
        try (SendingFixture fixture = new SendingFixture(home, server, SendingFixture.QUICK)) {
            fixture.submit(
                    SendingFixture.content("Hi", "<p>Hi</p>", null),
                    null,
                    List.of(SendingFixture.recipient("a@example.com", Map.of())));
            SendingFixture.await(() -> fixture.in(DeliveryState.ACCEPTED).size() == 1);
        }
        assertEquals(3, server.mails().size());
        assertEquals(1, new HashSet<>(server.mails()).size());
    }

    @Test
    void aClaimedMessageToAnErasedPersonIsNotSent() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch erased = new CountDownLatch(1);
        Recorder server = new Recorder(mail -> {
            begun.countDown();
            awaitQuietly(erased);
            return Recorder.ACCEPTED;
        });
        try (SendingFixture fixture =
                new SendingFixture(home, server, SendingFixture.QUICK, new SendingLimits(1, 0, 0))) {
            fixture.submit("first@example.com", "ann@example.com", "last@example.com");
            assertTrue(begun.await(10, TimeUnit.SECONDS));
            SendingFixture.await(() -> fixture.in(DeliveryState.SENDING).size() == 3);
            fixture.store.persons().erase(EmailAddress.parse("ann@example.com"));
            erased.countDown();
            SendingFixture.await(() -> fixture.in(DeliveryState.ACCEPTED).size() == 2);
        }
        assertEquals(2, server.mails().size());
        assertTrue(server.mails().stream().noneMatch(mail -> mail.contains("ann@example.com")));
    }

    /** Waits like a conversation with a server, which an interrupt does not end. */
    private static void awaitQuietly(CountDownLatch latch) {
        boolean interrupted = false;
        for (boolean ended = false; !ended; ) {
            try {
                assertTrue(latch.await(10, TimeUnit.SECONDS));
                ended = true;
            } catch (InterruptedException stopping) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aDeferredDeliveryHasTheReply() throws Exception {
        Recorder server = new Recorder(mail -> Recorder.temporary("450 4.2.0 mailbox busy"));
        try (SendingFixture fixture = new SendingFixture(home, server, RetrySchedule.of(Duration.ofDays(4)))) {
            fixture.submit(
                    SendingFixture.content("Hi", "<p>Hi</p>", null),
                    null,
                    List.of(SendingFixture.recipient("a@example.com", Map.of())));
            SendingFixture.await(() -> fixture.in(DeliveryState.DEFERRED).size() == 1);
            QueuedDelivery waiting =
                    fixture.store.messages().queued(null, null, 10).get(0);
            assertEquals("450 4.2.0 mailbox busy", waiting.detail());
            assertEquals("4.2.0", waiting.status());
            assertEquals(1, waiting.attempts());
        }
    }

    @Test
    void aDeliveryFailsWhenItsLifetimeEnds() throws Exception {
        Recorder server = new Recorder(mail -> Recorder.temporary("450 4.2.0 later"));
        try (SendingFixture fixture = new SendingFixture(
                home, server, new RetrySchedule(Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMillis(30)))) {
            fixture.submit(
                    SendingFixture.content("Hi", "<p>Hi</p>", null),
                    null,
                    List.of(SendingFixture.recipient("a@example.com", Map.of())));
            SendingFixture.await(() -> fixture.in(DeliveryState.FAILED).size() == 1);
            assertTrue(String.valueOf(fixture.in(DeliveryState.FAILED).get(0).detail())
                    .startsWith("given up"));
        }
    }

    @Test
    void closingFinishesTheConversationAndReturnsTheRestToTheOutbox() throws Exception {
        CountDownLatch talking = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        Recorder server = new Recorder(mail -> {
            talking.countDown();
            awaitQuietly(answer);
            return Recorder.ACCEPTED;
        });
        try (SendingFixture fixture =
                new SendingFixture(home, server, SendingFixture.QUICK, new SendingLimits(1, 0, 0))) {
            fixture.submit(
                    SendingFixture.content("Hi", "<p>Hi</p>", null),
                    null,
                    IntStream.range(0, 5)
                            .mapToObj(i -> SendingFixture.recipient("r" + i + "@example.com", Map.of()))
                            .toList());
            assertTrue(talking.await(5, TimeUnit.SECONDS));
            Thread closing = new Thread(fixture.queue::close);
            closing.start();
            SendingFixture.await(() -> closing.getState() == Thread.State.TIMED_WAITING);
            answer.countDown();
            closing.join();
            assertEquals(1, fixture.in(DeliveryState.ACCEPTED).size());
            assertEquals(1, server.mails().size());
            assertEquals(0, fixture.in(DeliveryState.SENDING).size());
        }
        Recorder next = new Recorder(mail -> Recorder.ACCEPTED);
        try (SendingFixture fixture = new SendingFixture(home, next, SendingFixture.QUICK)) {
            SendingFixture.await(() -> fixture.in(DeliveryState.ACCEPTED).size() == 5);
        }
        assertEquals(5, server.mails().size() + next.mails().size());
    }

    @Test
    void noMoreMessagesADayAreSentThanAllowed() throws Exception {
        Recorder server = new Recorder(mail -> Recorder.ACCEPTED);
        AtomicInteger reservations = new AtomicInteger();
        try (SendingFixture fixture = new SendingFixture(
                home,
                server,
                SendingFixture.QUICK,
                new SendingLimits(2, 0, 3),
                store -> InterceptedStore.counting(store, reservations))) {
            fixture.submit(
                    SendingFixture.content("Hi", "<p>Hi</p>", null),
                    null,
                    IntStream.range(0, 5)
                            .mapToObj(i -> SendingFixture.recipient("r" + i + "@example.com", Map.of()))
                            .toList());
            SendingFixture.await(() -> fixture.in(DeliveryState.ACCEPTED).size() == 3);
            int before = reservations.get();
            // The second reservation from now follows a complete attempt to claim.
            SendingFixture.await(() -> reservations.get() >= before + 2);
            assertEquals(3, server.mails().size());
            assertEquals(2, fixture.in(DeliveryState.QUEUED).size());
        }
    }
}
