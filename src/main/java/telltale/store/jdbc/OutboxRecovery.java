package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;

/** The statements that return deliveries from {@code sending} to the queue, or fail them. */
final class OutboxRecovery {
    private static final Logger log = LoggerFactory.getLogger(OutboxRecovery.class);

    private static final String IN_DOUBT =
            "in doubt: the node that was sending it ended, so it may have arrived; it is sent again with the same"
                    + " Message-ID";
    private static final String SET_ASIDE =
            "set aside: two attempts ended without an outcome, because the process or its worker"
                    + " ended while this mail was being prepared";

    private static final Sql SET_SUSPICION =
            Sql.of("update outbox set suspicion = :suspicion where delivery = :delivery and suspicion = 0");
    private static final Sql END = Sql.of(
            "update outbox set due_at = null, held_due_at = null, held_campaign = null, lane = null, ended_at = :now,"
                    + " pool = null"
                    + " where delivery = :delivery");
    private static final Sql MAKE_DUE =
            Sql.of("update outbox set due_at = :now, attempts = attempts - :uncounted where delivery = :delivery");

    private final Database database;
    private final CampaignCounters campaigns;
    private final OutboxRows outboxRows;
    private final Dialect dialect;
    private final Sql ownSending;
    private final StateUpdate stateUpdate;

    OutboxRecovery(Database database, CampaignCounters campaigns, Dialect dialect) {
        this.database = database;
        this.campaigns = campaigns;
        this.outboxRows = new OutboxRows(database);
        this.dialect = dialect;
        this.stateUpdate = new StateUpdate(
                database,
                List.of("detail", "failed_at"),
                "detail = coalesce(change.detail, deliveries.detail), failed_at = change.failed_at,"
                        + " failure = case when change.state = 'failed' then null else deliveries.failure end",
                "true");
        this.ownSending =
                Sql.of(OutboxRows.SELECT + "where d.state = 'sending' and d.node = :node" + dialect.skipLockedQueued());
    }

    /** Recovers what a node was sending; see {@link telltale.store.NodeLeases#recoverOwn}. */
    int recoverOwn(UUID node, Instant now, Predicate<DeliveryId> inFlight, Predicate<DeliveryId> prepared) {
        return database.write("recovering this node's deliveries", connection -> {
            List<OutboxRow> rows =
                    ownSending.on(connection, database).bind("node", node).all(row -> outboxRows.row(row.columns()));
            rows.removeIf(row -> inFlight.test(row.mail().id()));
            return recover(connection, rows, now, prepared);
        });
    }

    /**
     * Recovers what other nodes were sending.
     *
     * @param noLease a condition on {@code d.node} that holds for nodes without a valid lease
     */
    int recoverExpired(String noLease, Instant now) {
        Sql select =
                Sql.of(OutboxRows.SELECT + "where d.state = 'sending' and " + noLease + dialect.skipLockedQueued());
        return database.write("recovering deliveries of expired nodes", connection -> {
            List<OutboxRow> rows = select.on(connection, database).all(row -> outboxRows.row(row.columns()));
            return recover(connection, rows, now, id -> false);
        });
    }

    private int recover(Connection connection, List<OutboxRow> rows, Instant now, Predicate<DeliveryId> prepared)
            throws SQLException {
        Map<Boolean, List<OutboxRow>> lost =
                rows.stream().collect(Collectors.partitioningBy(OutboxRow::hasLostTooManyAttempts));
        fail(connection, lost.getOrDefault(true, List.of()), now);
        List<OutboxRow> others = lost.getOrDefault(false, List.of());
        SET_SUSPICION.batch(
                connection,
                database,
                others,
                (update, row) -> update.bind("delivery", row.number())
                        .bind("suspicion", prepared.test(row.mail().id()) ? 2 : 1));
        setState(connection, others, DeliveryState.DEFERRED, IN_DOUBT, null);
        makeDue(connection, others, now, 0);
        return others.size();
    }

    private void fail(Connection connection, List<OutboxRow> rows, Instant now) throws SQLException {
        rows.forEach(row -> log.error("{} is {}.", row.mail().id(), SET_ASIDE));
        end(connection, rows, DeliveryState.FAILED, SET_ASIDE, now);
    }

    /**
     * Ends deliveries that were not sent.
     *
     * @param detail the reason, or null to keep the result of the last attempt
     */
    void end(Connection connection, List<OutboxRow> rows, DeliveryState state, @Nullable String detail, Instant now)
            throws SQLException {
        setState(connection, rows, state, detail, state == DeliveryState.FAILED ? now : null);
        END.batch(
                connection,
                database,
                rows,
                (update, row) -> update.bind("delivery", row.number()).bind("now", now));
    }

    /** Returns claimed deliveries to the queue whose attempt has not begun, and so does not count. */
    int requeueUnbegun(Connection connection, List<OutboxRow> rows, Instant now) throws SQLException {
        setState(connection, rows, DeliveryState.QUEUED, null, null);
        makeDue(connection, rows, now, 1);
        return rows.size();
    }

    private void makeDue(Connection connection, List<OutboxRow> rows, Instant now, int uncounted) throws SQLException {
        MAKE_DUE.batch(
                connection,
                database,
                rows,
                (update, row) ->
                        update.bind("delivery", row.number()).bind("now", now).bind("uncounted", uncounted));
    }

    private void setState(
            Connection connection,
            List<OutboxRow> rows,
            DeliveryState state,
            @Nullable String detail,
            @Nullable Instant failedAt)
            throws SQLException {
        stateUpdate.apply(connection, OutboxRow.changes(rows, state), (update, position, row) -> {
            update.setString(position, detail);
            RowMapping.setLong(update, position + 1, RowMapping.millis(failedAt));
        });
        campaigns.step(connection, OutboxRow.steps(rows, state));
    }
}
