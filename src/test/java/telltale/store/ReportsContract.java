package telltale.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import telltale.model.Delivery;
import telltale.model.Delivery.Feedback;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.FailureReason;
import telltale.model.ImmutableBytes;
import telltale.model.PrivacyProfile;
import telltale.model.ReportEffect;
import telltale.model.ReportKind;
import telltale.model.ReportMatch;
import telltale.model.Suppression;
import telltale.model.Suppression.Scope;
import telltale.model.Uuid7;
import telltale.store.Persons.ErasureResult;
import telltale.store.Persons.Suppressed;
import telltale.store.Reports.Decider;
import telltale.store.Reports.Stored;

/** The contract of what follows from reports, with every database. */
public abstract class ReportsContract extends ReportsFixture {
    private static final Suppression BY_HAND = new Suppression(Scope.ALL, "by letter", NOON);

    @Test
    void aBouncedDeliveryLosesItsStateAndItsRecipientIsSuppressed() {
        DeliveryId delivery = accepted("spring");
        NewReport bounce = report(delivery, ReportKind.BOUNCE, day(1));

        Stored stored = store(bounce);

        assertEquals(bounce.id(), stored.id());
        assertTrue(stored.isNew());
        assertEquals(
                Set.of(ReportEffect.BOUNCED, ReportEffect.SUPPRESSED),
                stored.decision().effects());
        assertEquals(DeliveryState.BOUNCED, state(delivery));
        assertEquals(NOON, read(delivery).acceptedAt());
        assertEquals(
                new Feedback(FailureReason.MAILBOX_GONE, day(1), null, null, null),
                read(delivery).feedback());
        assertEquals(new Suppression(Scope.ALL, "mailbox-gone", day(1)).by(bounce.id()), suppression());
        assertEquals(1, counted(FailureReason.MAILBOX_GONE));
    }

    @Test
    void aCorrectionChangesEverythingBackAndItsRemovalAgain() {
        DeliveryId delivery = accepted("spring");
        NewReport bounce = report(delivery, ReportKind.BOUNCE, day(1));
        store(bounce);

        correct(bounce, ReportKind.AUTO_REPLY);

        assertEquals(DeliveryState.ACCEPTED, state(delivery));
        assertEquals(Feedback.NONE, read(delivery).feedback());
        assertNull(suppression());
        assertEquals(0, counted(ReportKind.BOUNCE));
        assertEquals(1, counted(ReportKind.AUTO_REPLY));

        assertTrue(reports().correct(bounce.id(), null, CONSEQUENCES));
        assertEquals(DeliveryState.BOUNCED, state(delivery));
        assertEquals("mailbox-gone", suppressed().reason());
        assertEquals(1, counted(ReportKind.BOUNCE));
        assertEquals(0, counted(ReportKind.AUTO_REPLY));
        assertSound();
    }

    @Test
    void aCorrectedReasonReplacesTheFailureAndTheSuppression() {
        DeliveryId delivery = accepted("spring");
        NewReport bounce = report(delivery, ReportKind.BOUNCE, day(1));
        store(bounce);
        reports().correct(bounce.id(), new ReportCorrection(ReportKind.BOUNCE, FailureReason.CONTENT), CONSEQUENCES);
        assertEquals(FailureReason.CONTENT, read(delivery).feedback().failure());
        assertEquals(DeliveryState.BOUNCED, state(delivery));
        assertNull(suppression());
        assertEquals(0, counted(FailureReason.MAILBOX_GONE));
        assertEquals(1, counted(FailureReason.CONTENT));
        assertSound();
    }

    @Test
    void aDeliveryIsBouncedAsLongAsOneReportSaysSoAndIsCountedOnce() {
        DeliveryId delivery = accepted("spring");
        NewReport first = bounce(delivery, FailureReason.CONTENT, day(1));
        NewReport second = bounce(delivery, FailureReason.SIZE, day(2));
        store(second);
        store(first);
        assertEquals(day(1), read(delivery).feedback().bouncedAt());
        assertEquals(1, counted(FailureReason.CONTENT));
        assertEquals(0, counted(FailureReason.SIZE));

        correct(first, ReportKind.UNRELATED);
        assertEquals(DeliveryState.BOUNCED, state(delivery));
        assertEquals(day(2), read(delivery).feedback().bouncedAt());
        assertEquals(FailureReason.SIZE, read(delivery).feedback().failure());
        assertEquals(1, counted(FailureReason.SIZE));

        correct(second, ReportKind.UNRELATED);
        assertEquals(DeliveryState.ACCEPTED, state(delivery));
        assertEquals(1, counted(ReportKind.UNRELATED));
    }

