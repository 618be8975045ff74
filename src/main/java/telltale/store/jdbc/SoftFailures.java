package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryState;
import telltale.model.FailureReason;
import telltale.model.LastingFailure;

/**
 * The newest deliveries to a person that failed in a row because the mailbox was full or busy.
 *
 * @param count how many there are, without the delivery in question
 * @param firstAt when the first of them was created; null if there are none
 */
record SoftFailures(int count, @Nullable Instant firstAt) {
    /** How many of a recipient's newest deliveries are looked at. */
    private static final int MAX_DELIVERIES = 50;

    private static final Sql NEWEST = Sql.of("""
            select state, failure, created_at from deliveries
            where person = (select person from deliveries where number = :delivery) and number <> :delivery
                and state in ('accepted', 'bounced', 'refused', 'failed')
            order by id desc limit :limit""");

    /** The failures in a row before that of a delivery, by its number. */
    static SoftFailures before(Connection connection, Database database, long delivery) throws SQLException {
        List<Instant> failures = NEWEST
                .on(connection, database)
                .bind("delivery", delivery)
                .bind("limit", MAX_DELIVERIES)
                .all(row -> new Result(
                        DeliveryState.ofWireName(row.text("state")),
                        row.nullableConstant(FailureReason.class, "failure"),
                        row.instant("created_at")))
                .stream()
                .takeWhile(Result::isSoftFailure)
                .map(Result::createdAt)
                .toList();
        return new SoftFailures(failures.size(), failures.isEmpty() ? null : failures.get(failures.size() - 1));
    }

    /** The time from the first of them until now. */
    Duration until(Instant now) {
        return firstAt == null || now.isBefore(firstAt) ? Duration.ZERO : Duration.between(firstAt, now);
    }

    /** The result of a delivery. */
    private record Result(DeliveryState state, @Nullable FailureReason failure, Instant createdAt) {
        boolean isSoftFailure() {
            return state != DeliveryState.ACCEPTED && failure != null && LastingFailure.concerns(failure);
        }
    }
}
