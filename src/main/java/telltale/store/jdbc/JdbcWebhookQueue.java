package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.store.WebhookQueue;
import telltale.store.Webhooks.Condition;
import telltale.store.Webhooks.Endpoint;

/** The events that wait for endpoints, in a relational database. Leases expire by its clock, which is one for all nodes. */
final class JdbcWebhookQueue implements WebhookQueue {
    private static final String ENDPOINT = "(select number from webhooks where id = :endpoint)";

    private static final Sql RELEASE =
            Sql.of("update webhooks set node = null, leased_until = 0 where id = :endpoint and node = :node");
    private static final Sql DUE = Sql.of("""
            select q.event, e.id, e.payload, d.recipient, q.attempts
            from webhook_queue q join webhook_events e on e.number = q.event
                left join deliveries d on d.number = e.delivery
            where q.endpoint = %s and q.due_at is not null and q.due_at <= :now and not exists (
                select 1 from webhook_queue p where p.endpoint = q.endpoint and p.subject = q.subject
                    and p.event < q.event and p.due_at is not null)
            order by q.event limit :limit""".formatted(ENDPOINT));
    private static final Sql NUMBER = Sql.of("select number from webhooks where id = :endpoint");
    private static final Sql SET_RESULT = Sql.of("""
            update webhook_queue set due_at = :dueAt, attempts = :attempt, failed = :failed
            where endpoint = :endpoint and event = :event""");
    private static final Sql ADD_ATTEMPT = Sql.of("""
            insert into webhook_attempts (endpoint, event, attempt, at, millis, status, answer)
            select endpoint, event, :attempt, :at, :millis, :status, :answer from webhook_queue
            where endpoint = :endpoint and event = :event""");
    private static final Sql SET_CONDITION = Sql.of("""
            update webhooks set state = :state, reason = :reason, failures = :failures, failing_since = :failingSince,
                retry_at = :retryAt
            where number = :endpoint and state in ('enabled', 'paused')""");
    private static final String ATTEMPTS = """
            select a.number, e.id, e.type, a.attempt, a.at, a.millis, a.status, a.answer, q.due_at, q.failed
            from webhook_attempts a join webhook_queue q on q.endpoint = a.endpoint and q.event = a.event
                join webhook_events e on e.number = a.event
            where a.endpoint = %s and a.number < :before %s order by a.number desc limit :limit""";
    private static final Sql ALL_ATTEMPTS = Sql.of(ATTEMPTS.formatted(ENDPOINT, ""));
    private static final Sql FAILED_ATTEMPTS =
            Sql.of(ATTEMPTS.formatted(ENDPOINT, "and (a.status is null or a.status < 200 or a.status > 299)"));
    /** The plus prevents the use of the index of times, so that the events are read in their order up to the limit. */
    private static final String REPLAYABLE = """
            select q.event from webhook_queue q join webhook_events e on e.number = q.event
            where q.endpoint = %s and q.due_at is null and q.event > :after and +e.at >= :from and +e.at < :to and %s
            order by q.event limit :limit""";

    private static final Sql REPLAYABLE_ONE = Sql.of(REPLAYABLE.formatted(ENDPOINT, "e.id = :event"));
    private static final Sql REPLAYABLE_FAILED = Sql.of(REPLAYABLE.formatted(ENDPOINT, "q.failed = 1"));
    private static final Sql REPLAYABLE_ALL = Sql.of(
            REPLAYABLE.formatted(ENDPOINT, "q.event >= (select min(number) from webhook_events where at >= :from)"));
    private static final Sql REPLAY = Sql.of("""
            update webhook_queue set due_at = :now, attempts = 0, failed = 0
            where endpoint = %s and event = :event and due_at is null""".formatted(ENDPOINT));
    private static final Sql BACKLOG = Sql.of("""
            select (select count(*) from (select 1 from webhook_queue
                    where endpoint = %1$s and due_at is not null limit :limit) as waiting) as waiting,
                (select count(*) from (select 1 from webhook_queue
                    where endpoint = %1$s and failed = 1 limit :limit) as failed) as failed""".formatted(ENDPOINT));

    private final Database database;
    private final UUID node;
    private final Sql ready;
    private final Sql lease;
    private final Sql leased;

    JdbcWebhookQueue(Database database, UUID node, Dialect dialect) {
        this.database = database;
        this.node = node;
        String isFree = "state = 'enabled' and (node is null or node = :node or leased_until < %s)"
                .formatted(dialect.nowMillis());
        this.ready = Sql.of("select id from webhooks where " + isFree + """
                 and (retry_at is null or retry_at <= :now) and exists (
                    select 1 from webhook_queue q where q.endpoint = webhooks.number and q.due_at is not null
                        and q.due_at <= :now)
                order by number""");
        this.lease = Sql.of("update webhooks set node = :node, leased_until = %s + :millis where id = :endpoint and "
                        .formatted(dialect.nowMillis())
                + isFree);
        this.leased = Sql.of("select " + JdbcWebhooks.COLUMNS + " from webhooks where id = :endpoint");
    }

    @Override
    public List<UUID> ready(Instant now) {
        return database.read(
                "looking for due webhooks",
                connection -> ready.on(connection, database)
                        .bind("node", node)
                        .bind("now", now)
                        .all(row -> row.id("id")));
    }