    @Test
    void confirmationsReceiptsAndRepliesHaveTheTimeOfTheFirst() {
        DeliveryId delivery = accepted("spring");
        NewReport delivered = report(delivery, ReportKind.SUCCESS, day(1));
        store(delivered);
        store(report(delivery, ReportKind.SUCCESS, day(2)));
        NewReport receipt = report(delivery, ReportKind.RECEIPT, day(3));
        store(receipt);
        store(report(delivery, ReportKind.REPLY, day(4)));

        assertEquals(
                new Feedback(null, null, day(1), day(3), day(4)), read(delivery).feedback());
        correct(delivered, ReportKind.UNRELATED);
        correct(receipt, ReportKind.UNRELATED);
        assertEquals(
                new Feedback(null, null, day(2), null, day(4)), read(delivery).feedback());
    }

    @Test
    void bouncesReceiptsAndRepliesAreEvidenceForAJudgement() {
        DeliveryId delivery = accepted("spring");
        judgeAll(NEWEST);
        assertEvidence(delivery, false, false, false);

        NewReport bounce = bounce(delivery, FailureReason.CONTENT, day(1));
        store(bounce);
        assertEquals(1, judgements.countPending(9));
        assertEvidence(delivery, true, false, false);
        judgeAll(NEWEST);
        correct(bounce, ReportKind.RECEIPT);
        assertEquals(1, judgements.countPending(9));
        assertEvidence(delivery, false, true, false);
        judgeAll(NEWEST);
        store(report(delivery, ReportKind.REPLY, day(2)));
        assertEquals(1, judgements.countPending(9));
        assertEvidence(delivery, false, true, true);
        judgeAll(NEWEST);
        store(report(delivery, ReportKind.SUCCESS, day(3)));
        assertEquals(0, judgements.countPending(9), "a confirmation of a server proves nothing about a person");
    }

    @Test
    void whatCameBackIsCountedWhenItComesInAndTakenBackWithIt() {
        DeliveryId delivery = accepted("spring");
        NewReport bounce = bounce(delivery, FailureReason.CONTENT, day(1));
        store(bounce);
        store(report(delivery, ReportKind.COMPLAINT, day(2)));
        judgeAll(NEWEST);
        List<Long> days =
                Stream.of(NOON, day(1), day(2), day(3)).map(Tally::quarter).toList();
        assertEquals(
                List.of(
                        Figures.of(Map.of(Metric.ACCEPTED, 1L)),
                        Figures.of(Map.of(Metric.BOUNCED, 1L)),
                        Figures.of(Map.of(Metric.COMPLAINED, 1L))),
                store.statistics(PrivacyProfile.INDIVIDUAL)
                        .spans("spring", days)
                        .orElseThrow());
        assertSound();

        correct(bounce, ReportKind.UNRELATED);
        judgeAll(NEWEST);
        assertEquals(
                List.of(
                        Figures.of(Map.of(Metric.ACCEPTED, 1L, Metric.DELIVERED, 1L)),
                        Figures.NONE,
                        Figures.of(Map.of(Metric.COMPLAINED, 1L))),
                store.statistics(PrivacyProfile.INDIVIDUAL)
                        .spans("spring", days)
                        .orElseThrow());
        assertSound();
    }

    private void assertEvidence(DeliveryId delivery, boolean isBounced, boolean hasReceipt, boolean isReplied) {
        Evidence evidence = store.activity(delivery).orElseThrow().evidence();
        assertEquals(isBounced, evidence.isBounced());
        assertEquals(hasReceipt, evidence.hasReceipt());
        assertEquals(isReplied, evidence.isReplied());
        assertTrue(evidence.isTracked());
        assertEquals("example.com", evidence.domain());
    }

    @Test
    void aMailThatAsksForThatUnsubscribesFromTheTopicAlone() {
        DeliveryId delivery = ofTopic("news");
        NewReport request = report(delivery, ReportKind.UNSUBSCRIBE, day(1));
        store(request);
        Suppression expected =
                Suppression.ofTopic("news", Suppression.UNSUBSCRIBED, day(1)).by(request.id());
        assertEquals(expected, store.persons().topics(ANN).get(0).suppression());
        assertEquals("news", store.persons().person(ANN).topics().get(0).topic());
        assertNull(suppression());

        correct(request, ReportKind.REPLY);
        assertNull(store.persons().topics(ANN).get(0).suppression());
        assertEquals(List.of(), store.persons().person(ANN).topics());
    }

