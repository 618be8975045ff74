package telltale.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import telltale.model.Address;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.Octets;
import telltale.model.State;
import telltale.model.Uuid7;

/** What every outbox promises, whatever database is below it. */
public abstract class OutboxContract {
    protected static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    private final Random random = new Random(42);
    private Store store;
    protected Outbox outbox;

    /** Opens the store whose outbox this test works on. */
    protected abstract Store open() throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        store = open();
        outbox = store.outbox();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void aMessageAndItsFilesAreFoundAsTheyWereKept() {
        Octets file = octets("file ".repeat(1000));
        KeptMessage message = new KeptMessage(
                Uuid7.at(NOON, random),
                "spring",
                octets("Grüße"),
                List.of(file, octets("other"), file),
                octets("key"),
                -5);
        outbox.add(message, 0, List.of(delivery("ann@example.com", NOON)));

        assertEquals(Optional.of(message), outbox.message(message.id()));
        assertEquals(Optional.of(message), outbox.byKey(octets("key")));
        assertEquals(Optional.empty(), outbox.byKey(octets("another")));
    }

    @Test
    void aPlaceIsTakenOnce() {
        KeptMessage message = message("key");
        List<NewDelivery> first = List.of(delivery("a@example.com", NOON), delivery("b@example.com", NOON));
        List<NewDelivery> again = List.of(delivery("b@example.com", NOON), delivery("c@example.com", NOON));

        List<Entered> entered = outbox.add(message, 0, first);
        List<Entered> repeated = outbox.add(message, 1, again);

        assertEquals(entered.get(1), repeated.get(0));
        assertEquals(again.get(1).id(), repeated.get(1).id());
        assertEquals(3, outbox.recipients(message.id()));
        assertEquals(
                List.of(false),
                outbox.add(message, 0, List.of(delivery("d@example.com", NOON))).stream()
                        .map(Entered::same)
                        .toList(),
                "another one at the same place");
    }

    @Test
    void aKeyIsOneMessages() {
        outbox.add(message("key"), 0, List.of(delivery("a@example.com", NOON)));
        assertThrows(KeyTaken.class, () -> outbox.add(message("key"), 0, List.of(delivery("a@example.com", NOON))));
    }

    @Test
    void whatIsDueIsClaimedOnceAndTheRestIsNot() {
        KeptMessage message = message(null);
        outbox.add(
                message,
                0,
                List.of(
                        delivery("late@example.com", NOON.minusSeconds(1)),
                        delivery("early@example.com", NOON.minusSeconds(2)),
                        delivery("later@example.com", NOON.plusSeconds(1))));

        List<Claimed> claimed = outbox.claim(NOON, 10);

        assertEquals(
                List.of("early@example.com", "late@example.com"),
                claimed.stream().map(mail -> mail.to().toString()).toList());
        assertEquals(1, claimed.get(0).attempt());
        assertEquals(NOON, claimed.get(0).beganAt());
        assertEquals(List.of(), outbox.claim(NOON, 10));
        assertEquals(Optional.of(NOON.plusSeconds(1)), outbox.nextDue());
        assertEquals(Optional.of(claimed.get(0)), outbox.claimed(claimed.get(0).id()));
        assertNoDifference();
    }

    @Test
    void anOutcomeEndsAMailAndADeferredOneComesAgain() {
        outbox.add(message(null), 0, List.of(delivery("a@example.com", NOON), delivery("b@example.com", NOON)));
        List<Claimed> claimed = outbox.claim(NOON, 10);
        Attempt accepted = attempt(claimed.get(0), State.ACCEPTED, null);
        Attempt deferred = attempt(claimed.get(1), State.DEFERRED, NOON.plusSeconds(60));

        assertEquals(List.of(), outbox.finish(List.of(accepted, deferred)));

        assertEquals(State.ACCEPTED, state(claimed.get(0).id()));
        assertEquals(State.DEFERRED, state(claimed.get(1).id()));
        Waiting waiting = outbox.waiting(null, null, 10).get(0);
        assertEquals(NOON.plusSeconds(60), waiting.dueAt());
        assertEquals("4.2.0", waiting.status());
        Claimed again = outbox.claim(NOON.plusSeconds(60), 10).get(0);
        assertEquals(2, again.attempt());
        assertEquals(NOON, again.beganAt());
        assertNoDifference();
    }

