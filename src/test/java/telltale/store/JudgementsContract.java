package telltale.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import telltale.assessment.AssessmentService;
import telltale.assessment.RejudgeService;
import telltale.judging.MeasurementBucket;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.EngagementLevel;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.ImmutableBytes;
import telltale.model.Network;
import telltale.model.PrivacyProfile;
import telltale.model.Provider;
import telltale.model.Uuid7;
import telltale.model.VerdictClass;

/** The contract of judgements with every database. */
public abstract class JudgementsContract extends JudgementsFixture {
    private static final List<String> AGENTS = List.of(
            CHROME,
            "Mozilla/5.0",
            "curl/8.4.0",
            "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
            "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html",
            "Barracuda Sentinel (EE)",
            "");

    private static final List<VerdictClass> CLASSES = List.of(VerdictClass.values());

    @Test
    void anAcceptedDeliveryIsCountedBeforeItsFirstEvent() {
        DeliveryId delivery = accepted("spring");
        judgeAll(NEWEST);

        assertEquals(Map.of(unseen(), 1L), cells("spring"));
        assertEquals(EngagementLevel.ACCEPTED, judgement(delivery).engagementLevel());
        assertSound();
    }

    @Test
    void anErrorWhileJudgingChangesNothingAndBlocksNothing() {
        DeliveryId delivery = accepted("spring");
        assertThrows(
                StackOverflowError.class,
                () -> judgements.judge(10, evidence -> {
                    throw new StackOverflowError();
                }));

        assertEquals(1, judgements.countPending(10));
        judgeAll(NEWEST);
        assertEquals(EngagementLevel.ACCEPTED, judgement(delivery).engagementLevel());
        assertSound();
    }

    @Test
    void aDeliveryThatWasNotAcceptedIsInNoBucket() {
        DeliveryId delivery = made("spring");
        store.append(List.of(open(delivery, CHROME, Duration.ofHours(1))));
        judgeAll(NEWEST);

        assertEquals(Map.of(), cells("spring"));
        assertEquals(1, judgement(delivery).opens().people());
        assertNull(judgement(delivery).bucket());
        assertSound();
    }

    @Test
    void anOpenByAPersonMovesTheDeliveryToAnotherBucket() {
        DeliveryId delivery = accepted("spring");
        judgeAll(NEWEST);
        Event open = open(delivery, CHROME, Duration.ofHours(1));
        store.append(List.of(open, click(delivery, CHROME, Duration.ofHours(2))));
        judgeAll(NEWEST);

        Judgement judgement = judgement(delivery);
        assertEquals(1, judgement.opens().people());
        assertEquals(open.at(), judgement.opens().firstPersonAt());
        assertEquals(EngagementLevel.CLICKED, judgement.engagementLevel());
        assertEquals(NEWEST.rulesetVersion(), judgement.ruleset());
        assertEquals(
                Map.of(new MeasurementBucket(true, true, true, false, false, false, false, Provider.OTHER), 1L),
                cells("spring"));
        assertSound();
    }

    @Test
    void anEventOfAMachineIsNoEngagement() {
        DeliveryId delivery = accepted("spring");
        store.append(List.of(open(delivery, "curl/8.4.0", Duration.ofHours(1))));
        judgeAll(NEWEST);

        assertEquals(0, judgement(delivery).opens().people());
        assertEquals(1, judgement(delivery).opens().machines());
        assertEquals(EngagementLevel.MACHINE_SEEN, judgement(delivery).engagementLevel());
        assertEquals(Map.of(unproven(), 1L), cells("spring"));
    }

    @Test
    void aSuspectedMachineIsNoEngagement() {
        DeliveryId delivery = accepted("spring");
        Network microsoft = new Network(Network.Kind.MICROSOFT, 0x010203);
        Event click = click(delivery, CHROME, Duration.ofHours(1));
        store.append(List.of(new Event(click.id(), click.kind(), delivery, click.link(), click.client(), microsoft)));
        judgeAll(NEWEST);

        assertEquals(
                Map.of(VerdictClass.UNKNOWN, 1), judgement(delivery).clicks().classes());
        assertEquals(Map.of(unproven(), 1L), cells("spring"));
        assertEquals(EngagementLevel.ACCEPTED, judgement(delivery).engagementLevel());
    }