    @Override
    public Optional<Endpoint> lease(UUID endpoint, Duration length) {
        return database.write("leasing a webhook", connection -> {
            int leases = lease.on(connection, database)
                    .bind("node", node)
                    .bind("millis", length.toMillis())
                    .bind("endpoint", endpoint)
                    .update();
            return leases == 0
                    ? Optional.empty()
                    : leased.on(connection, database)
                            .bind("endpoint", endpoint)
                            .first(row -> JdbcWebhooks.read(row).endpoint());
        });
    }

    @Override
    public void release(UUID endpoint) {
        database.write(
                "releasing a webhook",
                connection -> RELEASE.on(connection, database)
                        .bind("endpoint", endpoint)
                        .bind("node", node)
                        .update());
    }

    @Override
    public List<Due> due(UUID endpoint, Instant now, int limit) {
        return database.read(
                "reading due events of a webhook",
                connection -> DUE.on(connection, database)
                        .bind("endpoint", endpoint)
                        .bind("now", now)
                        .bind("limit", limit)
                        .all(row -> new Due(
                                row.number("event"),
                                row.id("id"),
                                row.text("payload"),
                                row.nullableText("recipient"),
                                row.integer("attempts"))));
    }

    @Override
    public void record(UUID endpoint, List<Result> results, @Nullable Condition condition) {
        database.write("storing attempts of a webhook", connection -> {
            Optional<Long> number =
                    NUMBER.on(connection, database).bind("endpoint", endpoint).first(row -> row.number("number"));
            if (number.isPresent()) {
                record(connection, number.get(), results, condition);
            }
            return number;
        });
    }

    private void record(Connection connection, long endpoint, List<Result> results, @Nullable Condition condition)
            throws SQLException {
        SET_RESULT.batch(
                connection,
                database,
                results,
                (update, result) -> update.bind("endpoint", endpoint)
                        .bind("event", result.number())
                        .bind("dueAt", result.dueAt())
                        .bind("attempt", result.attempt())
                        .bind("failed", result.isFailed()));
        ADD_ATTEMPT.batch(
                connection,
                database,
                results,
                (insert, result) -> insert.bind("endpoint", endpoint)
                        .bind("event", result.number())
                        .bind("attempt", result.attempt())
                        .bind("at", result.at())
                        .bind("millis", result.took().toMillis())
                        .bind("status", result.status() == null ? null : Long.valueOf(result.status()))
                        .bind("answer", result.answer()));
        if (condition != null) {
            SET_CONDITION
                    .on(connection, database)
                    .bind("endpoint", endpoint)
                    .bind("state", condition.state().wireName())
                    .bind("reason", condition.reason())
                    .bind("failures", condition.failures())
                    .bind("failingSince", condition.failingSince())
                    .bind("retryAt", condition.retryAt())
                    .update();
        }
    }

    @Override
    public List<Attempt> attempts(UUID endpoint, boolean failed, @Nullable Long before, int limit) {
        return database.read(
                "listing attempts of a webhook",
                connection -> (failed ? FAILED_ATTEMPTS : ALL_ATTEMPTS)
                        .on(connection, database)
                        .bind("endpoint", endpoint)
                        .bind("before", before == null ? Long.MAX_VALUE : before)
                        .bind("limit", limit)
                        .all(JdbcWebhookQueue::attempt));
    }

    private static Attempt attempt(Row row) throws SQLException {
        int status = row.integer("status");
        return new Attempt(
                row.number("number"),
                row.id("id"),
                row.text("type"),
                row.integer("attempt"),
                row.instant("at"),
                Duration.ofMillis(row.number("millis")),
                status == 0 ? null : Integer.valueOf(status),
                row.text("answer"),
                row.nullableInstant("due_at") != null
                        ? Progress.WAITING
                        : row.integer("failed") == 1 ? Progress.FAILED : Progress.DELIVERED);
    }

    @Override
    public Replayed replay(UUID endpoint, Replay replay, long after, int limit, Instant now) {
        List<Long> events = database.read(
                "looking for events to replay", connection -> replayable(connection, endpoint, replay, after, limit));
        if (!events.isEmpty()) {
            database.write("replaying events of a webhook", connection -> {
                REPLAY.batch(
                        connection,
                        database,
                        events,
                        (update, event) -> update.bind("endpoint", endpoint)
                                .bind("now", now)
                                .bind("event", event));
                return events.size();
            });
        }
        return new Replayed(events.size(), events.size() < limit ? null : events.get(limit - 1));
    }

    private List<Long> replayable(Connection connection, UUID endpoint, Replay replay, long after, int limit)
            throws SQLException {
        Instant from = replay.from();
        Instant to = replay.to();
        Sql statement = replay.event() != null ? REPLAYABLE_ONE : replay.failed() ? REPLAYABLE_FAILED : REPLAYABLE_ALL;
        Sql.Query query = statement
                .on(connection, database)
                .bind("endpoint", endpoint)
                .bind("after", after)
                .bind("from", from == null ? 0L : from.toEpochMilli())
                .bind("to", to == null ? Long.MAX_VALUE : to.toEpochMilli())
                .bind("limit", limit);
        return (replay.event() == null ? query : query.bind("event", replay.event())).all(row -> row.number("event"));
    }

    @Override
    public Backlog backlog(UUID endpoint, long limit) {
        return database.read(
                "counting events of a webhook",
                connection -> BACKLOG.on(connection, database)
                        .bind("endpoint", endpoint)
                        .bind("limit", limit)
                        .first(row -> new Backlog(row.number("waiting"), row.number("failed")))
                        .orElseThrow());
    }
}
