package telltale.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.FailureReason;
import telltale.model.ReportKind;
import telltale.store.Reports.Decider;

/** The contract of when reports are decided, and on what basis, with every database. */
public abstract class ReportDecisionsContract extends ReportsFixture {
    @Test
    void aReportAboutADeliveryBeingSentIsDecidedAfterwards() {
        DeliveryId delivery = made("spring");
        NewReport bounce = report(delivery, ReportKind.BOUNCE, day(1));
        assertFalse(store(bounce).decision().isFinal());
        assertEquals(0, reports().decidePending(9, CONSEQUENCES));
        assertEquals(DeliveryState.SENDING, state(delivery));
        assertEquals(1, counted(ReportKind.BOUNCE));

        store.acceptExternal(delivery, NOON, "250 ok", null);
        assertEquals(1, reports().decidePending(9, CONSEQUENCES));
        assertEquals(DeliveryState.BOUNCED, state(delivery));
        assertTrue(reports().report(bounce.id()).orElseThrow().decision().isFinal());
        assertEquals(0, reports().decidePending(9, CONSEQUENCES));
        assertSound();
    }

    @Test
    void repeatedFailuresOfTheMailboxAreCountedUpToAnAcceptedMail() {
        Recorder recorder = new Recorder();
        store(bounce(at(1), FailureReason.MAILBOX_FULL, day(1)));
        at(2);
        store(bounce(at(3), FailureReason.MAILBOX_FULL, day(3)));
        made(null, "ann@example.com", day(4));
        store(bounce(at(5), FailureReason.MAILBOX_BUSY, day(5)));
        store(bounce(accepted(null, "ben@example.com", day(6)), FailureReason.MAILBOX_FULL, day(6)));
        DeliveryStanding standing = recorder.standing(at(7), day(8));
        assertEquals(2, standing.softFailures());
        assertEquals(Duration.ofDays(5), standing.softFailureSpan());
        assertEquals(day(7), standing.acceptedAt());

        store(bounce(at(9), FailureReason.CONTENT, day(9)));
        assertEquals(0, recorder.standing(at(10), day(10)).softFailures());
    }

    @Test
    void clicksRepliesAndReceiptsShowThatARecipientIsActive() {
        Recorder recorder = new Recorder();
        DeliveryId quiet = accepted(null);
        assertFalse(recorder.standing(quiet, day(1)).isEngaged());
        store.append(List.of(open(quiet, CHROME, Duration.ofHours(1))));
        assertFalse(recorder.standing(quiet, day(1)).isEngaged());

        DeliveryId clicked = accepted(null);
        store.append(List.of(click(clicked, CHROME, Duration.ofHours(1))));
        assertTrue(recorder.standing(clicked, day(1)).isEngaged(), "not judged yet");
        judgeAll(NEWEST);
        assertTrue(recorder.standing(clicked, day(1)).isEngaged());
        judgeAll(NEWEST);
        DeliveryId scanned = accepted(null);
        store.append(List.of(click(scanned, "curl/8", Duration.ofHours(1))));
        judgeAll(NEWEST);
        assertFalse(recorder.standing(scanned, day(1)).isEngaged());

        DeliveryId replied = accepted(null);
        NewReport reply = report(replied, ReportKind.REPLY, day(1));
        store(reply);
        assertTrue(recorder.standing(replied, day(1)).isEngaged());
        reports().reread(reply.id(), facts(ReportKind.BOUNCE, FailureReason.CONTENT), recorder);
        assertFalse(recorder.last().isEngaged(), "what the report itself says does not count");
    }

    @Test
    void theStateForADecisionIsThatByTheOtherReports() {
        Recorder recorder = new Recorder();
        DeliveryId delivery = accepted(null);
        NewReport bounce = bounce(delivery, FailureReason.CONTENT, day(1));
        store(bounce);
        reports().reread(bounce.id(), bounce.facts(), recorder);
        assertEquals(DeliveryState.ACCEPTED, recorder.last().state());
        assertEquals(DeliveryState.BOUNCED, recorder.standing(delivery, day(2)).state());
    }

    /** Decides as usual, and keeps what the decision was based on. */
    private final class Recorder implements Decider {
        private @Nullable DeliveryStanding last;

        @Override
        public ReportDecision decide(
                NewReport report, ReportFacts facts, boolean isConfirmed, DeliveryStanding standing) {
            last = standing;
            return CONSEQUENCES.decide(report, facts, isConfirmed, standing);
        }

        DeliveryStanding last() {
            return Optional.ofNullable(last).orElseThrow();
        }

        /** The standing of a delivery at a time, by a report that changes nothing. */
        DeliveryStanding standing(DeliveryId delivery, Instant at) {
            reports().store(List.of(report(delivery, ReportKind.AUTO_REPLY, at)), this, null);
            return last();
        }
    }

    private DeliveryId at(int day) {
        return accepted(null, "ann@example.com", day(day));
    }
}
