package telltale.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import telltale.assessment.RejudgeService;
import telltale.model.DataKind;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.model.Event;
import telltale.model.PrivacyProfile;
import telltale.model.VerdictClass;

/** The compaction of events to summaries, which every database must implement alike. */
public abstract class SummariesContract extends JudgementsFixture {
    private static final Instant CUTOFF = NOON.plus(Duration.ofDays(5));
    private static final List<String> AGENTS =
            List.of(CHROME, "Mozilla/5.0", "curl/8.4.0", "Barracuda Sentinel (EE)", "");
    private static final List<Long> QUARTERS =
            LongStream.range(Tally.quarter(NOON), Tally.quarter(CUTOFF)).boxed().toList();

    /** The number of summaries with details in the database. */
    protected abstract long summaries() throws Exception;

    /** What is shown of a campaign and its deliveries. */
    private record Shown(
            Object judgements, Object figures, Object counts, Object campaign, Object buckets, List<Object> links) {}

    private Shown shown(List<DeliveryId> deliveries) {
        return new Shown(
                judgements.of(deliveries),
                store.statistics(PrivacyProfile.INDIVIDUAL).spans("spring", QUARTERS),
                store.openCounts(deliveries),
                store.campaign("spring", PrivacyProfile.INDIVIDUAL, QUARTERS),
                judgements.bucketCounts(PrivacyProfile.INDIVIDUAL, List.of("spring"), 0, Tally.quarter(CUTOFF)),
                deliveries.stream()
                        .map(id -> (Object) store.activity(id).orElseThrow().links())
                        .toList());
    }