    @Test
    void aDeliveryWithoutAPixelIsCountedSeparately() {
        Delivery plain = new Delivery(
                DeliveryId.create(NOON, shard(), random),
                EmailAddress.parse("ann@example.com"),
                "spring",
                "Hi",
                DeliveryState.SENDING,
                null,
                null);
        store.insertExternal(plain, false);
        store.acceptExternal(plain.id(), NOON, "250 ok", null);
        accepted("spring");
        judgeAll(NEWEST);

        assertEquals(Map.of(unseen(), 1L, MeasurementBucket.unseen(false, false, Provider.OTHER), 1L), cells("spring"));
        assertSound();
    }

    @Test
    void aNoticeBecomesPendingOnceWhenAPersonIsFound() {
        DeliveryId delivery = sentWithNotice();
        store.append(List.of(open(delivery, "Mozilla/5.0", Duration.ofHours(1))));
        judgeAll(NEWEST);
        assertEquals(List.of(), pendingNotices(), "a machine is not notified");

        Event open = open(delivery, CHROME, Duration.ofHours(2));
        store.append(List.of(open));
        judgeAll(NEWEST);
        OpenNotices.OpenedDelivery opened = pendingNotices().get(0);
        assertEquals(delivery, opened.delivery());
        assertEquals(EmailAddress.parse("shop@example.com"), opened.notifyAddress());
        assertEquals(open.at(), opened.judgement().opens().firstPersonAt());
        judgements.correct(delivery, open.id(), VerdictClass.BOT);
        judgeAll(NEWEST);
        judgements.correct(delivery, open.id(), null);
        store.append(List.of(click(delivery, CHROME, Duration.ofHours(3))));
        judgeAll(NEWEST);
        assertEquals(List.of(), pendingNotices());
    }

    private DeliveryId sentWithNotice() {
        DeliveryId id = DeliveryId.create(NOON, shard(), random);
        ImmutableBytes nothing = ImmutableBytes.NONE;
        store.outbox()
                .enqueue(
                        new StoredMessage(Uuid7.at(NOON, shard(), random), null, nothing, List.of(), null, 0),
                        0,
                        List.of(new NewDelivery(
                                        id,
                                        EmailAddress.parse("ann@example.com"),
                                        "Hi",
                                        nothing,
                                        0,
                                        DeliveryState.SENDING,
                                        NOON)
                                .notifying(EmailAddress.parse("shop@example.com"))));
        store.outbox()
                .recordResults(List.of(new AttemptResult(id, 1, DeliveryState.ACCEPTED, NOON, "250 ok", null, null)));
        return id;
    }

    private List<OpenNotices.OpenedDelivery> pendingNotices() {
        List<OpenNotices.OpenedDelivery> pending = new ArrayList<>();
        store.openNotices().enqueue(10, opened -> {
            pending.add(opened);
            return Optional.empty();
        });
        return pending;
    }

    @Test
    void onlyChangedDeliveriesAreJudged() {
        accepted("spring");
        DeliveryId opened = accepted("spring");
        assertEquals(2, judgements.countPending(10));
        assertEquals(1, judgements.countPending(1));
        judgeAll(NEWEST);
        assertEquals(0, judgements.judge(10, NEWEST::judgement));

        store.append(List.of(
                open(opened, CHROME, Duration.ofHours(1)),
                new Event(Uuid7.at(NOON, random), EventKind.ANONYMOUS_OPEN, null, 0, client(CHROME), Network.UNKNOWN)));
        assertEquals(1, judgements.judge(10, NEWEST::judgement));
    }