    @Test
    void manyAreKeptClaimedAndEndedAsOneIs() {
        List<NewDelivery> many = IntStream.range(0, 123)
                .mapToObj(number -> delivery("reader" + number % 70 + "@example.com", NOON.plusMillis(number)))
                .toList();
        List<NewDelivery> first = many.subList(40, 100);
        KeptMessage message = message("key");
        outbox.add(message, 40, first);

        List<Entered> entered = outbox.add(message, 0, many);
        List<Claimed> claimed = outbox.claim(NOON.plusSeconds(1), 200);
        List<Attempt> attempts = new ArrayList<>();
        for (Claimed mail : claimed) {
            attempts.add(attempt(mail, attempts.size() % 3 == 0 ? State.REFUSED : State.ACCEPTED, null));
        }
        Attempt neverClaimed = new Attempt(id(), 1, State.ACCEPTED, NOON, "250", null, null);
        attempts.add(60, neverClaimed);

        assertEquals(
                many.stream().map(NewDelivery::id).toList(),
                entered.stream().map(Entered::id).toList());
        assertEquals(entered.stream().map(Entered::id).toList(), ids(claimed));
        assertEquals(
                many.stream().map(one -> one.to() + " " + one.data()).toList(),
                claimed.stream().map(one -> one.to() + " " + one.data()).toList());
        assertEquals(List.of(neverClaimed.id()), outbox.finish(attempts));
        for (int i = 0; i < claimed.size(); i++) {
            assertEquals(
                    i % 3 == 0 ? State.REFUSED : State.ACCEPTED,
                    state(claimed.get(i).id()));
        }
        Map<State, Long> progress = outbox.progress(message.id()).orElseThrow().deliveries();
        assertEquals(Map.of(State.REFUSED, 41L, State.ACCEPTED, 82L), progress);
        assertNoDifference();
    }

    private static List<DeliveryId> ids(List<Claimed> mails) {
        return mails.stream().map(Claimed::id).toList();
    }

    @Test
    void anOutcomeOfATryThatIsNotTheLastCountsForNothing() {
        outbox.add(message(null), 0, List.of(delivery("a@example.com", NOON)));
        Claimed first = outbox.claim(NOON, 1).get(0);
        assertEquals(1, outbox.recoverOwn(NOON, id -> false));
        Claimed second = outbox.claim(NOON, 1).get(0);

        assertEquals(List.of(first.id()), outbox.finish(List.of(attempt(first, State.REFUSED, null))));
        assertEquals(State.SENDING, state(first.id()));
        assertEquals(List.of(), outbox.finish(List.of(attempt(second, State.ACCEPTED, null))));
        assertNoDifference();
    }

    @Test
    void whatWasBeingSentWhenTheNodeEndedIsDueAgainAndSaysWhy() {
        NewDelivery begun =
                new NewDelivery(id(), Address.parse("a@example.com"), "Hi", Octets.NONE, 0, State.SENDING, NOON);
        outbox.add(message(null), 0, List.of(begun));
        assertEquals(Optional.empty(), outbox.nextDue());

        assertEquals(1, outbox.recoverOwn(NOON, id -> false));
        assertEquals(0, outbox.recoverOwn(NOON, id -> false));

        Waiting waiting = outbox.waiting(null, null, 10).get(0);
        assertEquals(State.DEFERRED, waiting.state());
        assertTrue(String.valueOf(waiting.detail()).startsWith("in doubt"), waiting::toString);
        assertNoDifference();
    }

