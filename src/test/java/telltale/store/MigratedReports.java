package telltale.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import telltale.model.Delivery;
import telltale.model.Delivery.Feedback;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.FailureReason;
import telltale.model.ImmutableBytes;
import telltale.model.Person;
import telltale.model.ReportKind;
import telltale.model.ReportMatch;
import telltale.model.ReportSource;
import telltale.model.Sha256;
import telltale.model.Suppression;
import telltale.model.Uuid7;
import telltale.reports.Consequences;
import telltale.token.PersonKeys;

/** What a database with the rows of {@code without-reports.sql} keeps, and what it can do after its migration. */
public final class MigratedReports {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final EmailAddress ANN = EmailAddress.parse("ann@example.com");
    private static final EmailAddress BEN = EmailAddress.parse("ben@example.com");

    private MigratedReports() {}

    /** Requires that the rows are as they were, and that a report about one of the deliveries has its effects. */
    public static void assertKept(Store store, PersonKeys keys) {
        Suppression bulk = new Suppression(Suppression.Scope.BULK, Suppression.UNSUBSCRIBED, NOON);
        Suppression news = Suppression.ofTopic("news", "by hand", NOON);
        assertEquals(
                new Person(keys.keyOf(ANN), "a***@example.com", bulk, List.of(news), true),
                store.persons().person(ANN));
        Delivery accepted = delivery(store, ANN);
        assertEquals(DeliveryState.ACCEPTED, accepted.state());
        assertEquals(Feedback.NONE, accepted.feedback());
        assertEquals(DeliveryState.REFUSED, delivery(store, BEN).state());
        assertEquals(List.of(), store.reports().find(ReportQuery.of(accepted.id(), 9)));

        NewReport bounce = bounce(accepted.id());
        assertTrue(store.reports()
                .store(List.of(bounce), new Consequences(), null)
                .get(0)
                .isNew());
        assertEquals(DeliveryState.BOUNCED, delivery(store, ANN).state());
        assertEquals(
                new Suppression(Suppression.Scope.ALL, "mailbox-gone", NOON).by(bounce.id()),
                store.persons().person(ANN).suppression());
        assertEquals(List.of(), store.recount().differences());
    }

    private static Delivery delivery(Store store, EmailAddress to) {
        return store.deliveries(new DeliveryQuery(to, "spring", null, null, 2))
                .deliveries()
                .get(0);
    }

    private static NewReport bounce(DeliveryId delivery) {
        ImmutableBytes octets = new ImmutableBytes("a bounce".getBytes(StandardCharsets.UTF_8));
        ReportFacts facts = new ReportFacts(
                ReportKind.BOUNCE,
                FailureReason.MAILBOX_GONE,
                "5.1.1",
                "failed",
                ANN.toString(),
                "",
                "",
                true,
                false,
                List.of(),
                "1");
        return new NewReport(
                Uuid7.at(NOON, new Random(1)),
                NOON,
                ReportSource.API,
                Sha256.of(octets),
                facts,
                delivery,
                ReportMatch.TOKEN,
                octets,
                null);
    }
}
