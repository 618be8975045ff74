package telltale.sending;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.message.html.Tracking;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.Outcome;
import telltale.model.SmtpReply;
import telltale.model.Suppression;
import telltale.settings.SmtpServer;
import telltale.smtp.ScriptedSmtpServer.Step;
import telltale.smtp.ScriptedSmtpServer;
import telltale.smtp.SmtpMailSender;
import telltale.smtp.SmtpRoute;
import telltale.smtp.SmtpTimeouts;
import telltale.store.QueuedDelivery;
import telltale.supervision.ThreadStatus;

class OutboundQueueTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Outcome ACCEPTED = new Outcome.Accepted(NOON, SmtpReply.parse(250, "250 2.0.0 ok"));

    @TempDir
    Path home;

    @Test
    void everyRecipientGetsAPersonalCopy() throws Exception {
        Recorder server = new Recorder(mail -> ACCEPTED);
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
                SendingFixture fixture = new SendingFixture(home, sender(server), SendingFixture.QUICK)) {
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
        Recorder server = new Recorder(mail -> tries.incrementAndGet() < 3 ? Recorder.temporary("450 4.2.0 later") : ACCEPTED);
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
            return ACCEPTED;
        });
        try (SendingFixture fixture =
                new SendingFixture(home, server, SendingFixture.QUICK, new SendingLimits(1, 0, 0))) {
            submit(fixture, "first@example.com", "ann@example.com", "last@example.com");
            assertTrue(begun.await(10, TimeUnit.SECONDS));
            SendingFixture.await(() -> fixture.in(DeliveryState.SENDING).size() == 3);
            fixture.store.persons().erase(EmailAddress.parse("ann@example.com"));
            erased.countDown();
            SendingFixture.await(() -> fixture.in(DeliveryState.ACCEPTED).size() == 2);
        }
        assertEquals(2, server.mails().size());
        assertTrue(server.mails().stream().noneMatch(mail -> mail.contains("ann@example.com")));
    }

    @Test
    void anAnnouncedMessageIsNotSentIfTheRecipientUnsubscribes() throws Exception {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start().offer("PIPELINING");
                SendingFixture fixture =
                        new SendingFixture(home, sender(server), SendingFixture.QUICK, new SendingLimits(1, 0, 0))) {
            CountDownLatch answer = announceAnn(server, fixture);
            fixture.suppress(
                    EmailAddress.parse("ann@example.com"),
                    new Suppression(Suppression.Scope.BULK, Suppression.UNSUBSCRIBED, NOON));
            answer.countDown();
            SendingFixture.await(() -> fixture.in(DeliveryState.ACCEPTED).size() == 3
                    && fixture.in(DeliveryState.SUPPRESSED).size() == 1);

            assertTrue(server.commands().contains("RCPT TO:<ann@example.com>"));
            assertEquals(3, server.messages().size());
            assertTrue(
                    server.messages().stream().noneMatch(mail -> mail.isEmpty() || mail.contains("ann@example.com")));
        }
    }

    @Test
    void envelopesArePipelinedAndEveryMessageIsSentOnce() throws Exception {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()
                        .offer("PIPELINING")
                        .closeAfter(10)
                        .rejectEvery(3);
                SendingFixture fixture =
                        new SendingFixture(home, sender(server), SendingFixture.QUICK, new SendingLimits(2, 0, 0))) {
            for (String subject : List.of("One", "Two")) {
                fixture.submit(
                        SendingFixture.content(subject, "<p>Hi {{name}}</p>", null),
                        null,
                        IntStream.range(0, 45)
                                .mapToObj(i ->
                                        SendingFixture.recipient("r" + i + "@example.com", Map.of("name", "R" + i)))
                                .toList());
            }
            SendingFixture.await(() -> fixture.in(DeliveryState.ACCEPTED).size()
                            + fixture.in(DeliveryState.REFUSED).size()
                    == 90);
            List<String> messages =
                    server.messages().stream().filter(mail -> !mail.isEmpty()).toList();
            assertEquals(fixture.in(DeliveryState.ACCEPTED).size(), messages.size());
            assertEquals(messages.size(), new HashSet<>(messages).size());
            assertTrue(server.announcements() > 0);
            assertEquals(List.of(), fixture.store.recount().differences());
        }
    }

    @Test
    void withARateLimitNoEnvelopeIsAnnounced() throws Exception {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start().offer("PIPELINING");
                SendingFixture fixture =
                        new SendingFixture(home, sender(server), SendingFixture.QUICK, new SendingLimits(1, 100, 0))) {
            submit(fixture, "first@example.com", "ann@example.com", "last@example.com");
            SendingFixture.await(() -> fixture.in(DeliveryState.ACCEPTED).size() == 3);
            assertEquals(0, server.announcements());
        }
    }

    @Test
    void anAnnouncedMessageIsReturnedToTheOutboxWhenTheNodeStops() throws Exception {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start().offer("PIPELINING");
                SendingFixture fixture =
                        new SendingFixture(home, sender(server), SendingFixture.QUICK, new SendingLimits(1, 0, 0))) {
            CountDownLatch answer = announceAnn(server, fixture);
            Thread closing = new Thread(fixture.queue::close);
            closing.start();
            SendingFixture.await(() -> closing.getState() == Thread.State.TIMED_WAITING);
            answer.countDown();
            closing.join();

            assertEquals(2, fixture.in(DeliveryState.ACCEPTED).size());
            assertEquals(2, fixture.in(DeliveryState.QUEUED).size());
            assertEquals(2, server.messages().size());
        }
    }

    /** Waits until the server has the second of four messages and the envelope of the third, which is Ann's. */
    private static CountDownLatch announceAnn(ScriptedSmtpServer server, SendingFixture fixture) throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        server.delay(Step.END_OF_DATA, first);
        submit(fixture, "first@example.com", "second@example.com", "ann@example.com", "last@example.com");
        SendingFixture.await(() -> server.messages().size() == 1
                && fixture.in(DeliveryState.SENDING).size() == 4);
        server.delay(Step.END_OF_DATA, second);
        first.countDown();
        SendingFixture.await(() -> server.messages().size() == 2);
        return second;
    }

    private static void submit(SendingFixture fixture, String... recipients) {
        fixture.submit(
                SendingFixture.content("Hi", "<p>Hi</p>", null),
                null,
                Stream.of(recipients)
                        .map(to -> SendingFixture.recipient(to, Map.of()))
                        .toList());
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertTrue(latch.await(10, TimeUnit.SECONDS));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void anErrorOfOneMessageFailsItAndNoWorker() throws Exception {
        Recorder server = new Recorder(mail -> {
            if (mail.recipient().toString().startsWith("poison")) {
                throw new StackOverflowError();
            }
            return ACCEPTED;
        });
        try (SendingFixture fixture =
                new SendingFixture(home, server, SendingFixture.QUICK, new SendingLimits(1, 0, 0))) {
            submit(fixture, "poison1@example.com", "poison2@example.com", "ann@example.com");
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
            return ACCEPTED;
        });
        try (SendingFixture fixture =
                new SendingFixture(home, server, SendingFixture.QUICK, new SendingLimits(2, 0, 0))) {
            submit(fixture, "poison@example.com", "ann@example.com", "bob@example.com", "cid@example.com");
            SendingFixture.await(() -> fixture.in(DeliveryState.ACCEPTED).size() == 3);
            SendingFixture.await(() -> fixture.in(DeliveryState.FAILED).size() == 1);
            assertTrue(String.valueOf(fixture.in(DeliveryState.FAILED).get(0).detail())
                    .startsWith("set aside"));
            assertEquals(2, exhausted.get());
            assertTrue(fixture.supervisor.status().stream().anyMatch(thread -> thread.restarts() > 0));
            submit(fixture, "dan@example.com");
            SendingFixture.await(() -> fixture.in(DeliveryState.ACCEPTED).size() == 4);
            assertEquals(List.of(), fixture.store.recount().differences());
        }
    }

    @Test
    void aMessageWhosePreparationEndsItsWorkerIsAttemptedTwice() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        AtomicReference<DeliveryId> poison = new AtomicReference<>();
        Function<DeliveryId, Tracking> tracking = id -> {
            poison.compareAndSet(null, id);
            if (id.equals(poison.get())) {
                tries.incrementAndGet();
                throw new OutOfMemoryError("set by the test");
            }
            return SendingFixture.tracking(id);
        };
        String[] recipients =
                IntStream.range(0, 40).mapToObj(i -> "r" + i + "@example.com").toArray(String[]::new);
        try (SendingFixture fixture = new SendingFixture(
                home,
                new Recorder(mail -> ACCEPTED),
                SendingFixture.QUICK,
                new SendingLimits(2, 0, 0),
                store -> store,
                tracking)) {
            submit(fixture, recipients);
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
        try (SendingFixture fixture = new SendingFixture(home, new Recorder(mail -> ACCEPTED), SendingFixture.QUICK)) {
            assertEquals(
                    MortalSender.RECIPIENTS - 1,
                    fixture.in(DeliveryState.ACCEPTED).size());
            Delivery poison = fixture.in(DeliveryState.FAILED).get(0);
            assertEquals(MortalSender.POISON, poison.to().toString());
            assertTrue(String.valueOf(poison.detail()).startsWith("set aside"), poison::toString);
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
        Recorder server = new Recorder(mail -> {
            talking.countDown();
            pause();
            return ACCEPTED;
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
            fixture.queue.close();
            int done = fixture.in(DeliveryState.ACCEPTED).size();
            assertTrue(done >= 1 && done < 5, "done: " + done);
            assertEquals(server.mails().size(), done);
            assertEquals(0, fixture.in(DeliveryState.SENDING).size());
        }
        Recorder next = new Recorder(mail -> ACCEPTED);
        try (SendingFixture fixture = new SendingFixture(home, next, SendingFixture.QUICK)) {
            SendingFixture.await(() -> fixture.in(DeliveryState.ACCEPTED).size() == 5);
        }
        assertEquals(5, server.mails().size() + next.mails().size());
    }

    @Test
    void messagesWhoseClaimResponseIsLostAreSentOnce() throws Exception {
        Recorder server = new Recorder(mail -> ACCEPTED);
        try (SendingFixture fixture = new SendingFixture(
                home,
                server,
                SendingFixture.QUICK,
                new SendingLimits(2, 0, 0),
                store -> LostAnswer.of(store, "claim"))) {
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
        Recorder server = new Recorder(mail -> ACCEPTED);
        try (SendingFixture fixture = new SendingFixture(
                home,
                server,
                SendingFixture.QUICK,
                new SendingLimits(2, 0, 0),
                store -> LostAnswer.of(store, "recordResults"))) {
            fixture.submit(
                    SendingFixture.content("Hi", "<p>Hi</p>", null),
                    null,
                    List.of(SendingFixture.recipient("a@example.com", Map.of())));
            SendingFixture.await(() -> fixture.in(DeliveryState.ACCEPTED).size() == 1);
            assertEquals(1, server.mails().size());
        }
    }

    @Test
    void nothingIsClaimedWhileOutcomesCannotBeStored() throws Exception {
        AtomicBoolean outage = new AtomicBoolean(true);
        Recorder server = new Recorder(mail -> ACCEPTED);
        try (SendingFixture fixture = new SendingFixture(
                home,
                server,
                SendingFixture.QUICK,
                new SendingLimits(1, 0, 0),
                store -> LostAnswer.during(store, "recordResults", outage::get))) {
            submit(fixture, "ann@example.com");
            SendingFixture.await(() -> server.mails().size() == 1 && !fixture.queue.hasRoom());
            submit(fixture, "bob@example.com");
            assertEquals(1, fixture.in(DeliveryState.QUEUED).size());
            outage.set(false);
            SendingFixture.await(() -> fixture.in(DeliveryState.ACCEPTED).size() == 2);
        }
        assertEquals(2, server.mails().size());
    }

    @Test
    void noMoreMessagesADayAreSentThanAllowed() throws Exception {
        Recorder server = new Recorder(mail -> ACCEPTED);
        try (SendingFixture fixture =
                new SendingFixture(home, server, SendingFixture.QUICK, new SendingLimits(2, 0, 3))) {
            fixture.submit(
                    SendingFixture.content("Hi", "<p>Hi</p>", null),
                    null,
                    IntStream.range(0, 5)
                            .mapToObj(i -> SendingFixture.recipient("r" + i + "@example.com", Map.of()))
                            .toList());
            SendingFixture.await(() -> fixture.in(DeliveryState.ACCEPTED).size() == 3);
            Thread.sleep(200);
            assertEquals(3, server.mails().size());
            assertEquals(2, fixture.in(DeliveryState.QUEUED).size());
        }
    }

    private static void pause() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException ignored) {
            // A conversation ignores interrupts, too.
        }
    }

    private static SmtpMailSender sender(ScriptedSmtpServer server) {
        SmtpServer address = new SmtpServer("127.0.0.1", server.port(), SmtpServer.Tls.NONE, null);
        return new SmtpMailSender(SmtpRoute.to(address, SmtpTimeouts.DEFAULT), Clock.systemUTC());
    }
}
