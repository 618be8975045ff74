package telltale.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.FailureClass;
import telltale.model.FailureReason;
import telltale.model.ImmutableBytes;
import telltale.model.ReportKind;
import telltale.model.ReportMatch;
import telltale.model.ReportSource;
import telltale.model.Sha256;
import telltale.model.Suppression;
import telltale.model.Uuid7;
import telltale.store.Persons.Suppressed;
import telltale.store.Reports.Stored;

/** The contract of stored reports, and of suppressions that end, with every database. */
public abstract class StoredReportsContract extends ReportsFixture {
    private static final Suppression UNSUBSCRIBED =
            new Suppression(Suppression.Scope.BULK, Suppression.UNSUBSCRIBED, NOON);

    @Test
    void aReportIsReadAsItWasStored() {
        DeliveryId delivery = accepted("spring");
        NewReport bounce = report(delivery, ReportKind.BOUNCE, day(1));
        Stored stored = store(bounce);
        StoredReport expected = new StoredReport(
                bounce.id(),
                day(1),
                ReportSource.SMTP,
                bounce.facts(),
                null,
                delivery,
                "spring",
                ReportMatch.TOKEN,
                stored.decision(),
                null,
                bounce.raw().size());
        assertEquals(Optional.of(expected), reports().report(bounce.id()));
        assertEquals(List.of(expected), reports().find(ReportQuery.of(delivery, 9)));
        assertArrayEquals(bounce.raw().toBytes(), reports().raw(bounce.id()).orElseThrow());

        ReportCorrection correction = new ReportCorrection(ReportKind.DELAY, FailureReason.SIZE);
        assertTrue(reports().correct(bounce.id(), correction, CONSEQUENCES));
        StoredReport corrected = reports().report(bounce.id()).orElseThrow();
        assertEquals(correction, corrected.correction());
        assertEquals(bounce.facts(), corrected.facts());
        UUID unknown = Uuid7.at(NOON, random);
        assertFalse(reports().correct(unknown, correction, CONSEQUENCES));
        assertFalse(reports().reread(unknown, bounce.facts(), CONSEQUENCES));
        assertEquals(Optional.empty(), reports().report(unknown));
        assertEquals(Optional.empty(), reports().raw(unknown));
    }

    @Test
    void whateverWasReadInAMailIsStored() {
        ReportFacts odd = new ReportFacts(
                ReportKind.REPLY, null, "", "\0", "a\0b", "\uD83D", "", false, false, List.of(), RULESET);
        NewReport report = report(accepted(null), odd, day(1));
        store(report);
        ReportFacts read = reports().report(report.id()).orElseThrow().facts();
        assertEquals("a\uFFFDb", read.recipient());
        assertEquals(List.of(), read.rules());
    }

    @Test
    void largeOctetsAreReadAsTheyWere() {
        byte[] octets = new byte[100_000];
        random.nextBytes(octets);
        NewReport small = report(null, ReportKind.UNRELATED, day(1));
        NewReport large = new NewReport(
                small.id(),
                small.receivedAt(),
                small.source(),
                Sha256.of(new ImmutableBytes(octets)),
                small.facts(),
                null,
                ReportMatch.NONE,
                new ImmutableBytes(octets),
                null);
        store(large);
        assertArrayEquals(octets, reports().raw(large.id()).orElseThrow());
        assertEquals(100_000, reports().report(large.id()).orElseThrow().size());
    }

    @Test
    void reportsAreFoundByWhatTheyAreNow() {
        DeliveryId spring = accepted("spring");
        DeliveryId autumn = accepted("autumn");
        NewReport gone = bounce(spring, FailureReason.MAILBOX_GONE, day(1));
        NewReport full = bounce(autumn, FailureReason.MAILBOX_FULL, day(2));
        NewReport reply = report(spring, ReportKind.REPLY, day(3));
        NewReport unrelated = report(null, ReportKind.UNRELATED, day(4));
        NewReport corrected = report(spring, ReportKind.UNRELATED, day(5));
        List.of(gone, full, reply, unrelated, corrected).forEach(this::store);
        reports()
                .correct(
                        corrected.id(),
                        new ReportCorrection(ReportKind.BOUNCE, FailureReason.DOMAIN_GONE),
                        CONSEQUENCES);

        assertFound(new Wanted(), corrected, unrelated, reply, full, gone);
        assertFound(new Wanted().kind(ReportKind.BOUNCE), corrected, full, gone);
        assertFound(new Wanted().kind(ReportKind.UNRELATED), unrelated);
        assertFound(new Wanted().type(FailureClass.HARD), corrected, gone);
        assertFound(new Wanted().type(FailureClass.SOFT), full);
        assertFound(new Wanted().match(ReportMatch.NONE), unrelated);
        assertFound(new Wanted().delivery(spring), corrected, reply, gone);
        assertFound(new Wanted().campaign("autumn"), full);
        assertFound(new Wanted().campaign("none"));
        assertFound(new Wanted().between(day(2), day(4)), reply, full);
        assertFound(new Wanted().before(reply.id()), full, gone);
        assertFound(new Wanted().limit(2), corrected, unrelated);
        assertFound(new Wanted().kind(ReportKind.BOUNCE).campaign("spring").between(day(2), day(9)), corrected);
    }