    @Test
    void aMailWhosePreparationEndsTheProcessTwiceIsSetAsideAndNoOther() {
        outbox.add(message(null), 0, List.of(delivery("poison@example.com", NOON), delivery("b@example.com", NOON)));
        List<Claimed> first = outbox.claim(NOON, 10);
        assertFalse(first.get(0).isSuspect());
        assertEquals(2, outbox.recoverOwn(NOON, id -> false));
        for (int death = 1; death <= Outbox.MAX_LOST_ATTEMPTS; death++) {
            List<Claimed> suspects = outbox.claim(NOON, 10);
            assertEquals(
                    List.of(true, true),
                    suspects.stream().map(Claimed::isSuspect).toList());
            outbox.countLost(suspects.stream()
                    .filter(mail -> mail.to().toString().startsWith("poison"))
                    .findFirst()
                    .orElseThrow());
            outbox.recoverOwn(NOON, id -> false);
        }

        Claimed other = outbox.claim(NOON, 10).get(0);

        assertEquals("b@example.com", other.to().toString());
        assertEquals(Optional.empty(), outbox.claim(NOON, 10).stream().findFirst());
        Delivery poison = store.delivery(first.get(0).id()).orElseThrow();
        assertEquals(State.FAILED, poison.state());
        assertTrue(String.valueOf(poison.detail()).startsWith("set aside: two attempts"), poison::toString);
        assertNoDifference();
    }

    @Test
    void aMailThatWasBeingPreparedAtTheFirstDeathIsSetAsideAfterTheSecond() {
        outbox.add(message(null), 0, List.of(delivery("poison@example.com", NOON), delivery("b@example.com", NOON)));
        List<Claimed> first = outbox.claim(NOON, 10);
        DeliveryId poison = first.stream()
                .filter(mail -> mail.to().toString().startsWith("poison"))
                .findFirst()
                .orElseThrow()
                .id();
        outbox.recoverOwn(NOON, id -> false, poison::equals);
        List<Claimed> suspects = outbox.claim(NOON, 10);
        assertEquals(
                Map.of("poison@example.com", 2, "b@example.com", 1),
                suspects.stream().collect(Collectors.toMap(mail -> mail.to().toString(), Claimed::suspicion)));
        suspects.stream().filter(mail -> mail.id().equals(poison)).forEach(outbox::countLost);

        outbox.recoverOwn(NOON, id -> false, poison::equals);

        assertEquals(State.FAILED, state(poison));
        Claimed other = outbox.claim(NOON, 10).get(0);
        assertEquals("b@example.com", other.to().toString());
        assertEquals(1, other.suspicion(), "it was not being prepared");
        assertNoDifference();
    }

    @Test
    void aMailThatWasBeingPreparedAtOneDeathAndIsPreparedAfterwardsIsSent() {
        outbox.add(message(null), 0, List.of(delivery("a@example.com", NOON)));
        outbox.claim(NOON, 1);
        outbox.recoverOwn(NOON, id -> false, id -> true);
        Claimed mail = outbox.claim(NOON, 1).get(0);
        outbox.countLost(mail);
        outbox.clearLost(mail);
        outbox.recoverOwn(NOON, id -> false);
        assertEquals(1, outbox.claim(NOON, 1).get(0).suspicion(), "what it was suspected of is disproved");
    }

    @Test
    void aProcessThatIsKilledDuringAConversationSetsNoMailAsideHoweverOften() {
        outbox.add(message(null), 0, List.of(delivery("a@example.com", NOON)));
        for (int kill = 0; kill < 10; kill++) {
            Claimed mail = outbox.claim(NOON, 10).get(0);
            if (mail.isSuspect()) {
                outbox.countLost(mail);
                outbox.clearLost(mail);
            }
            assertEquals(1, outbox.recoverOwn(NOON, id -> false));
        }
        Claimed mail = outbox.claim(NOON, 10).get(0);
        assertTrue(mail.isSuspect());
        outbox.finish(List.of(attempt(mail, State.DEFERRED, NOON)));
        assertFalse(outbox.claim(NOON, 10).get(0).isSuspect(), "an outcome ends the suspicion");
    }

