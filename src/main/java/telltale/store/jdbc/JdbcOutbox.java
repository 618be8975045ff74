package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.FailureReason;
import telltale.store.Admission;
import telltale.store.AttemptResult;
import telltale.store.ClaimedDelivery;
import telltale.store.DeliveryHistory;
import telltale.store.EnqueueResult;
import telltale.store.Lane;
import telltale.store.NewDelivery;
import telltale.store.Outbox;
import telltale.store.StoredMessage;

/** The outbox in a relational database. */
final class JdbcOutbox implements Outbox {
    private static final RowBatch END_OUTBOX = new RowBatch("""
            with tried (delivery, due_at, ended_at, server) as (values %s)
            update outbox set due_at = tried.due_at, ended_at = tried.ended_at, suspicion = 0,
                pool = case when tried.ended_at is null then outbox.pool end,
                server = coalesce(tried.server, outbox.server)
            from tried where outbox.delivery = tried.delivery""", 4);

    private final Database database;
    private final CampaignCounters campaigns;
    private final JdbcPersons persons;
    private final Enqueuer enqueuer;
    private final OutboxRecovery recovery;
    private final OutboxRows outboxRows;
    private final OutboxClaims claims;
    private final AttemptEffects effects;
    private final UUID node;
    private final StateUpdate ending;

    JdbcOutbox(
            Database database,
            CampaignCounters campaigns,
            JdbcPersons persons,
            Enqueuer enqueuer,
            OutboxRecovery recovery,
            UUID node,
            Dialect dialect) {
        this.database = database;
        this.campaigns = campaigns;
        this.persons = persons;
        this.enqueuer = enqueuer;
        this.recovery = recovery;
        this.outboxRows = new OutboxRows(database);
        this.claims = new OutboxClaims(database, campaigns, persons, node, dialect);
        this.effects = new AttemptEffects(database, campaigns.reports(), persons);
        this.node = node;
        this.ending = new StateUpdate(
                database,
                List.of(
                        "accepted_at",
                        "detail",
                        "status",
                        "pixel",
                        "queue_id",
                        "failure",
                        "failed_at",
                        "server",
                        "node",
                        "attempt"),
                "accepted_at = change.accepted_at, detail = change.detail, status = change.status, pixel = change.pixel,"
                        + " queue_id = change.queue_id, failure = change.failure, failed_at = change.failed_at,"
                        + " server = change.server",
                "deliveries.node = change.node and exists"
                        + " (select 1 from outbox o where o.delivery = deliveries.number and o.attempts = change.attempt)");
    }

    @Override
    public List<EnqueueResult> enqueue(StoredMessage message, int position, List<NewDelivery> deliveries) {
        return database.write(
                "queueing deliveries", connection -> enqueuer.enqueue(connection, message, position, deliveries));
    }

    @Override
    public Optional<Instant> nextDue() {
        return database.read("reading when the next delivery is due", connection -> {
            try (PreparedStatement select =
                            connection.prepareStatement("select min(due_at) from outbox where due_at is not null");
                    ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.ofNullable(RowMapping.instant(row, 1)) : Optional.empty();
            }
        });
    }

    @Override
    public Map<DeliveryState, Long> countByState() {
        return database.read("counting the deliveries in the queue", connection -> {
            // Counted in the index of the states, however large the table is; mail that another system sends is not
            // queued.
            try (PreparedStatement select = connection.prepareStatement("""
                    select state, count(*) from deliveries where state in ('scheduled', 'queued', 'deferred')
                    group by state
                    union all
                    select 'sending', count(*) from deliveries where state = 'sending' and node <> ?""")) {
                database.setId(select, 1, DeliveryTable.EXTERNAL);
                Map<DeliveryState, Long> counts = new EnumMap<>(DeliveryState.class);
                RowMapping.all(select, row -> counts.put(DeliveryState.ofWireName(row.getString(1)), row.getLong(2)));
                return counts;
            }
        });
    }

    @Override
    public List<ClaimedDelivery> claim(Instant now, int limit, long maxBytes, Admission admission) {
        return claims.claim(now, limit, maxBytes, admission);
    }

    @Override
    public List<ClaimedDelivery> claimWaiting(Lane lane, Instant now, int limit, long maxBytes, Admission admission) {
        return claims.claimWaiting(lane, now, limit, maxBytes, admission);
    }

    @Override
    public List<Lane> lanes() {
        return claims.lanes();
    }

    @Override
    public int leave(Lane lane, int limit) {
        return claims.leave(lane, limit);
    }

    @Override
    public Optional<ClaimedDelivery> claimed(DeliveryId id) {
        return database.read("reading a claimed delivery", connection -> {
            try (PreparedStatement select = connection.prepareStatement(OutboxRows.SELECT_CLAIMED)) {
                database.setId(select, 1, id.value());
                database.setId(select, 2, node);
                return outboxRows.read(select).stream().map(OutboxRow::mail).findFirst();
            }
        });
    }