    private void assertFound(Wanted wanted, NewReport... expected) {
        assertEquals(
                List.of(expected).stream().map(NewReport::id).toList(),
                reports().find(wanted.query()).stream().map(StoredReport::id).toList());
    }

    /** A query that is built step by step. */
    private static final class Wanted {
        private @Nullable ReportKind kind;
        private @Nullable FailureClass type;
        private @Nullable ReportMatch match;
        private @Nullable DeliveryId delivery;
        private @Nullable String campaign;
        private @Nullable Instant from;
        private @Nullable Instant to;
        private @Nullable UUID before;
        private int limit = 9;

        Wanted kind(ReportKind one) {
            kind = one;
            return this;
        }

        Wanted type(FailureClass one) {
            type = one;
            return this;
        }

        Wanted match(ReportMatch one) {
            match = one;
            return this;
        }

        Wanted delivery(DeliveryId one) {
            delivery = one;
            return this;
        }

        Wanted campaign(String one) {
            campaign = one;
            return this;
        }

        Wanted between(Instant first, Instant end) {
            from = first;
            to = end;
            return this;
        }

        Wanted before(UUID one) {
            before = one;
            return this;
        }

        Wanted limit(int most) {
            limit = most;
            return this;
        }

        ReportQuery query() {
            return new ReportQuery(kind, type, match, delivery, campaign, from, to, before, limit);
        }
    }