    @Test
    void aClaimEndsWhereItsBytesAreReached() {
        outbox.add(
                message(null),
                0,
                List.of(
                        delivery("a@example.com", NOON),
                        delivery("b@example.com", NOON),
                        delivery("c@example.com", NOON)));
        int one = octets("for a@example.com").size();
        assertEquals(2, outbox.claim(NOON, 10, one + 1).size());
        assertEquals(1, outbox.claim(NOON, 10, 1).size());
    }

    @Test
    void aMessageTakesAsManyBytesAsItsContentAndFilesDo() {
        byte[] noise = new byte[10_000];
        random.nextBytes(noise);
        KeptMessage message =
                new KeptMessage(Uuid7.at(NOON, random), null, octets("content"), List.of(new Octets(noise)), null, 1);
        assertEquals(0, outbox.storedBytes(message.id()));
        outbox.add(message, 0, List.of(delivery("a@example.com", NOON)));
        assertTrue(outbox.storedBytes(message.id()) >= noise.length);
    }

    @Test
    void whatIsSuppressedFromTheBeginningIsKeptAndNeverDue() {
        KeptMessage message = message("key");
        NewDelivery unwanted = delivery("a@example.com", NOON).suppressed("the recipient gets no mail");
        List<Entered> entered = outbox.add(message, 0, List.of(unwanted));

        assertEquals(
                List.of(new Entered(unwanted.id(), State.SUPPRESSED, "the recipient gets no mail", true)), entered);
        assertEquals(entered, outbox.add(message, 0, List.of(unwanted)));
        assertEquals(List.of(), outbox.claim(NOON.plusSeconds(9), 10));
        assertEquals(List.of(), outbox.waiting(null, null, 10));
        assertEquals(
                "the recipient gets no mail",
                store.delivery(unwanted.id()).orElseThrow().detail());
        Instant later = NOON.plus(Duration.ofDays(7));
        assertEquals(1, outbox.forget(later, later, 10));
        assertNoDifference();
    }

    @Test
    void whatIsGivenBackCountsAsNotTried() {
        outbox.add(message(null), 0, List.of(delivery("a@example.com", NOON)));
        outbox.giveBack(outbox.claim(NOON, 1), NOON.plusSeconds(1));
        assertEquals(1, outbox.claim(NOON.plusSeconds(1), 1).get(0).attempt());
        assertNoDifference();
    }

    @Test
    void cancellingTakesBackWhatIsNotUnderWay() {
        KeptMessage message = message(null);
        outbox.add(
                message, 0, List.of(delivery("a@example.com", NOON), delivery("b@example.com", NOON.plusSeconds(9))));
        outbox.claim(NOON, 1);

        assertEquals(1, outbox.cancel(message.id(), NOON));

        assertEquals(
                Map.of(State.SENDING, 1L, State.CANCELLED, 1L),
                outbox.progress(message.id()).orElseThrow().deliveries());
        assertEquals(List.of(), outbox.claim(NOON.plusSeconds(10), 10));
        assertNoDifference();
    }

    @Test
    void whatWaitsIsListedPageByPage() {
        KeptMessage message = message(null);
        List<NewDelivery> many = IntStream.range(0, 25)
                .mapToObj(i -> delivery("r" + i + "@example.com", NOON))
                .toList();
        outbox.add(message, 0, many);
        outbox.add(message(null), 0, List.of(delivery("other@example.com", NOON)));
        List<DeliveryId> seen = new ArrayList<>();
        DeliveryId after = null;
        for (List<Waiting> page = outbox.waiting(message.id(), after, 10);
                !page.isEmpty();
                page = outbox.waiting(message.id(), after, 10)) {
            page.forEach(waiting -> seen.add(waiting.id()));
            after = seen.get(seen.size() - 1);
        }
        assertEquals(many.stream().map(NewDelivery::id).sorted().toList(), seen);
    }

