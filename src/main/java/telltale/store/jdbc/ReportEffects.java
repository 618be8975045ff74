package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import telltale.model.Delivery.Feedback;
import telltale.model.DeliveryState;
import telltale.model.ReportKind;
import telltale.model.StateTransition;
import telltale.model.Suppression;
import telltale.store.Persons.Suppressed;
import telltale.store.StoredReport;
import telltale.store.jdbc.CampaignCounters.Step;
import telltale.store.jdbc.StateUpdate.StateChange;

/**
 * Makes deliveries, persons and counters agree with the reports about them, in transactions of the caller that have locked the
 * deliveries and their recipients.
 */
final class ReportEffects {
    private static final Sql SET_FEEDBACK = Sql.of("""
            update deliveries set failure = :failure, bounced_at = :bouncedAt, delivered_at = :deliveredAt,
                receipt_at = :receiptAt, replied_at = :repliedAt
            where number = :number""");

    private final Database database;
    private final ReportTable reports;
    private final JdbcPersons persons;
    private final CampaignCounters campaigns;
    private final ReportCounters counters;
    private final JdbcJudgements judgements;
    private final StateUpdate stateUpdate;

    ReportEffects(
            Database database,
            ReportTable reports,
            JdbcPersons persons,
            CampaignCounters campaigns,
            ReportCounters counters,
            JdbcJudgements judgements) {
        this.database = database;
        this.reports = reports;
        this.persons = persons;
        this.campaigns = campaigns;
        this.counters = counters;
        this.judgements = judgements;
        this.stateUpdate = new StateUpdate(database, List.of("bounced_at"), "bounced_at = change.bounced_at", "true");
    }

    /** Changes the suppression that follows from a report; one that was lifted by hand stays lifted if nothing changed. */
    void changeSuppression(
            Connection connection,
            ReportedDelivery about,
            StoredReport report,
            @Nullable Suppression before,
            @Nullable Suppression after)
            throws SQLException {
        if (Objects.equals(before, after)) {
            return;
        }
        Long person = about.person();
        if (before != null && person != null && persons.lift(connection, person, report.id())) {
            restore(connection, about, person, report, before);
        }
        if (after != null) {
            suppress(connection, about, after.by(report.id()));
        }
    }

    /**
     * Suppresses a person for the reports that came in while a lifted suppression was in place. Earlier ones had been lifted by
     * hand, or replaced.
     */
    private void restore(
            Connection connection, ReportedDelivery about, long person, StoredReport lifted, Suppression suppression)
            throws SQLException {
        for (ReportRow row : reports.ofPerson(connection, person)) {
            Suppression other = row.suppression();
            if (other != null
                    && !row.report().id().equals(lifted.id())
                    && !row.report().receivedAt().isBefore(lifted.receivedAt())
                    && Objects.equals(other.topic(), suppression.topic())) {
                suppress(connection, about, other);
            }
        }
    }

    private void suppress(Connection connection, ReportedDelivery about, Suppression suppression) throws SQLException {
        persons.suppress(connection, new Suppressed(about.delivery().to(), suppression));
    }

    /** Makes deliveries and counters agree with the reports as they are now. */
    void apply(Connection connection, Collection<ReportedDelivery> deliveries) throws SQLException {
        List<Long> judged = new ArrayList<>();
        List<Step> steps = new ArrayList<>();
        ReportCounters.Changes counted = new ReportCounters.Changes();
        for (ReportedDelivery delivery : deliveries) {
            List<ReportedEffects> after = reports.ofDelivery(connection, delivery.number());
            setFeedback(connection, delivery, delivery.feedbackAfter(after));
            setState(connection, delivery, after, steps);
            if (isJudgedOtherwise(delivery, after)) {
                judged.add(delivery.number());
            }
            counted.add(delivery.campaign(), delivery.quarter(), ReportedEffects.counted(delivery.before()), -1);
            counted.add(delivery.campaign(), delivery.quarter(), ReportedEffects.counted(after), 1);
        }
        judgements.mark(connection, judged);
        campaigns.step(connection, steps);
        counters.add(connection, counted);
    }

    private void setFeedback(Connection connection, ReportedDelivery delivery, Feedback feedback) throws SQLException {
        if (!feedback.equals(delivery.delivery().feedback())) {
            SET_FEEDBACK
                    .on(connection, database)
                    .bind("number", delivery.number())
                    .bind("failure", feedback.failure())
                    .bind("bouncedAt", feedback.bouncedAt())
                    .bind("deliveredAt", feedback.deliveredAt())
                    .bind("receiptAt", feedback.receiptAt())
                    .bind("repliedAt", feedback.repliedAt())
                    .update();
        }
    }

    private void setState(
            Connection connection, ReportedDelivery delivery, List<ReportedEffects> after, List<Step> steps)
            throws SQLException {
        DeliveryState from = delivery.delivery().state();
        DeliveryState to = delivery.stateAfter(after);
        if (from != to) {
            Feedback feedback = delivery.feedbackAfter(after);
            stateUpdate.apply(
                    connection,
                    List.of(new StateChange<>(delivery.delivery().id(), new StateTransition(from, to), feedback)),
                    (update, position, one) ->
                            RowMapping.setLong(update, position, RowMapping.millis(one.bouncedAt())));
            steps.add(new Step(delivery.campaign(), delivery.quarter(), from, to));
        }
    }

    /** Whether a judgement, or what statistics count, changes. */
    private static boolean isJudgedOtherwise(ReportedDelivery delivery, List<ReportedEffects> after) {
        Feedback before = delivery.delivery().feedback();
        Feedback now = delivery.feedbackAfter(after);
        return delivery.stateAfter(after) != delivery.delivery().state()
                || !Objects.equals(before.bouncedAt(), now.bouncedAt())
                || !Objects.equals(before.receiptAt(), now.receiptAt())
                || !Objects.equals(before.repliedAt(), now.repliedAt())
                || Stream.of(ReportKind.COMPLAINT, ReportKind.UNSUBSCRIBE)
                        .anyMatch(kind -> !Objects.equals(
                                ReportedEffects.since(delivery.before(), kind), ReportedEffects.since(after, kind)));
    }
}
