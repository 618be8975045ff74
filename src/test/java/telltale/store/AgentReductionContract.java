package telltale.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import telltale.assessment.RejudgeService;
import telltale.model.DataKind;
import telltale.model.DeliveryId;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.FrozenVerdict;
import telltale.model.Network;
import telltale.model.Uuid7;
import telltale.model.VerdictClass;

/** The reduction of user agents, which every database must implement alike. */
public abstract class AgentReductionContract extends JudgementsFixture {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Instant EVENING = NOON.plus(Duration.ofHours(8));

    /** The user agents in the database that are not reduced. */
    protected abstract List<String> describedAgents() throws Exception;

    @Test
    void aReducedEventKeepsItsVerdictAndLosesItsUserAgent() throws Exception {
        DeliveryId delivery = accepted("spring");
        store.append(List.of(open(delivery, CHROME, HOUR), click(delivery, CHROME, HOUR.plusMinutes(5))));
        Judgement before = judgement(delivery);

        assertEquals(2, reduceBefore(EVENING));
        Event event = store.events(delivery, 10).get(0);
        FrozenVerdict frozen = Objects.requireNonNull(event.frozen());
        assertEquals("Chrome/143", event.client().agent());
        assertEquals(0, event.client().flagBits());
        assertEquals(VerdictClass.HUMAN_DIRECT, frozen.verdict().type());
        judgements.correct(delivery, event.id(), null);
        assertEquals(before, judgement(delivery), "judging again changes nothing");
        assertEquals(List.of(CHROME), describedAgents());
        assertEquals(0, reduceBefore(Instant.now().plus(Duration.ofDays(9))), "each event is reduced once");
        assertEquals(List.of(), describedAgents());
        assertEquals(
                Map.of(DataKind.USER_AGENTS, 2L),
                store.deletions().days(null, 10).get(0).rows());
        assertSound();
    }

    @Test
    void aUserAgentThatWasDeletedCanComeAgain() throws Exception {
        DeliveryId delivery = accepted("spring");
        store.append(List.of(open(delivery, CHROME, HOUR)));
        judgeAll(NEWEST);
        reduceBefore(Instant.now().plus(Duration.ofDays(9)));
        store.close();
        store = open();
        judgements = store.judgements();
        store.append(List.of(open(delivery, CHROME, HOUR.plusHours(1))));

        assertEquals(List.of(CHROME), describedAgents());
        assertNull(store.events(delivery, 10).get(1).frozen());
        assertEquals(2, judgement(delivery).opens().people());
    }

    @Test
    void otherRulesChangeOnlyEventsThatAreNotReduced() {
        DeliveryId delivery = accepted("spring");
        store.append(List.of(open(delivery, CHROME, HOUR)));
        judgeAll(NEWEST);
        reduceBefore(EVENING);
        store.append(List.of(open(delivery, CHROME, Duration.ofHours(20))));
        judgeAll(NEWEST);
        RejudgeService rejudging = new RejudgeService(judgements, OLDER);

        assertEquals(
                1,
                rejudging.difference(RejudgeService.Announcer.NONE, done -> {}).frozen());
        assertEquals(new RejudgeService.Queued(1, 0, 1), rejudging.apply(RejudgeService.Announcer.NONE, done -> {}));
        rejudging.finish();
        Judgement after =
                Objects.requireNonNull(judgements.of(List.of(delivery)).get(delivery));
        assertEquals(
                Map.of(VerdictClass.HUMAN_DIRECT, 1, VerdictClass.BOT, 1),
                after.opens().classes());
        assertEquals(
                0,
                rejudging.difference(RejudgeService.Announcer.NONE, done -> {}).deliveries());
        assertSound();
    }

    @Test
    void aCorrectionOfAReducedEventCanBeMadeAndTakenBack() {
        DeliveryId delivery = accepted("spring");
        Event open = open(delivery, CHROME, HOUR);
        store.append(List.of(open));
        judgements.correct(delivery, open.id(), VerdictClass.BOT);
        judgeAll(NEWEST);
        reduceBefore(EVENING);

        assertEquals(Map.of(VerdictClass.BOT, 1), judgement(delivery).opens().classes());
        judgements.correct(delivery, open.id(), null);
        assertEquals(1, judgement(delivery).opens().people());
    }

    @Test
    void repeatedEventsStayRepeated() {
        DeliveryId delivery = accepted("spring");
        String other = CHROME.replace("143.0.0.0", "143.0.0.1");
        store.append(List.of(
                open(delivery, CHROME, HOUR),
                open(delivery, CHROME, HOUR.plusMillis(300)),
                open(delivery, other, HOUR.plusMillis(600))));
        Judgement before = judgement(delivery);
        assertEquals(2, before.opens().people(), "another program, which is the same when it is reduced");
        reduceBefore(EVENING);
        store.append(List.of(open(delivery, CHROME, Duration.ofHours(20))));

        assertEquals(3, judgement(delivery).opens().people());
    }

    @Test
    void eventsOfDeliveriesToBeJudgedAndLaterEventsWait() {
        DeliveryId delivery = accepted("spring");
        DeliveryId later = accepted("spring");
        store.append(List.of(open(delivery, CHROME, HOUR)));
        assertEquals(0, reduceBefore(EVENING), "it is not judged");
        judgeAll(NEWEST);
        store.append(List.of(open(later, CHROME, Duration.ofHours(20))));
        judgeAll(NEWEST);

        assertEquals(1, reduceBefore(EVENING));
        assertNull(store.events(later, 10).get(0).frozen());
    }

    @Test
    void anEventThatIsStoredLateIsReducedInTheNextPass() {
        DeliveryId delivery = accepted("spring");
        store.append(List.of(open(delivery, CHROME, HOUR.plusHours(2))));
        judgeAll(NEWEST);
        reduceBefore(EVENING);
        store.append(List.of(open(delivery, CHROME, HOUR)));
        judgeAll(NEWEST);

        assertEquals(1, reduceBefore(EVENING));
        assertTrue(store.events(delivery, 10).stream().allMatch(event -> event.frozen() != null));
    }

    @Test
    void aPassIsContinuedAfterAnInterruption() throws Exception {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 450; i++) {
            events.add(open(accepted("spring"), CHROME, HOUR.plusSeconds(i / 50)));
        }
        events.add(new Event(
                Uuid7.at(NOON, random), EventKind.ANONYMOUS_OPEN, null, 0, client("curl/8.1"), Network.UNKNOWN));
        store.append(events);
        judgeAll(NEWEST);
        int first = 0;
        while (first == 0) {
            first = store.agentReduction().reduceBefore(EVENING, NEWEST).deleted();
        }
        assertTrue(first < 451, "a step is short");
        store.close();
        store = open();
        judgements = store.judgements();

        assertEquals(451 - first, reduceBefore(EVENING));
        DeliveryId last = Objects.requireNonNull(events.get(449).delivery());
        assertNotNull(store.events(last, 1).get(0).frozen());
        assertEquals(1, judgement(last).opens().people());
    }

    private int reduceBefore(Instant cutoff) {
        int reduced = 0;
        PurgeResult step;
        do {
            step = store.agentReduction().reduceBefore(cutoff, NEWEST);
            reduced += step.deleted();
        } while (!step.done());
        return reduced;
    }
}
