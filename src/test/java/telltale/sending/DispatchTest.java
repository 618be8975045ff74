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
import telltale.mail.ScriptedSmtpServer;
import telltale.mail.ScriptedSmtpServer.Step;
import telltale.mail.SmtpMailSender;
import telltale.mail.SmtpRoute;
import telltale.mail.SmtpTimeouts;
import telltale.mail.Tracking;
import telltale.model.Address;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.Outcome;
import telltale.model.State;
import telltale.model.Suppression;
import telltale.settings.SmtpServer;
import telltale.store.Waiting;
import telltale.supervision.ThreadStatus;

class DispatchTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Outcome ACCEPTED = new Outcome.Accepted(NOON, "250 2.0.0 ok");

    @TempDir
    Path home;

    @Test
    void everyRecipientGetsACopyOfItsOwn() throws Exception {
        Recorder server = new Recorder(mail -> ACCEPTED);
        try (Office office = new Office(home, server, Office.QUICK)) {
            office.accept(
                    Office.letter("Hello {{name}}", "<p>Dear {{name}}</p>", null),
                    null,
                    List.of(
                            Office.recipient("ann@example.com", Map.of("name", "Ann <3")),
                            Office.recipient("bob@example.com", Map.of("name", "Bob"))));
            Office.await(() -> office.in(State.ACCEPTED).size() == 2);
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
                Office office = new Office(home, sender(server), Office.QUICK)) {
            office.accept(
                    Office.letter("Hi", "<p>Hi</p>", null),
                    null,
                    IntStream.range(0, 90)
                            .mapToObj(i -> Office.recipient("r" + i + "@example.com", Map.of()))
                            .toList());
            Office.await(() ->
                    office.in(State.ACCEPTED).size() + office.in(State.REFUSED).size() == 90);
            assertEquals(30, office.in(State.REFUSED).size());
            assertEquals(60, new HashSet<>(server.messages()).size());
            assertEquals(60, server.messages().size());
            Delivery refused = office.in(State.REFUSED).get(0);
            assertEquals("550 5.1.1 nobody of that name", refused.detail());
            assertEquals(List.of(), office.store.recount().differences());
        }
    }

    @Test
    void aServerThatSaysLaterIsAskedAgainAndTheMailIsTheSame() throws Exception {
        var tries = new AtomicInteger();
        Recorder server = new Recorder(mail -> tries.incrementAndGet() < 3 ? later("450 4.2.0 later") : ACCEPTED);
        try (Office office = new Office(home, server, Office.QUICK)) {
            office.accept(
                    Office.letter("Hi", "<p>Hi</p>", null), null, List.of(Office.recipient("a@example.com", Map.of())));
            Office.await(() -> office.in(State.ACCEPTED).size() == 1);
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
        try (Office office = new Office(home, server, Office.QUICK, new SendingLimits(1, 0, 0))) {
            accept(office, "first@example.com", "ann@example.com", "last@example.com");
            assertTrue(begun.await(10, TimeUnit.SECONDS));
            Office.await(() -> office.in(State.SENDING).size() == 3);
            office.store.persons().erase(Address.parse("ann@example.com"));
            erased.countDown();
            Office.await(() -> office.in(State.ACCEPTED).size() == 2);
        }
        assertEquals(2, server.mails().size());
        assertTrue(server.mails().stream().noneMatch(mail -> mail.contains("ann@example.com")));
    }

    @Test
    void aMailThatTheServerWasToldOfIsNotSentToWhoUnsubscribesInThatMoment() throws Exception {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start().offer("PIPELINING");
                Office office = new Office(home, sender(server), Office.QUICK, new SendingLimits(1, 0, 0))) {
            CountDownLatch answer = annIsForeseen(server, office);
            office.suppress(
                    Address.parse("ann@example.com"),
                    new Suppression(Suppression.Scope.BULK, Suppression.UNSUBSCRIBED, NOON));
            answer.countDown();
            Office.await(() -> office.in(State.ACCEPTED).size() == 3
                    && office.in(State.SUPPRESSED).size() == 1);

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
                Office office = new Office(home, sender(server), Office.QUICK, new SendingLimits(2, 0, 0))) {
            for (String subject : List.of("One", "Two")) {
                office.accept(
                        Office.letter(subject, "<p>Hi {{name}}</p>", null),
                        null,
                        IntStream.range(0, 45)
                                .mapToObj(i -> Office.recipient("r" + i + "@example.com", Map.of("name", "R" + i)))
                                .toList());
            }
            Office.await(() ->
                    office.in(State.ACCEPTED).size() + office.in(State.REFUSED).size() == 90);
            List<String> messages =
                    server.messages().stream().filter(mail -> !mail.isEmpty()).toList();
            assertEquals(office.in(State.ACCEPTED).size(), messages.size());
            assertEquals(messages.size(), new HashSet<>(messages).size());
            assertTrue(server.foretold() > 0);
            assertEquals(List.of(), office.store.recount().differences());
        }
    }

    @Test
    void withALimitOfMailsASecondNoServerIsToldOfAMailThatHasToWait() throws Exception {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start().offer("PIPELINING");
                Office office = new Office(home, sender(server), Office.QUICK, new SendingLimits(1, 100, 0))) {
            accept(office, "first@example.com", "ann@example.com", "last@example.com");
            Office.await(() -> office.in(State.ACCEPTED).size() == 3);
            assertEquals(0, server.foretold());
        }
    }

    @Test
    void aMailThatTheServerWasToldOfGoesBackWhenTheNodeStops() throws Exception {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start().offer("PIPELINING");
                Office office = new Office(home, sender(server), Office.QUICK, new SendingLimits(1, 0, 0))) {
            CountDownLatch answer = annIsForeseen(server, office);
            Thread closing = new Thread(office.dispatch::close);
            closing.start();
            Office.await(() -> closing.getState() == Thread.State.TIMED_WAITING);
            answer.countDown();
            closing.join();

            assertEquals(2, office.in(State.ACCEPTED).size());
            assertEquals(2, office.in(State.DEFERRED).size());
            assertEquals(2, server.messages().size());
        }
    }

    /** Goes on to where the server has the second of four mails, and was told that Ann's comes next. */
    private static CountDownLatch annIsForeseen(ScriptedSmtpServer server, Office office) throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        server.waitAt(Step.END_OF_DATA, first);
        accept(office, "first@example.com", "second@example.com", "ann@example.com", "last@example.com");
        Office.await(
                () -> server.messages().size() == 1 && office.in(State.SENDING).size() == 4);
        server.waitAt(Step.END_OF_DATA, second);
        first.countDown();
        Office.await(() -> server.messages().size() == 2);
        return second;
    }

    private static void accept(Office office, String... recipients) {
        office.accept(
                Office.letter("Hi", "<p>Hi</p>", null),
                null,
                Stream.of(recipients).map(to -> Office.recipient(to, Map.of())).toList());
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
        try (Office office = new Office(home, server, Office.QUICK, new SendingLimits(1, 0, 0))) {
            accept(office, "poison1@example.com", "poison2@example.com", "ann@example.com");
            Office.await(() -> office.in(State.ACCEPTED).size() == 1);
            Office.await(() -> office.in(State.FAILED).size() == 2);
            assertTrue(String.valueOf(office.in(State.FAILED).get(0).detail()).contains("nested too deeply"));
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
        try (Office office = new Office(home, server, Office.QUICK, new SendingLimits(2, 0, 0))) {
            accept(office, "poison@example.com", "ann@example.com", "bob@example.com", "cid@example.com");
            Office.await(() -> office.in(State.ACCEPTED).size() == 3);
            Office.await(() -> office.in(State.FAILED).size() == 1);
            assertTrue(String.valueOf(office.in(State.FAILED).get(0).detail()).startsWith("set aside"));
            assertEquals(2, exhausted.get());
            assertTrue(office.supervisor.status().stream().anyMatch(thread -> thread.restarts() > 0));
            accept(office, "dan@example.com");
            Office.await(() -> office.in(State.ACCEPTED).size() == 4);
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
            return Office.tracking(id);
        };
        String[] recipients =
                IntStream.range(0, 40).mapToObj(i -> "r" + i + "@example.com").toArray(String[]::new);
        try (Office office = new Office(
                home,
                new Recorder(mail -> ACCEPTED),
                Office.QUICK,
                new SendingLimits(2, 0, 0),
                store -> store,
                tracking)) {
            accept(office, recipients);
            Office.await(() -> office.in(State.ACCEPTED).size() == recipients.length - 1);
            Office.await(() -> office.in(State.FAILED).size() == 1);
            assertEquals(2, tries.get());
            assertEquals(poison.get(), office.in(State.FAILED).get(0).id());
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
        try (Office office = new Office(home, new Recorder(mail -> ACCEPTED), Office.QUICK)) {
            assertEquals(MortalSender.RECIPIENTS - 1, office.in(State.ACCEPTED).size());
            Delivery poison = office.in(State.FAILED).get(0);
            assertEquals(MortalSender.POISON, poison.to().toString());
            assertTrue(String.valueOf(poison.detail()).startsWith("set aside"), poison::toString);
        }
    }

    @Test
    void whatWaitsSaysWhy() throws Exception {
        Recorder server = new Recorder(mail -> later("450 4.2.0 mailbox busy"));
        try (Office office = new Office(home, server, Patience.of(Duration.ofDays(4)))) {
            office.accept(
                    Office.letter("Hi", "<p>Hi</p>", null), null, List.of(Office.recipient("a@example.com", Map.of())));
            Office.await(() -> office.in(State.DEFERRED).size() == 1);
            Waiting waiting = office.store.outbox().waiting(null, null, 10).get(0);
            assertEquals("450 4.2.0 mailbox busy", waiting.detail());
            assertEquals("4.2.0", waiting.status());
            assertEquals(1, waiting.attempts());
        }
    }

    @Test
    void aMailIsGivenUpWhenItsTimeIsOver() throws Exception {
        Recorder server = new Recorder(mail -> later("450 4.2.0 later"));
        try (Office office = new Office(
                home, server, new Patience(Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofMillis(30)))) {
            office.accept(
                    Office.letter("Hi", "<p>Hi</p>", null), null, List.of(Office.recipient("a@example.com", Map.of())));
            Office.await(() -> office.in(State.FAILED).size() == 1);
            assertTrue(String.valueOf(office.in(State.FAILED).get(0).detail()).startsWith("given up"));
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
        try (Office office = new Office(home, server, Office.QUICK, new SendingLimits(1, 0, 0))) {
            office.accept(
                    Office.letter("Hi", "<p>Hi</p>", null),
                    null,
                    IntStream.range(0, 5)
                            .mapToObj(i -> Office.recipient("r" + i + "@example.com", Map.of()))
                            .toList());
            assertTrue(talking.await(5, TimeUnit.SECONDS));
            office.dispatch.close();
            int done = office.in(State.ACCEPTED).size();
            assertTrue(done >= 1 && done < 5, "done: " + done);
            assertEquals(server.mails().size(), done);
            assertEquals(0, office.in(State.SENDING).size());
        }
        Recorder next = new Recorder(mail -> ACCEPTED);
        try (Office office = new Office(home, next, Office.QUICK)) {
            Office.await(() -> office.in(State.ACCEPTED).size() == 5);
        }
        assertEquals(5, server.mails().size() + next.mails().size());
    }

    @Test
    void mailsWhoseClaimIsNotAnsweredAreSentAllTheSameAndOnce() throws Exception {
        Recorder server = new Recorder(mail -> ACCEPTED);
        try (Office office = new Office(
                home, server, Office.QUICK, new SendingLimits(2, 0, 0), store -> LostAnswer.of(store, "claim"))) {
            office.accept(
                    Office.letter("Hi", "<p>Hi</p>", null),
                    null,
                    IntStream.range(0, 50)
                            .mapToObj(i -> Office.recipient("r" + i + "@example.com", Map.of()))
                            .toList());
            Office.await(() -> office.in(State.ACCEPTED).size() == 50);
            assertEquals(50, server.mails().size());
            assertEquals(List.of(), office.store.recount().differences());
        }
    }

    @Test
    void anOutcomeWhoseStoringIsNotAnsweredSendsNoMailAgain() throws Exception {
        Recorder server = new Recorder(mail -> ACCEPTED);
        try (Office office = new Office(
                home, server, Office.QUICK, new SendingLimits(2, 0, 0), store -> LostAnswer.of(store, "finish"))) {
            office.accept(
                    Office.letter("Hi", "<p>Hi</p>", null), null, List.of(Office.recipient("a@example.com", Map.of())));
            Office.await(() -> office.in(State.ACCEPTED).size() == 1);
            assertEquals(1, server.mails().size());
        }
    }

    @Test
    void nothingIsClaimedWhileOutcomesCannotBeStored() throws Exception {
        AtomicBoolean outage = new AtomicBoolean(true);
        Recorder server = new Recorder(mail -> ACCEPTED);
        try (Office office = new Office(
                home,
                server,
                Office.QUICK,
                new SendingLimits(1, 0, 0),
                store -> LostAnswer.during(store, "finish", outage::get))) {
            accept(office, "ann@example.com");
            Office.await(() -> server.mails().size() == 1 && !office.dispatch.hasRoom());
            accept(office, "bob@example.com");
            assertEquals(1, office.in(State.QUEUED).size());
            outage.set(false);
            Office.await(() -> office.in(State.ACCEPTED).size() == 2);
        }
        assertEquals(2, server.mails().size());
    }

    @Test
    void noMoreMailsLeaveADayThanTheOwnerAllows() throws Exception {
        Recorder server = new Recorder(mail -> ACCEPTED);
        try (Office office = new Office(home, server, Office.QUICK, new SendingLimits(2, 0, 3))) {
            office.accept(
                    Office.letter("Hi", "<p>Hi</p>", null),
                    null,
                    IntStream.range(0, 5)
                            .mapToObj(i -> Office.recipient("r" + i + "@example.com", Map.of()))
                            .toList());
            Office.await(() -> office.in(State.ACCEPTED).size() == 3);
            Thread.sleep(200);
            assertEquals(3, server.mails().size());
            assertEquals(2, office.in(State.QUEUED).size());
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
