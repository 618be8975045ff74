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
import telltale.model.Suppression;
import telltale.settings.SmtpServer;
import telltale.smtp.ScriptedSmtpServer;
import telltale.smtp.ScriptedSmtpServer.Step;
import telltale.smtp.SmtpMailSender;
import telltale.smtp.SmtpRoute;
import telltale.smtp.SmtpTimeouts;
import telltale.store.QueuedDelivery;
import telltale.supervision.ThreadStatus;

class OutboundQueueTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Outcome ACCEPTED = new Outcome.Accepted(NOON, "250 2.0.0 ok");

    @TempDir
    Path home;

    @Test
    void everyRecipientGetsACopyOfItsOwn() throws Exception {
        Recorder server = new Recorder(mail -> ACCEPTED);
        try (SendingFixture office = new SendingFixture(home, server, SendingFixture.QUICK)) {
            office.accept(
                    SendingFixture.letter("Hello {{name}}", "<p>Dear {{name}}</p>", null),
                    null,
                    List.of(
                            SendingFixture.recipient("ann@example.com", Map.of("name", "Ann <3")),
                            SendingFixture.recipient("bob@example.com", Map.of("name", "Bob"))));
            SendingFixture.await(() -> office.in(DeliveryState.ACCEPTED).size() == 2);
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
    void aServerThatClosesAfterTenMailsAndRefusesEveryThirdRecipientCostsNoMail() throws Exception {
        try (ScriptedSmtpServer server =
                        ScriptedSmtpServer.start().closeAfter(10).refuseEvery(3);
                SendingFixture office = new SendingFixture(home, sender(server), SendingFixture.QUICK)) {
            office.accept(
                    SendingFixture.letter("Hi", "<p>Hi</p>", null),
                    null,
                    IntStream.range(0, 90)
                            .mapToObj(i -> SendingFixture.recipient("r" + i + "@example.com", Map.of()))
                            .toList());
            SendingFixture.await(() -> office.in(DeliveryState.ACCEPTED).size()
                            + office.in(DeliveryState.REFUSED).size()
                    == 90);
            assertEquals(30, office.in(DeliveryState.REFUSED).size());
            assertEquals(60, new HashSet<>(server.messages()).size());
            assertEquals(60, server.messages().size());
            Delivery refused = office.in(DeliveryState.REFUSED).get(0);
            assertEquals("550 5.1.1 nobody of that name", refused.detail());
            assertEquals(List.of(), office.store.recount().differences());
        }
    }

    @Test
    void aServerThatSaysLaterIsAskedAgainAndTheMailIsTheSame() throws Exception {
        var tries = new AtomicInteger();
        Recorder server = new Recorder(mail -> tries.incrementAndGet() < 3 ? later("450 4.2.0 later") : ACCEPTED);
        try (SendingFixture office = new SendingFixture(home, server, SendingFixture.QUICK)) {
            office.accept(
                    SendingFixture.letter("Hi", "<p>Hi</p>", null),
                    null,
                    List.of(SendingFixture.recipient("a@example.com", Map.of())));
            SendingFixture.await(() -> office.in(DeliveryState.ACCEPTED).size() == 1);
        }
        assertEquals(3, server.mails().size());
        assertEquals(1, new HashSet<>(server.mails()).size());
    }

    @Test
    void aMailOfAnErasedPersonIsNotSentWhenItWasClaimedBefore() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch erased = new CountDownLatch(1);
        Recorder server = new Recorder(mail -> {
            begun.countDown();
            awaitQuietly(erased);
            return ACCEPTED;
        });
        try (SendingFixture office =
                new SendingFixture(home, server, SendingFixture.QUICK, new SendingLimits(1, 0, 0))) {
            accept(office, "first@example.com", "ann@example.com", "last@example.com");
            assertTrue(begun.await(10, TimeUnit.SECONDS));
            SendingFixture.await(() -> office.in(DeliveryState.SENDING).size() == 3);
            office.store.persons().erase(EmailAddress.parse("ann@example.com"));
            erased.countDown();
            SendingFixture.await(() -> office.in(DeliveryState.ACCEPTED).size() == 2);
        }
        assertEquals(2, server.mails().size());
        assertTrue(server.mails().stream().noneMatch(mail -> mail.contains("ann@example.com")));
    }

    @Test
    void aMailThatTheServerWasToldOfIsNotSentToWhoUnsubscribesInThatMoment() throws Exception {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start().offer("PIPELINING");
                SendingFixture office =
                        new SendingFixture(home, sender(server), SendingFixture.QUICK, new SendingLimits(1, 0, 0))) {
            CountDownLatch answer = annIsForeseen(server, office);
            office.suppress(
                    EmailAddress.parse("ann@example.com"),
                    new Suppression(Suppression.Scope.BULK, Suppression.UNSUBSCRIBED, NOON));
            answer.countDown();
            SendingFixture.await(() -> office.in(DeliveryState.ACCEPTED).size() == 3
                    && office.in(DeliveryState.SUPPRESSED).size() == 1);

            assertTrue(server.commands().contains("RCPT TO:<ann@example.com>"));
            assertEquals(3, server.messages().size());
            assertTrue(
                    server.messages().stream().noneMatch(mail -> mail.isEmpty() || mail.contains("ann@example.com")));
        }
    }

    @Test
    void aServerIsToldOfEachMailAheadAndEveryMailIsSentOnce() throws Exception {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start()
                        .offer("PIPELINING")
                        .closeAfter(10)
                        .refuseEvery(3);
                SendingFixture office =
                        new SendingFixture(home, sender(server), SendingFixture.QUICK, new SendingLimits(2, 0, 0))) {
            for (String subject : List.of("One", "Two")) {
                office.accept(
                        SendingFixture.letter(subject, "<p>Hi {{name}}</p>", null),
                        null,
                        IntStream.range(0, 45)
                                .mapToObj(i ->
                                        SendingFixture.recipient("r" + i + "@example.com", Map.of("name", "R" + i)))
                                .toList());
            }
            SendingFixture.await(() -> office.in(DeliveryState.ACCEPTED).size()
                            + office.in(DeliveryState.REFUSED).size()
                    == 90);
            List<String> messages =
                    server.messages().stream().filter(mail -> !mail.isEmpty()).toList();
            assertEquals(office.in(DeliveryState.ACCEPTED).size(), messages.size());
            assertEquals(messages.size(), new HashSet<>(messages).size());
            assertTrue(server.foretold() > 0);
            assertEquals(List.of(), office.store.recount().differences());
        }
    }

    @Test
    void withALimitOfMailsASecondNoServerIsToldOfAMailThatHasToWait() throws Exception {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start().offer("PIPELINING");
                SendingFixture office =
                        new SendingFixture(home, sender(server), SendingFixture.QUICK, new SendingLimits(1, 100, 0))) {
            accept(office, "first@example.com", "ann@example.com", "last@example.com");
            SendingFixture.await(() -> office.in(DeliveryState.ACCEPTED).size() == 3);
            assertEquals(0, server.foretold());
        }
    }

    @Test
    void aMailThatTheServerWasToldOfGoesBackWhenTheNodeStops() throws Exception {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start().offer("PIPELINING");
                SendingFixture office =
                        new SendingFixture(home, sender(server), SendingFixture.QUICK, new SendingLimits(1, 0, 0))) {
            CountDownLatch answer = annIsForeseen(server, office);
            Thread closing = new Thread(office.dispatch::close);
            closing.start();
            SendingFixture.await(() -> closing.getState() == Thread.State.TIMED_WAITING);
            answer.countDown();
            closing.join();

            assertEquals(2, office.in(DeliveryState.ACCEPTED).size());
            assertEquals(2, office.in(DeliveryState.DEFERRED).size());
            assertEquals(2, server.messages().size());
        }
    }

    /** Goes on to where the server has the second of four mails, and was told that Ann's comes next. */
    private static CountDownLatch annIsForeseen(ScriptedSmtpServer server, SendingFixture office) throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        server.waitAt(Step.END_OF_DATA, first);
        accept(office, "first@example.com", "second@example.com", "ann@example.com", "last@example.com");
        SendingFixture.await(() -> server.messages().size() == 1
                && office.in(DeliveryState.SENDING).size() == 4);
        server.waitAt(Step.END_OF_DATA, second);
        first.countDown();
        SendingFixture.await(() -> server.messages().size() == 2);
        return second;
    }

    private static void accept(SendingFixture office, String... recipients) {
        office.accept(
                SendingFixture.letter("Hi", "<p>Hi</p>", null),
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
    void anErrorOfOneMailEndsThatMailAndNoSender() throws Exception {
        Recorder server = new Recorder(mail -> {
            if (mail.recipient().toString().startsWith("poison")) {
                throw new StackOverflowError();
            }
            return ACCEPTED;
        });
        try (SendingFixture office =
                new SendingFixture(home, server, SendingFixture.QUICK, new SendingLimits(1, 0, 0))) {
            accept(office, "poison1@example.com", "poison2@example.com", "ann@example.com");
            SendingFixture.await(() -> office.in(DeliveryState.ACCEPTED).size() == 1);
            SendingFixture.await(() -> office.in(DeliveryState.FAILED).size() == 2);
            assertTrue(String.valueOf(office.in(DeliveryState.FAILED).get(0).detail())
                    .contains("nested too deeply"));
            assertTrue(office.supervisor.status().stream().noneMatch(ThreadStatus::isDegraded));
        }
    }

    @Test
    void aMailThatExhaustsTheHeapTwiceIsSetAsideAndTheOthersLeave() throws Exception {
        AtomicInteger exhausted = new AtomicInteger();
        Recorder server = new Recorder(mail -> {
            if (mail.recipient().toString().startsWith("poison")) {
                exhausted.incrementAndGet();
                throw new OutOfMemoryError("a test's");
            }
            return ACCEPTED;
        });
        try (SendingFixture office =
                new SendingFixture(home, server, SendingFixture.QUICK, new SendingLimits(2, 0, 0))) {
            accept(office, "poison@example.com", "ann@example.com", "bob@example.com", "cid@example.com");
            SendingFixture.await(() -> office.in(DeliveryState.ACCEPTED).size() == 3);
            SendingFixture.await(() -> office.in(DeliveryState.FAILED).size() == 1);
            assertTrue(String.valueOf(office.in(DeliveryState.FAILED).get(0).detail())
                    .startsWith("set aside"));
            assertEquals(2, exhausted.get());
            assertTrue(office.supervisor.status().stream().anyMatch(thread -> thread.restarts() > 0));
            accept(office, "dan@example.com");
            SendingFixture.await(() -> office.in(DeliveryState.ACCEPTED).size() == 4);
            assertEquals(List.of(), office.store.recount().differences());
        }
    }

    @Test
    void aMailWhosePreparationEndsItsWorkerIsTriedTwice() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        AtomicReference<DeliveryId> poison = new AtomicReference<>();
        Function<DeliveryId, Tracking> tracking = id -> {
            poison.compareAndSet(null, id);
            if (id.equals(poison.get())) {
                tries.incrementAndGet();
                throw new OutOfMemoryError("a test's");
            }
            return SendingFixture.tracking(id);
        };
        String[] recipients =
                IntStream.range(0, 40).mapToObj(i -> "r" + i + "@example.com").toArray(String[]::new);
        try (SendingFixture office = new SendingFixture(
                home,
                new Recorder(mail -> ACCEPTED),
                SendingFixture.QUICK,
                new SendingLimits(2, 0, 0),
                store -> store,
                tracking)) {
            accept(office, recipients);
            SendingFixture.await(() -> office.in(DeliveryState.ACCEPTED).size() == recipients.length - 1);
            SendingFixture.await(() -> office.in(DeliveryState.FAILED).size() == 1);
            assertEquals(2, tries.get());
            assertEquals(poison.get(), office.in(DeliveryState.FAILED).get(0).id());
        }
    }

    @Test
    void aProcessThatDiesOfOneMailSendsTheOthersAndSetsThatOneAside() throws Exception {
        int deaths = 0;
        while (MortalSender.run(home) == MortalSender.DEATH) {
            deaths++;
            assertTrue(deaths <= 2, "it dies again and again");
        }
        assertEquals(2, deaths, "once among others, and once alone");
        try (SendingFixture office = new SendingFixture(home, new Recorder(mail -> ACCEPTED), SendingFixture.QUICK)) {
            assertEquals(
                    MortalSender.RECIPIENTS - 1,
                    office.in(DeliveryState.ACCEPTED).size());
            Delivery poison = office.in(DeliveryState.FAILED).get(0);
            assertEquals(MortalSender.POISON, poison.to().toString());
            assertTrue(String.valueOf(poison.detail()).startsWith("set aside"), poison::toString);
        }
    }

    @Test
    void whatWaitsSaysWhy() throws Exception {
        Recorder server = new Recorder(mail -> later("450 4.2.0 mailbox busy"));
        try (SendingFixture office = new SendingFixture(home, server, RetrySchedule.of(Duration.ofDays(4)))) {
            office.accept(
                    SendingFixture.letter("Hi", "<p>Hi</p>", null),
                    null,
                    List.of(SendingFixture.recipient("a@example.com", Map.of())));
            SendingFixture.await(() -> office.in(DeliveryState.DEFERRED).size() == 1);
            QueuedDelivery waiting =
                    office.store.messages().queued(null, null, 10).get(0);
            assertEquals("450 4.2.0 mailbox busy", waiting.detail());
            assertEquals("4.2.0", waiting.status());
            assertEquals(1, waiting.attempts());
        }
    }

    @Test
    void aMailIsGivenUpWhenItsTimeIsOver() throws Exception {
        Recorder server = new Recorder(mail -> later("450 4.2.0 later"));
        try (SendingFixture office = new SendingFixture(
                home, server, new RetrySchedule(Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMillis(30)))) {
            office.accept(
                    SendingFixture.letter("Hi", "<p>Hi</p>", null),
                    null,
                    List.of(SendingFixture.recipient("a@example.com", Map.of())));
            SendingFixture.await(() -> office.in(DeliveryState.FAILED).size() == 1);
            assertTrue(String.valueOf(office.in(DeliveryState.FAILED).get(0).detail())
                    .startsWith("given up"));
        }
    }

    @Test
    void closingFinishesTheConversationAndGivesTheRestBack() throws Exception {
        CountDownLatch talking = new CountDownLatch(1);
        Recorder server = new Recorder(mail -> {
            talking.countDown();
            pause();
            return ACCEPTED;
        });
        try (SendingFixture office =
                new SendingFixture(home, server, SendingFixture.QUICK, new SendingLimits(1, 0, 0))) {
            office.accept(
                    SendingFixture.letter("Hi", "<p>Hi</p>", null),
                    null,
                    IntStream.range(0, 5)
                            .mapToObj(i -> SendingFixture.recipient("r" + i + "@example.com", Map.of()))
                            .toList());
            assertTrue(talking.await(5, TimeUnit.SECONDS));
            office.dispatch.close();
            int done = office.in(DeliveryState.ACCEPTED).size();
            assertTrue(done >= 1 && done < 5, "done: " + done);
            assertEquals(server.mails().size(), done);
            assertEquals(0, office.in(DeliveryState.SENDING).size());
        }
        Recorder next = new Recorder(mail -> ACCEPTED);
        try (SendingFixture office = new SendingFixture(home, next, SendingFixture.QUICK)) {
            SendingFixture.await(() -> office.in(DeliveryState.ACCEPTED).size() == 5);
        }
        assertEquals(5, server.mails().size() + next.mails().size());
    }

    @Test
    void mailsWhoseClaimIsNotAnsweredAreSentAllTheSameAndOnce() throws Exception {
        Recorder server = new Recorder(mail -> ACCEPTED);
        try (SendingFixture office = new SendingFixture(
                home,
                server,
                SendingFixture.QUICK,
                new SendingLimits(2, 0, 0),
                store -> LostAnswer.of(store, "claim"))) {
            office.accept(
                    SendingFixture.letter("Hi", "<p>Hi</p>", null),
                    null,
                    IntStream.range(0, 50)
                            .mapToObj(i -> SendingFixture.recipient("r" + i + "@example.com", Map.of()))
                            .toList());
            SendingFixture.await(() -> office.in(DeliveryState.ACCEPTED).size() == 50);
            assertEquals(50, server.mails().size());
            assertEquals(List.of(), office.store.recount().differences());
        }
    }

    @Test
    void anOutcomeWhoseStoringIsNotAnsweredSendsNoMailAgain() throws Exception {
        Recorder server = new Recorder(mail -> ACCEPTED);
        try (SendingFixture office = new SendingFixture(
                home,
                server,
                SendingFixture.QUICK,
                new SendingLimits(2, 0, 0),
                store -> LostAnswer.of(store, "recordResults"))) {
            office.accept(
                    SendingFixture.letter("Hi", "<p>Hi</p>", null),
                    null,
                    List.of(SendingFixture.recipient("a@example.com", Map.of())));
            SendingFixture.await(() -> office.in(DeliveryState.ACCEPTED).size() == 1);
            assertEquals(1, server.mails().size());
        }
    }

    @Test
    void nothingIsClaimedWhileOutcomesCannotBeStored() throws Exception {
        AtomicBoolean outage = new AtomicBoolean(true);
        Recorder server = new Recorder(mail -> ACCEPTED);
        try (SendingFixture office = new SendingFixture(
                home,
                server,
                SendingFixture.QUICK,
                new SendingLimits(1, 0, 0),
                store -> LostAnswer.during(store, "recordResults", outage::get))) {
            accept(office, "ann@example.com");
            SendingFixture.await(() -> server.mails().size() == 1 && !office.dispatch.hasRoom());
            accept(office, "bob@example.com");
            assertEquals(1, office.in(DeliveryState.QUEUED).size());
            outage.set(false);
            SendingFixture.await(() -> office.in(DeliveryState.ACCEPTED).size() == 2);
        }
        assertEquals(2, server.mails().size());
    }

    @Test
    void noMoreMailsLeaveADayThanTheOwnerAllows() throws Exception {
        Recorder server = new Recorder(mail -> ACCEPTED);
        try (SendingFixture office =
                new SendingFixture(home, server, SendingFixture.QUICK, new SendingLimits(2, 0, 3))) {
            office.accept(
                    SendingFixture.letter("Hi", "<p>Hi</p>", null),
                    null,
                    IntStream.range(0, 5)
                            .mapToObj(i -> SendingFixture.recipient("r" + i + "@example.com", Map.of()))
                            .toList());
            SendingFixture.await(() -> office.in(DeliveryState.ACCEPTED).size() == 3);
            Thread.sleep(200);
            assertEquals(3, server.mails().size());
            assertEquals(2, office.in(DeliveryState.QUEUED).size());
        }
    }

    private static void pause() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException ignored) {
            // A conversation hears nothing of it either.
        }
    }

    private static Outcome later(String detail) {
        return new Outcome.Failed(Outcome.Reason.TEMPORARY, Outcome.SmtpStage.RCPT, detail);
    }

    private static SmtpMailSender sender(ScriptedSmtpServer server) {
        SmtpServer address = new SmtpServer("127.0.0.1", server.port(), SmtpServer.Tls.NONE, null);
        return new SmtpMailSender(SmtpRoute.to(address, SmtpTimeouts.DEFAULT), Clock.systemUTC());
    }
}