    @Test
    void figuresAndJudgementsAreTheSameAfterCompaction() throws Exception {
        List<DeliveryId> deliveries = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            deliveries.add(accepted("spring", "person" + i + "@example.com", NOON));
        }
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            DeliveryId any = deliveries.get((int) Math.abs(random.nextGaussian() * 10) % 40);
            String agent = AGENTS.get(random.nextInt(AGENTS.size()));
            Duration after = Duration.ofMillis(random.nextInt(3 * 86_400_000));
            events.add(random.nextInt(4) == 0 ? click(any, agent, after) : open(any, agent, after));
        }
        store.append(events);
        judgements.correct(
                Objects.requireNonNull(events.get(3).delivery()), events.get(3).id(), VerdictClass.BOT);
        judgeAll(NEWEST);
        reduce();
        Shown before = shown(deliveries);

        assertEquals(400, compact());
        assertTrue(summaries() > 300);
        deliveries.forEach(delivery -> assertEquals(List.of(), store.events(delivery, 10)));
        assertEquals(before, shown(deliveries));
        deliveries.forEach(
                delivery -> judgements.correct(delivery, events.get(0).id(), null));
        judgeAll(NEWEST);
        assertEquals(before, shown(deliveries), "judging the summaries changes nothing");
        assertSound();
        assertEquals(400L, deleted(DataKind.EVENTS));
    }

    @Test
    void aLaterEventIsJudgedBesideSummaries() {
        DeliveryId delivery = compacted("curl/8.4.0");
        assertEquals(0, judgement(delivery).opens().people());
        store.append(List.of(open(delivery, CHROME, Duration.ofDays(30))));

        Judgement after = judgement(delivery);
        assertEquals(1, after.opens().people());
        assertEquals(1, after.opens().machines());
        assertSound();
    }

    @Test
    void eventsWhoseUserAgentsAreNotReducedKeepTheirRows() {
        DeliveryId delivery = accepted("spring");
        store.append(List.of(open(delivery, CHROME, Duration.ofHours(1))));
        judgeAll(NEWEST);

        assertEquals(0, compact());
        assertEquals(1, store.events(delivery, 10).size());
    }

    @Test
    void judgingAgainKeepsTheVerdictsOfSummariesAndCountsThem() {
        DeliveryId delivery = compacted(CHROME);
        RejudgeService rejudging = new RejudgeService(judgements, OLDER);

        assertEquals(new RejudgeService.Queued(1, 0, 1), rejudging.apply(RejudgeService.Announcer.NONE, done -> {}));
        rejudging.finish();
        Judgement after =
                Objects.requireNonNull(judgements.of(List.of(delivery)).get(delivery));
        assertEquals(OLDER.rulesetVersion(), after.ruleset());
        assertEquals(Map.of(VerdictClass.HUMAN_DIRECT, 1), after.opens().classes());
    }

    @Test
    void anErasedPersonIsInNoSummary() throws Exception {
        DeliveryId ann = accepted("spring", "ann@example.com", NOON);
        DeliveryId ben = accepted("spring", "ben@example.com", NOON);
        store.append(List.of(
                open(ann, CHROME, Duration.ofHours(1)),
                open(ann, CHROME, Duration.ofHours(2)),
                open(ben, CHROME, Duration.ofHours(2)),
                click(ben, CHROME, Duration.ofHours(3))));
        judgeAll(NEWEST);
        reduce();
        compact();
        Judgement before = judgement(ben);
        assertEquals(4, summaries());

        assertEquals(
                2, store.persons().erase(EmailAddress.parse("ann@example.com")).events());
        assertEquals(2, summaries());
        assertEquals(before, judgement(ben));
        assertSound();
    }

    @Test
    void deletedSummariesLeaveCountsAndJudgements() throws Exception {
        DeliveryId delivery = compacted(CHROME);
        Judgement before = judgement(delivery);
        List<OpenCounts> counts = store.openCounts(List.of(delivery));
        while (!store.deleteEventsBefore(NOON.plus(Duration.ofDays(30))).done()) {
            assertTrue(store.eventsSince().isPresent());
        }

        assertEquals(0, summaries());
        assertEquals(1L, deleted(DataKind.EVENT_SUMMARIES));
        assertEquals(counts, store.openCounts(List.of(delivery)));
        store.append(List.of(open(delivery, "curl/8.4.0", Duration.ofDays(31))));
        assertEquals(before, judgement(delivery));
        assertNotEquals(counts, store.openCounts(List.of(delivery)));
        assertSound();
    }

    @Test
    void judgingAgainKeepsJudgementsWhoseSummariesAreDeletedAndCountsThem() {
        DeliveryId deleted = compacted(CHROME);
        boolean isDone = false;
        while (!isDone) {
            isDone = store.deleteEventsBefore(NOON.plus(Duration.ofDays(30))).done();
        }
        Judgement before = judgement(deleted);
        DeliveryId stored = accepted("spring");
        store.append(List.of(open(stored, CHROME, Duration.ofDays(31))));
        judgeAll(NEWEST);
        RejudgeService rejudging = new RejudgeService(judgements, OLDER);

        RejudgeService.Difference difference = rejudging.difference(RejudgeService.Announcer.NONE, done -> {});
        assertEquals(1, difference.deliveries());
        assertEquals(1, difference.incomplete());
        assertEquals(Map.of(VerdictClass.HUMAN_DIRECT, 1L), difference.before());
        for (int again = 0; again < 2; again++) {
            assertEquals(
                    new RejudgeService.Queued(1 - again, 1, 0),
                    rejudging.apply(RejudgeService.Announcer.NONE, done -> {}));
            rejudging.finish();
            assertEquals(before, judgements.of(List.of(deleted)).get(deleted));
        }
        assertEquals(
                OLDER.rulesetVersion(),
                Objects.requireNonNull(judgements.of(List.of(stored)).get(stored))
                        .ruleset());
        assertSound();
    }

    private DeliveryId compacted(String agent) {
        DeliveryId delivery = accepted("spring");
        store.append(List.of(open(delivery, agent, Duration.ofHours(1))));
        judgeAll(NEWEST);
        reduce();
        assertEquals(1, compact());
        return delivery;
    }

    private void reduce() {
        boolean isDone = false;
        while (!isDone) {
            isDone = store.agentReduction().reduceBefore(CUTOFF, NEWEST).done();
        }
    }

    private int compact() {
        int compacted = 0;
        PurgeResult step;
        do {
            step = store.compactEventsBefore(CUTOFF);
            compacted += step.deleted();
        } while (!step.done());
        return compacted;
    }

    private long deleted(DataKind kind) {
        return store.deletions().days(null, 10).stream()
                .mapToLong(day -> day.rows().getOrDefault(kind, 0L))
                .sum();
    }
}