    @Test
    void noMoreThanADaysMailsLeaveInAnyDay() {
        assertEquals(80, outbox.allow(80, 100, NOON));
        assertEquals(20, outbox.allow(50, 100, NOON.plus(Duration.ofHours(3))));
        assertEquals(0, outbox.allow(1, 100, NOON.plus(Duration.ofHours(23))));
        outbox.allow(-5, 100, NOON.plus(Duration.ofHours(23)));
        assertEquals(5, outbox.allow(10, 100, NOON.plus(Duration.ofHours(23))));
        assertEquals(80, outbox.allow(100, 100, NOON.plus(Duration.ofHours(24))));
    }

    @Test
    void contentGoesSomeTimeAfterTheLastOutcomeAndTheDeliveryStays() {
        Octets file = octets("file");
        KeptMessage message = new KeptMessage(Uuid7.at(NOON, random), null, octets("content"), List.of(file), null, 0);
        outbox.add(message, 0, List.of(delivery("a@example.com", NOON), delivery("b@example.com", NOON)));
        List<Claimed> claimed = outbox.claim(NOON, 10);
        Instant later = NOON.plus(Duration.ofDays(7));
        outbox.finish(List.of(attempt(claimed.get(0), State.ACCEPTED, null)));
        assertEquals(0, outbox.forget(later, later, 10), "one is under way");
        outbox.finish(List.of(attempt(claimed.get(1), State.REFUSED, null)));
        assertEquals(0, outbox.forget(NOON, NOON, 10), "it is not old enough");

        assertEquals(1, outbox.forget(later, later, 10));

        assertEquals(Optional.empty(), outbox.message(message.id()));
        assertEquals(Optional.empty(), outbox.progress(message.id()));
        assertEquals(State.ACCEPTED, state(claimed.get(0).id()));
    }

    @Test
    void aMessageThatCameUnderAKeyStaysAsLongAsTheKeyMayComeAgain() {
        outbox.add(message("key"), 0, List.of(delivery("a@example.com", NOON)));
        outbox.finish(List.of(attempt(outbox.claim(NOON, 1).get(0), State.ACCEPTED, null)));
        Instant later = NOON.plus(Duration.ofDays(1));
        assertEquals(0, outbox.forget(later, NOON, 10));
        assertEquals(1, outbox.forget(later, later, 10));
    }

    @Test
    void templatesAreKeptByName() {
        outbox.putTemplate("welcome", octets("one"), NOON);
        outbox.putTemplate("welcome", octets("two"), NOON);
        outbox.putTemplate("bye", octets("three"), NOON);
        assertEquals(List.of("bye", "welcome"), outbox.templates());
        assertEquals(Optional.of(octets("two")), outbox.template("welcome"));
        assertTrue(outbox.deleteTemplate("welcome"));
        assertFalse(outbox.deleteTemplate("welcome"));
    }

    protected void assertNoDifference() {
        assertEquals(List.of(), store.recount().differences());
    }

    protected State state(DeliveryId id) {
        return store.delivery(id).orElseThrow().state();
    }

    protected KeptMessage message(@Nullable String key) {
        return new KeptMessage(
                Uuid7.at(NOON, random), "spring", octets("content"), List.of(), key == null ? null : octets(key), 1);
    }

    protected NewDelivery delivery(String to, Instant due) {
        Octets data = octets("for " + to);
        return new NewDelivery(id(), Address.parse(to), "Hi", data, data.hashCode(), State.QUEUED, due);
    }

    private DeliveryId id() {
        return new DeliveryId(Uuid7.at(NOON, random));
    }

    protected static Attempt attempt(Claimed mail, State state, @Nullable Instant retryAt) {
        return new Attempt(mail.id(), mail.attempt(), state, NOON, "450 4.2.0 later", "4.2.0", retryAt);
    }

    protected static Octets octets(String text) {
        return new Octets(text.getBytes(StandardCharsets.UTF_8));
    }
}