    @Test
    void theOrderOfArrivalDoesNotChangeTheJudgement() {
        for (int round = 0; round < 20; round++) {
            DeliveryId one = accepted("one");
            DeliveryId other = accepted("other");
            List<Event> events = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                events.add(anyEvent(one));
            }
            events.forEach(event -> append(event, NEWEST));
            List<Event> shuffled = new ArrayList<>(events);
            Collections.shuffle(shuffled, random);
            shuffled.forEach(event -> append(of(other, event), NEWEST));
            assertEquals(judgement(one), judgement(other));
        }
        assertEquals(cells("one"), cells("other"));
        assertSound();
    }

    private void append(Event event, AssessmentService verdicts) {
        store.append(List.of(event));
        if (random.nextBoolean()) {
            judgeAll(verdicts);
        }
    }

    private Event of(DeliveryId delivery, Event event) {
        return new Event(
                Uuid7.at(event.at(), random), event.kind(), delivery, event.link(), event.client(), event.network());
    }

    @Test
    void aCorrectionOverridesTheRulesUntilItIsRemoved() {
        DeliveryId delivery = accepted("spring");
        Event open = open(delivery, CHROME, Duration.ofHours(1));
        store.append(List.of(open));
        judgeAll(NEWEST);

        judgements.correct(delivery, open.id(), VerdictClass.SCANNER);
        judgements.correct(delivery, open.id(), VerdictClass.PREFETCH);
        judgeAll(NEWEST);
        assertEquals(
                Map.of(VerdictClass.PREFETCH, 1), judgement(delivery).opens().classes());
        assertEquals(
                Map.of(new MeasurementBucket(true, false, false, false, true, false, true, Provider.OTHER), 1L),
                cells("spring"));

        judgements.correct(delivery, open.id(), null);
        judgeAll(NEWEST);
        assertEquals(1, judgement(delivery).opens().people());
        assertSound();
    }

    @Test
    void outdatedJudgementsAreComparedAndJudgedAgain() {
        List<DeliveryId> deliveries = new ArrayList<>();
        for (int i = 0; i < 450; i++) {
            deliveries.add(accepted("spring"));
        }
        DeliveryId read = deliveries.get(449);
        store.append(List.of(open(read, CHROME, Duration.ofHours(1))));
        judgeAll(OLDER);
        RejudgeService rejudging = new RejudgeService(judgements, NEWEST);
        RejudgeService.Difference difference = rejudging.difference(RejudgeService.Announcer.NONE, looked -> {});

        assertEquals(450, difference.deliveries());
        assertEquals(1, difference.changed());
        assertEquals(Map.of(VerdictClass.BOT, 1L), difference.before());
        assertEquals(Map.of(VerdictClass.HUMAN_DIRECT, 1L), difference.after());
        assertTrue(difference.examples().get(0).startsWith(read.toString()), difference.examples()::toString);
        assertEquals(OLDER.rulesetVersion(), judgement(read).ruleset(), "nothing was changed");

        assertEquals(
                450, rejudging.apply(RejudgeService.Announcer.NONE, noted -> {}).deliveries());
        judgements.judge(100, NEWEST::judgement);
        assertEquals(
                350,
                rejudging.apply(RejudgeService.Announcer.NONE, noted -> {}).deliveries(),
                "what was broken off goes on");
        rejudging.finish();
        assertEquals(
                0,
                rejudging
                        .difference(RejudgeService.Announcer.NONE, looked -> {})
                        .deliveries());
        assertEquals(1, judgement(read).opens().people());
        assertSound();
    }

    @Test
    void aDeliveryWhoseEventsAreDeletedKeepsItsJudgement() {
        DeliveryId delivery = accepted("spring");
        store.append(List.of(open(delivery, CHROME, Duration.ofHours(1))));
        judgeAll(NEWEST);
        Judgement before = judgement(delivery);
        Instant cutoff = NOON.plus(Duration.ofDays(30));
        while (!store.deleteEventsBefore(cutoff).done()) {
            assertTrue(store.eventsSince().isPresent());
        }
        store.append(List.of(open(delivery, "curl/8.4.0", Duration.ofDays(31))));
        judgeAll(NEWEST);

        assertEquals(before, judgement(delivery));
        assertSound();
    }

    @Test
    void countersEqualTheJudgementsAfterAnySequenceOfChanges() {
        List<DeliveryId> deliveries = new ArrayList<>(List.of(accepted("spring")));
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            DeliveryId any = deliveries.get(random.nextInt(deliveries.size()));
            switch (random.nextInt(7)) {
                case 0 -> deliveries.add(accepted(random.nextBoolean() ? "spring" : null));
                case 1 -> deliveries.add(made("autumn"));
                case 2 -> judgements.judge(3, (random.nextBoolean() ? OLDER : NEWEST)::judgement);
                case 3 -> correctAny(events);
                case 4 -> new RejudgeService(judgements, NEWEST).apply(RejudgeService.Announcer.NONE, noted -> {});
                default -> {
                    Event event = anyEvent(any);
                    events.add(event);
                    store.append(List.of(event));
                }
            }
        }
        judgeAll(NEWEST);
        new RejudgeService(judgements, NEWEST).apply(RejudgeService.Announcer.NONE, noted -> {});
        judgeAll(NEWEST);
        assertAllJudged(deliveries);
    }

    private void correctAny(List<Event> events) {
        if (!events.isEmpty()) {
            Event event = events.get(random.nextInt(events.size()));
            VerdictClass type = CLASSES.get(random.nextInt(CLASSES.size()));
            DeliveryId delivery = Objects.requireNonNull(event.delivery());
            judgements.correct(delivery, event.id(), random.nextInt(4) == 0 ? null : type);
        }
    }

    @Test
    void eventsThatArriveWhileADeliveryIsJudgedAreJudgedAfterwards() {
        List<DeliveryId> deliveries = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            deliveries.add(accepted("spring"));
        }
        CompletableFuture<Void> hits = CompletableFuture.runAsync(() -> {
            Random own = new Random(1);
            for (int i = 0; i < 300; i++) {
                DeliveryId any = deliveries.get(own.nextInt(deliveries.size()));
                store.append(List.of(event(any, EventKind.OPEN, 0, CHROME, NOON.plusSeconds(60 + i), own)));
            }
        });
        while (!hits.isDone()) {
            judgements.judge(3, NEWEST::judgement);
        }
        hits.join();
        judgeAll(NEWEST);
        assertAllJudged(deliveries);
    }

    private void assertAllJudged(List<DeliveryId> deliveries) {
        for (DeliveryId delivery : deliveries) {
            Evidence evidence = store.activity(delivery).orElseThrow().evidence();
            Judgement stored = judgements.of(List.of(delivery)).get(delivery);
            if (stored != null || !evidence.events().isEmpty() || evidence.acceptedAt() != null) {
                assertEquals(NEWEST.judgement(evidence), stored);
            }
        }
        assertSound();
    }

    private Map<MeasurementBucket, Long> cells(String campaign) {
        Map<MeasurementBucket, Long> cells = new HashMap<>();
        judgements
                .bucketCounts(
                        PrivacyProfile.INDIVIDUAL, List.of(campaign), Tally.quarter(NOON), Tally.quarter(NOON) + 1)
                .getOrDefault(campaign, Map.of())
                .forEach((number, deliveries) -> cells.put(MeasurementBucket.of(number), deliveries));
        return cells;
    }

    private static MeasurementBucket unproven() {
        return new MeasurementBucket(true, false, false, false, false, false, true, Provider.OTHER);
    }

    private static MeasurementBucket unseen() {
        return MeasurementBucket.unseen(true, false, Provider.OTHER);
    }

    private Event anyEvent(DeliveryId delivery) {
        EventKind kind = random.nextInt(3) == 0 ? EventKind.CLICK : EventKind.OPEN;
        String agent = AGENTS.get(random.nextInt(AGENTS.size()));
        Instant at = NOON.plusMillis(random.nextInt(600_000));
        return event(delivery, kind, kind == EventKind.CLICK ? 1 + random.nextInt(4) : 0, agent, at, random);
    }
}