    @Test
    void reportsOfOtherRulesAreReadAgainPageByPage() {
        List<NewReport> bounces = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            bounces.add(report(accepted("spring"), ReportKind.BOUNCE, day(i)));
            store(bounces.get(i));
        }
        assertEquals(List.of(), reports().outdated(RULESET, null, 9));
        List<StoredReport> page = reports().outdated("2", null, 2);
        assertEquals(
                List.of(bounces.get(0).id(), bounces.get(1).id()),
                page.stream().map(StoredReport::id).toList());
        ReportFacts other = facts(ReportKind.DELAY, FailureReason.NETWORK).by("2");
        assertTrue(reports().reread(page.get(0).id(), other, CONSEQUENCES));
        assertEquals(other, reports().report(page.get(0).id()).orElseThrow().facts());
        assertEquals(2, counted(ReportKind.BOUNCE));
        assertEquals(1, counted(ReportKind.DELAY));
        assertEquals(
                List.of(bounces.get(2).id()),
                reports().outdated("2", page.get(1).id(), 9).stream()
                        .map(StoredReport::id)
                        .toList());
        assertEquals(2, reports().outdated("2", null, 9).size());
        assertEquals(2, reports().countOutdated("2"));
        assertSound();
    }

    @Test
    void oldUnrelatedReportsAreDeletedAndTheOctetsOfOthers() {
        NewReport bounce = report(accepted("spring"), ReportKind.BOUNCE, day(1));
        NewReport unrelated = report(null, ReportKind.UNRELATED, day(1));
        NewReport newer = report(null, ReportKind.UNRELATED, day(3));
        List.of(bounce, unrelated, newer).forEach(this::store);

        assertFalse(reports().purge(day(1), day(1), 9));
        assertTrue(reports().raw(bounce.id()).isPresent());
        assertTrue(reports().purge(day(2), day(2), 1));
        while (reports().purge(day(2), day(2), 1)) {
            assertEquals(Optional.empty(), reports().report(unrelated.id()));
        }
        StoredReport kept = reports().report(bounce.id()).orElseThrow();
        assertEquals(0, kept.size());
        assertEquals(bounce.facts(), kept.facts());
        assertEquals(Optional.empty(), reports().raw(bounce.id()));
        assertTrue(reports().raw(newer.id()).isPresent());
        assertEquals(1, reports().outdated("2", null, 9).size(), "what has no octets cannot be read again");
        assertEquals(1, reports().countOutdated("2"));
        assertSound();
    }

    @Test
    void aFloodOfReportsAboutOneDeliveryIsStoredWithoutItAndChangesNothing() {
        DeliveryId delivery = accepted("spring");
        store(bounce(delivery, FailureReason.MAILBOX_FULL, day(1)));
        flood(delivery, ReportKind.AUTO_REPLY, 99);
        Delivery before = read(delivery);
        assertEquals(DeliveryState.BOUNCED, before.state());
        NewReport last = report(delivery, ReportKind.COMPLAINT, day(1));

        flood(delivery, ReportKind.COMPLAINT, 899);
        Stored stored = store(last);

        assertEquals(ReportDecision.nothing("too-many-reports"), stored.decision());
        assertFalse(store(last).isNew());
        assertEquals(before, read(delivery));
        assertNull(suppression());
        assertEquals(0, counted(ReportKind.COMPLAINT));
        assertEquals(Reports.MAX_OF_DELIVERY, number("select count(*) from reports where delivery is not null"));
        assertEquals(900, number("select count(*) from reports where delivery is null and raw is null and size = 0"));
        correct(last, ReportKind.COMPLAINT);
        assertNull(suppression(), "its delivery is not known any more");
        assertFalse(reports().purge(day(2), day(0), 1_000));
        assertEquals(Reports.MAX_OF_DELIVERY, number("select count(*) from reports"));
        assertSound();
    }

    /** Stores reports as they are read in a mailbox, 50 in a transaction. */
    private void flood(DeliveryId delivery, ReportKind kind, int count) {
        List<NewReport> flood = Stream.generate(() -> report(delivery, kind, day(1)))
                .limit(count)
                .toList();
        for (int from = 0; from < count; from += 50) {
            reports().store(flood.subList(from, Math.min(count, from + 50)), CONSEQUENCES, null);
        }
    }

    @Test
    void thePositionInAMailboxIsStoredWithWhatWasReadInIt() {
        MailboxPosition first = new MailboxPosition("bounces@example.com", 7, 100);
        assertEquals(Optional.empty(), reports().position(first.mailbox()));
        reports().store(List.of(report(null, ReportKind.UNRELATED, day(1))), CONSEQUENCES, first);
        assertEquals(Optional.of(first), reports().position(first.mailbox()));
        MailboxPosition next = new MailboxPosition(first.mailbox(), 8, 1);
        assertEquals(List.of(), reports().store(List.of(), CONSEQUENCES, next));
        assertEquals(Optional.of(next), reports().position(first.mailbox()));
        assertEquals(Optional.empty(), reports().position("other@example.com"));
    }

    @Test
    void aDeliveryIsFoundByItsQueueIdUnlessThereAreTwo() {
        DeliveryId one = made(null);
        store.acceptExternal(one, NOON, "250 ok", "4Xb7");
        assertEquals(Optional.of(one), reports().withQueueId("4Xb7"));
        assertEquals(Optional.empty(), reports().withQueueId("4xb7"));
        store.acceptExternal(made(null), NOON, "250 ok", "4Xb7");
        assertEquals(Optional.empty(), reports().withQueueId("4Xb7"));
    }

    @Test
    void theNewestDeliveryToAnAddressIsFound() {
        assertEquals(Optional.empty(), reports().newestTo(ANN));
        accepted(null, "Ann@example.com", NOON);
        DeliveryId newest = accepted(null, "ann@EXAMPLE.com", day(1));
        accepted(null, "ben@example.com", day(2));
        assertEquals(Optional.of(newest), reports().newestTo(ANN));
    }

    @Test
    void aSuppressionEndsByItself() {
        Suppression ending = ending(NOON.plusSeconds(9));
        suppress(ending);
        assertEquals(0, store.persons().releaseExpired(NOON.plusSeconds(8), 9));
        assertEquals(ending, suppression());
        assertEquals(1, store.persons().releaseExpired(NOON.plusSeconds(9), 9));
        assertEquals(0, store.persons().releaseExpired(NOON.plusSeconds(9), 9));
        assertEquals(null, suppression());
        assertEquals(List.of(), store.persons().suppressed(null, 9));
    }

    @Test
    void theEndOfASuppressionGoesWithIt() {
        suppress(ending(NOON.plusSeconds(9)));
        assertTrue(store.persons().release(ANN));
        suppress(UNSUBSCRIBED);
        assertEquals(0, store.persons().releaseExpired(NOON.plusSeconds(9_999), 9));
        assertEquals(UNSUBSCRIBED, suppression());
    }

    @Test
    void aSuppressionWithoutAnEndReplacesOneThatEndsAndNeverTheOtherWayRound() {
        Suppression ending = ending(NOON.plusSeconds(3_600)).by(Uuid7.at(NOON, random));
        suppress(ending);
        assertEquals(ending, suppression());
        suppress(UNSUBSCRIBED);
        assertEquals(UNSUBSCRIBED, suppression());
        suppress(ending);
        assertEquals(UNSUBSCRIBED, suppression());
    }

    private static Suppression ending(Instant end) {
        return new Suppression(Suppression.Scope.ALL, "mailbox-full", NOON).endingAt(end);
    }

    private void suppress(Suppression suppression) {
        store.persons().suppress(List.of(new Suppressed(ANN, suppression)));
    }
}