    @Override
    public void countLostAttempt(ClaimedDelivery mail) {
        setSuspicion(mail, Math.max(1, mail.suspicion()) + 1);
    }

    @Override
    public void clearLostAttempts(ClaimedDelivery mail) {
        setSuspicion(mail, 1);
    }

    private void setSuspicion(ClaimedDelivery mail, int suspicion) {
        database.write("counting lost attempts", connection -> {
            try (PreparedStatement update = connection.prepareStatement(
                    "update outbox set suspicion = ? where delivery = (select number from deliveries where id = ?)")) {
                update.setInt(1, suspicion);
                database.setId(update, 2, mail.id().value());
                return update.executeUpdate();
            }
        });
    }

    @Override
    public List<DeliveryId> recordResults(List<AttemptResult> results, Duration patience) {
        Recorded recorded = database.writeFirst(
                "storing the results of attempts", connection -> record(connection, results), patience);
        if (recorded.changedPersons()) {
            persons.changes().note();
        }
        return recorded.unstored();
    }

    /** What a transaction did with results. */
    private record Recorded(List<DeliveryId> unstored, boolean changedPersons) {}

    private Recorded record(Connection connection, List<AttemptResult> results) throws SQLException {
        Map<UUID, AttemptResult> left = new LinkedHashMap<>();
        results.forEach(result -> left.put(result.id().value(), result));
        List<EndedAttempt> ended = new ArrayList<>();
        ending.applyIfHeld(
                connection,
                StateUpdate.changes(results, AttemptResult::id, AttemptResult::transition),
                this::bindDelivery,
                row -> ended.add(new EndedAttempt(
                        row.getLong(4),
                        row.getLong(2),
                        Instant.ofEpochMilli(row.getLong(3)),
                        Objects.requireNonNull(left.remove(database.id(row, 1))))));
        END_OUTBOX.run(connection, ended, JdbcOutbox::bindOutbox);
        campaigns.step(connection, ended.stream().map(EndedAttempt::step).toList());
        AttemptTable.add(connection, ended);
        boolean changedPersons = effects.apply(connection, ended);
        return new Recorded(left.values().stream().map(AttemptResult::id).toList(), changedPersons);
    }

    private void bindDelivery(PreparedStatement update, int from, AttemptResult result) throws SQLException {
        RowMapping.setLong(
                update, from, result.state() == DeliveryState.ACCEPTED ? RowMapping.millis(result.at()) : null);
        update.setString(from + 1, result.detail());
        update.setString(from + 2, result.status());
        update.setInt(from + 3, result.pixel() ? 1 : 0);
        update.setString(from + 4, result.queueId());
        FailureReason failure = result.failure();
        RowMapping.setLong(update, from + 5, failure == null ? null : Long.valueOf(failure.number()));
        RowMapping.setLong(update, from + 6, result.isFailed() ? RowMapping.millis(result.at()) : null);
        update.setString(from + 7, result.server());
        database.setId(update, from + 8, node);
        update.setInt(from + 9, result.attempt());
    }

    private static void bindOutbox(PreparedStatement update, int from, EndedAttempt ended) throws SQLException {
        AttemptResult result = ended.result();
        update.setLong(from, ended.number());
        RowMapping.setLong(update, from + 1, RowMapping.millis(result.retryAt()));
        RowMapping.setLong(update, from + 2, result.state().isFinal() ? RowMapping.millis(result.at()) : null);
        update.setString(from + 3, result.isBound() ? result.server() : null);
    }

    @Override
    public DeliveryHistory history(DeliveryId delivery) {
        return database.read(
                "reading the attempts of a delivery",
                connection -> AttemptTable.history(connection, database, delivery));
    }

    @Override
    public void requeue(List<ClaimedDelivery> mails, Instant now) {
        database.write("requeueing deliveries", connection -> requeue(connection, mails, now));
    }

    @Override
    public void requeue(List<ClaimedDelivery> mails, Lane lane, Instant now) {
        database.write("requeueing deliveries in a lane", connection -> {
            List<OutboxRow> rows = requeue(connection, mails, now);
            OutboxClaims.await(connection, rows, lane);
            return rows;
        });
    }

    private List<OutboxRow> requeue(Connection connection, List<ClaimedDelivery> mails, Instant now)
            throws SQLException {
        List<OutboxRow> rows = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(OutboxRows.SELECT_CLAIMED)) {
            for (ClaimedDelivery mail : mails) {
                database.setId(select, 1, mail.id().value());
                database.setId(select, 2, node);
                rows.addAll(outboxRows.read(select));
            }
        }
        recovery.requeueUnbegun(connection, rows, now);
        return rows;
    }
}