    @Test
    void onlyASuppressionByTheCorrectedReportIsLifted() {
        store.persons().suppress(List.of(new Suppressed(ANN, BY_HAND)));
        NewReport complaint = report(accepted(null), ReportKind.COMPLAINT, day(1));
        store(complaint);
        assertEquals(BY_HAND, suppression());
        correct(complaint, ReportKind.REPLY);
        assertEquals(BY_HAND, suppression());
    }

    @Test
    void aSuppressionThatWasLiftedByHandStaysLifted() {
        NewReport complaint = report(accepted(null), ReportKind.COMPLAINT, day(1));
        store(complaint);
        assertTrue(store.persons().release(ANN));
        assertTrue(reports().reread(complaint.id(), complaint.facts().by("2"), CONSEQUENCES));
        assertNull(suppression());
        assertEquals(
                Set.of(ReportEffect.SUPPRESSED),
                reports().report(complaint.id()).orElseThrow().decision().effects());

        store.persons().suppress(List.of(new Suppressed(ANN, BY_HAND)));
        correct(complaint, ReportKind.REPLY);
        assertEquals(BY_HAND, suppression(), "it follows from the report no more");
    }

    @Test
    void theReportsBehindALiftedSuppressionSuppressAgain() {
        NewReport first = report(accepted(null), ReportKind.COMPLAINT, day(1));
        NewReport second = report(accepted(null), ReportKind.COMPLAINT, day(2));
        store(first);
        store(second);
        assertEquals(first.id(), suppressed().report());
        correct(first, ReportKind.REPLY);
        assertEquals(second.id(), suppressed().report());
        correct(second, ReportKind.REPLY);
        assertNull(suppression());
    }

    @Test
    void aMailThatWasClaimedBeforeAComplaintIsNotSent() {
        DeliveryId sent = accepted(null);
        StoredMessage message =
                new StoredMessage(Uuid7.at(NOON, shard(), random), null, ImmutableBytes.NONE, List.of(), null, 1);
        store.outbox()
                .enqueue(
                        message,
                        0,
                        List.of(new NewDelivery(
                                DeliveryId.create(NOON, shard(), random),
                                ANN,
                                "Hi",
                                ImmutableBytes.NONE,
                                0,
                                DeliveryState.QUEUED,
                                NOON)));
        ClaimedDelivery claimed = store.outbox().claim(NOON, 1).get(0);
        assertNull(store.persons().recipient(claimed).orElseThrow().suppression());
        store(report(sent, ReportKind.COMPLAINT, day(1)));
        assertEquals(
                Suppression.COMPLAINED,
                Optional.ofNullable(
                                store.persons().recipient(claimed).orElseThrow().suppression())
                        .orElseThrow()
                        .reason());
    }

    @Test
    void theSameOctetsAreStoredOnce() {
        DeliveryId delivery = accepted("spring");
        NewReport bounce = bounce(delivery, FailureReason.CONTENT, day(1));
        NewReport again = new NewReport(
                Uuid7.at(day(2), random),
                day(2),
                bounce.source(),
                bounce.digest(),
                facts(ReportKind.REPLY, null),
                delivery,
                ReportMatch.TOKEN,
                bounce.raw(),
                null);
        List<Stored> stored = reports().store(List.of(bounce, again), CONSEQUENCES, null);
        assertEquals(
                List.of(bounce.id(), bounce.id()),
                stored.stream().map(Stored::id).toList());
        assertEquals(List.of(true, false), stored.stream().map(Stored::isNew).toList());
        assertEquals(stored.get(0).decision(), stored.get(1).decision());
        assertEquals(new Stored(bounce.id(), false, stored.get(0).decision()), store(again));
        assertNull(read(delivery).feedback().repliedAt());
        assertEquals(1, reports().find(ReportQuery.of(delivery, 9)).size());
        assertSound();
    }

