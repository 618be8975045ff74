package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import telltale.model.FailureReason;
import telltale.model.LastingFailure;

/**
 * The newest deliveries to a person that failed in a row because the mailbox was full or busy.
 *
 * @param count how many there are, without the delivery in question
 * @param span the time from the creation of the first of them to that of the delivery in question; zero if there are none
 */
record SoftFailures(int count, Duration span) {
    private static final String REASONS = Arrays.stream(FailureReason.values())
            .filter(LastingFailure::concerns)
            .map(reason -> String.valueOf(reason.number()))
            .collect(Collectors.joining(", ", "(", ")"));

    private static final Sql SELECT = Sql.of("""
            select count(*) as failures, d.created_at - min(o.created_at) as span
            from deliveries d join deliveries o on o.person = d.person and o.number <> d.number
            where d.number = :delivery and o.state in ('bounced', 'refused', 'failed') and o.failure in %1$s
                and o.number > coalesce((
                    select max(p.number) from deliveries p where p.person = d.person and p.number <> d.number
                        and (p.state = 'accepted' or (p.state in ('bounced', 'refused', 'failed')
                            and (p.failure is null or p.failure not in %1$s)))), 0)
            group by d.number, d.created_at""".formatted(REASONS));

    /** The failures in a row before that of a delivery, by its number. */
    static SoftFailures before(Connection connection, Database database, long delivery) throws SQLException {
        return SELECT.on(connection, database)
                .bind("delivery", delivery)
                .first(row -> new SoftFailures(row.integer("failures"), Duration.ofMillis(row.number("span"))))
                .orElse(new SoftFailures(0, Duration.ZERO));
    }
}
