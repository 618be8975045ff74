package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import telltale.model.DeliveryId;
import telltale.model.FailureReason;
import telltale.model.LastingFailure;
import telltale.model.Suppression;
import telltale.store.AttemptResult;

/** What the results of attempts change beside their deliveries: the counters of failures, and the suppression list. */
final class AttemptEffects {
    private final Database database;
    private final ReportCounters counters;
    private final JdbcPersons persons;

    AttemptEffects(Database database, ReportCounters counters, JdbcPersons persons) {
        this.database = database;
        this.counters = counters;
        this.persons = persons;
    }

    /**
     * Applies the effects of some results, whose deliveries have their new states.
     *
     * @return whether a person was changed
     */
    boolean apply(Connection connection, List<EndedAttempt> ended) throws SQLException {
        Map<ReportCounters.Key, Integer> failures = new HashMap<>();
        Map<DeliveryId, Suppression> suppressions = new HashMap<>();
        for (EndedAttempt one : ended) {
            FailureReason reason = one.result().failure();
            if (reason != null && one.result().isFailed()) {
                ReportCounters.Key key = ReportCounters.reply(one.campaign(), one.createdAt(), reason.number());
                failures.merge(key, 1, Integer::sum);
                suppression(connection, one, reason)
                        .ifPresent(follows -> suppressions.put(one.result().id(), follows));
            }
        }
        counters.add(connection, failures);
        return persons.suppressRecipients(connection, suppressions);
    }

    private Optional<Suppression> suppression(Connection connection, EndedAttempt one, FailureReason reason)
            throws SQLException {
        AttemptResult result = one.result();
        if (result.suppression() != null || !LastingFailure.concerns(reason)) {
            return Optional.ofNullable(result.suppression());
        }
        SoftFailures before = SoftFailures.before(connection, database, one.number());
        return LastingFailure.suppression(reason, before.count(), before.until(result.at()), result.at());
    }
}