    @Test
    void theSameOctetsFromTwoThreadsCountOnce() throws Exception {
        List<NewReport> mails = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            mails.add(bounce(accepted("spring"), FailureReason.CONTENT, day(1)));
        }
        assertEquals(20, storedAtOnce(store, store, mails));
        assertEquals(20, counted(FailureReason.CONTENT));
        assertSound();
    }

    /** Stores the same mails at the same time, as two mail servers may hand them over; returns how many were new. */
    protected static int storedAtOnce(Store one, Store other, List<NewReport> mails) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Callable<Integer>> work = List.of(() -> storeAll(one, mails, 0), () -> storeAll(other, mails, 1));
            int added = 0;
            for (Future<Integer> thread : threads.invokeAll(work)) {
                added += thread.get();
            }
            return added;
        } finally {
            threads.shutdownNow();
        }
    }

    private static int storeAll(Store store, List<NewReport> mails, int copy) {
        int added = 0;
        for (int i = 0; i < mails.size(); i += 2) {
            NewReport first = copied(mails.get(i), copy);
            NewReport second = copied(mails.get(i + 1), copy);
            List<NewReport> both = copy == 0 ? List.of(first, second) : List.of(second, first);
            for (Stored stored : store.reports().store(both, CONSEQUENCES, null)) {
                added += stored.isNew() ? 1 : 0;
            }
        }
        return added;
    }

    private static NewReport copied(NewReport mail, int copy) {
        UUID id = new UUID(mail.id().getMostSignificantBits(), mail.id().getLeastSignificantBits() + copy);
        return new NewReport(
                id,
                mail.receivedAt(),
                mail.source(),
                mail.digest(),
                mail.facts(),
                mail.delivery(),
                mail.match(),
                mail.raw(),
                null);
    }

    @Test
    void aReportWithoutADeliveryChangesNothing() {
        DeliveryId delivery = accepted("spring");
        judgeAll(NEWEST);
        Delivery before = read(delivery);
        NewReport unrelated = report(null, ReportKind.COMPLAINT, day(1));
        NewReport unknown = report(DeliveryId.create(NOON, shard(), random), ReportKind.BOUNCE, day(1));

        for (NewReport report : List.of(unrelated, unknown)) {
            assertEquals(ReportDecision.nothing("no-delivery"), store(report).decision());
            correct(report, ReportKind.COMPLAINT);
            StoredReport stored = reports().report(report.id()).orElseThrow();
            assertEquals(ReportMatch.NONE, stored.match());
            assertNull(stored.delivery());
            assertEquals(ReportDecision.nothing("no-delivery"), stored.decision());
            assertEquals(ReportKind.COMPLAINT, stored.effective().kind());
        }
        assertEquals(before, read(delivery));
        assertEquals(List.of(), store.persons().suppressed(null, 9));
        assertEquals(0, judgements.countPending(9));
        assertEquals(0, number("select count(*) from campaign_reports"));
    }

    private DeliveryId ofTopic(String topic) {
        DeliveryId id = DeliveryId.create(NOON, shard(), random);
        EmailAddress to = ANN;
        store.insertExternal(
                new Delivery(id, to, "spring", topic, "Hi", DeliveryState.SENDING, null, null, null), true);
        store.acceptExternal(id, NOON, "250 ok", null);
        return id;
    }

    @Test
    void nothingIsStoredWhenTheDecisionFails() {
        DeliveryId delivery = accepted("spring");
        NewReport bounce = report(delivery, ReportKind.BOUNCE, day(1));
        Decider failing = (report, facts, isConfirmed, standing) -> {
            throw new IllegalStateException("no decision");
        };
        assertThrows(
                IllegalStateException.class,
                () -> reports().store(List.of(bounce), failing, new MailboxPosition("a@example.com", 1, 2)));
        assertEquals(Optional.empty(), reports().report(bounce.id()));
        assertEquals(Optional.empty(), reports().position("a@example.com"));
        assertEquals(DeliveryState.ACCEPTED, state(delivery));
        assertTrue(store(bounce).isNew());
    }

    @Test
    void erasingAPersonDeletesTheReportsAboutItsDeliveries() {
        DeliveryId ann = accepted("spring");
        DeliveryId ben = accepted("spring", "ben@example.com", NOON);
        NewReport bounce = report(ann, ReportKind.BOUNCE, day(1));
        NewReport reply = report(ann, ReportKind.REPLY, day(1));
        NewReport other = report(ben, ReportKind.BOUNCE, day(1));
        reports().store(List.of(bounce, reply, other), CONSEQUENCES, null);

        assertEquals(new ErasureResult(true, 1, 0, 2, 0), store.persons().erase(ANN));

        assertEquals(Optional.empty(), reports().report(bounce.id()));
        assertEquals(Optional.empty(), reports().raw(reply.id()));
        assertFalse(reports().correct(bounce.id(), null, CONSEQUENCES));
        assertEquals(1, counted(ReportKind.BOUNCE));
        assertEquals(0, counted(ReportKind.REPLY));
        assertEquals(1, reports().find(ReportQuery.of(ben, 9)).size());
        assertSound();
    }
}
