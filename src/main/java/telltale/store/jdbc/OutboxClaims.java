package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import telltale.model.DeliveryState;
import telltale.store.Admission;
import telltale.store.ClaimedDelivery;
import telltale.store.Lane;

/** The transactions by which a node claims deliveries, and those that set aside what it may not send yet. */
final class OutboxClaims {
    /** How often a claim goes on that only set mails aside. */
    private static final int MAX_ROUNDS = 500;
    /** The mails that one claim may set aside. */
    private static final int MAX_ASIDE = 1_000;
    /** The rows that PostgreSQL sends at a time, so that a bounded claim does not read everything due. */
    private static final int FETCH_SIZE = 100;

    private static final RowBatch BEGIN = new RowBatch("""
            with begun (delivery) as (values %s)
            update outbox set due_at = null, lane = null, began_at = coalesce(began_at, ?), attempts = attempts + 1
            where delivery in (select delivery from begun)""", 1);
    private static final RowBatch POSTPONE = new RowBatch("""
            with late (delivery, due_at) as (values %s)
            update outbox set due_at = late.due_at, lane = null
            from late where outbox.delivery = late.delivery""", 2);
    private static final RowBatch WAIT = new RowBatch("""
            with waiting (delivery, lane) as (values %s)
            update outbox set held_due_at = coalesce(due_at, held_due_at), due_at = null, lane = waiting.lane
            from waiting where outbox.delivery = waiting.delivery""", 2);
    private static final Sql NEXT_LANE = Sql.of("select lane from outbox where lane > :after order by lane limit 1");

    private final Database database;
    private final CampaignCounters campaigns;
    private final JdbcPersons persons;
    private final OutboxRows outboxRows;
    private final HeldMails heldMails;
    private final UUID node;
    private final StateUpdate beginning;
    private final String selectDue;
    private final String selectLane;
    private final Sql release;

    OutboxClaims(Database database, CampaignCounters campaigns, JdbcPersons persons, UUID node, Dialect dialect) {
        this.database = database;
        this.campaigns = campaigns;
        this.persons = persons;
        this.outboxRows = new OutboxRows(database);
        this.heldMails = new HeldMails(database, dialect);
        this.node = node;
        this.beginning = new StateUpdate(database, List.of("node"), "node = change.node", "true");
        this.selectDue =
                OutboxRows.SELECT + "where o.due_at <= ? order by o.due_at limit ?" + dialect.skipLockedQueued();
        this.selectLane =
                OutboxRows.SELECT + "where o.lane = ? order by o.held_due_at limit ?" + dialect.skipLockedQueued();
        this.release = Sql.of("""
                update outbox set due_at = held_due_at, held_due_at = null, lane = null
                where delivery in (
                    select o.delivery from outbox o where o.lane = :lane
                    order by o.held_due_at limit :limit""" + dialect.skipLockedQueued() + ")");
    }

    /** What one transaction does: what it claims, and what it sets aside. */
    private static final class Claim {
        final List<OutboxRow> begun = new ArrayList<>();
        final List<Postponed> postponed = new ArrayList<>();
        final List<Waiting> waiting = new ArrayList<>();
        /** When the query began that reads the recipients. */
        final PersonChanges.Reading reading;
        /** The mails of held campaigns. */
        int parked;

        Claim(PersonChanges.Reading reading) {
            this.reading = reading;
        }

        int aside() {
            return parked + postponed.size() + waiting.size();
        }
    }

    private record Postponed(long delivery, Instant due) {}

    private record Waiting(long delivery, Lane lane) {}

    /** Claims due deliveries; see {@link telltale.store.Outbox#claim}. */
    List<ClaimedDelivery> claim(Instant now, int limit, long maxBytes, Admission admission) {
        for (int round = 0; round < MAX_ROUNDS; round++) {
            Claim claim = database.write(
                    "claiming deliveries", connection -> claimDue(connection, now, limit, maxBytes, admission));
            if (!claim.begun.isEmpty() || claim.aside() == 0) {
                return claimed(claim, now);
            }
        }
        return List.of();
    }

    /** Claims deliveries that wait in a lane; see {@link telltale.store.Outbox#claimWaiting}. */
    List<ClaimedDelivery> claimWaiting(Lane lane, Instant now, int limit, long maxBytes, Admission admission) {
        Claim claimed = database.write("claiming deliveries of a lane", connection -> {
            try (PreparedStatement select = connection.prepareStatement(selectLane)) {
                select.setString(1, lane.toString());
                select.setInt(2, limit + MAX_ASIDE);
                return claim(connection, select, now, limit, maxBytes, admission);
            }
        });
        return claimed(claimed, now);
    }

    private List<ClaimedDelivery> claimed(Claim claim, Instant now) {
        return claim.begun.stream()
                .map(row -> row.claimedAt(now, claim.reading))
                .toList();
    }

    private Claim claimDue(Connection connection, Instant now, int limit, long maxBytes, Admission admission)
            throws SQLException {
        Set<Long> held = heldMails.campaigns(connection);
        int parked = held.isEmpty() ? 0 : heldMails.park(connection, held, now);
        try (PreparedStatement select = connection.prepareStatement(selectDue)) {
            select.setLong(1, now.toEpochMilli());
            select.setInt(2, limit + MAX_ASIDE);
            Claim claim = claim(connection, select, now, limit, maxBytes, admission);
            claim.parked = parked;
            return claim;
        }
    }

    private Claim claim(
            Connection connection, PreparedStatement select, Instant now, int limit, long maxBytes, Admission admission)
            throws SQLException {
        Set<Long> held = heldMails.campaigns(connection);
        Claim claim = new Claim(persons.changes().reading());
        select.setFetchSize(FETCH_SIZE);
        outboxRows.read(select, maxBytes, row -> {
            decide(
                    claim,
                    row,
                    held.contains(row.campaign()) ? new Admission.Decision.Later(now) : admission.of(row.mail()));
            return claim.begun.size() < limit;
        });
        POSTPONE.run(connection, claim.postponed, (update, from, row) -> {
            update.setLong(from, row.delivery);
            update.setLong(from + 1, row.due.toEpochMilli());
        });
        WAIT.run(connection, claim.waiting, OutboxClaims::bind);
        begin(connection, claim.begun, now);
        return claim;
    }

    private static void decide(Claim claim, OutboxRow row, Admission.Decision decision) {
        if (decision instanceof Admission.Decision.Later later) {
            claim.postponed.add(new Postponed(row.number(), later.due()));
        } else if (decision instanceof Admission.Decision.Wait wait) {
            claim.waiting.add(new Waiting(row.number(), wait.lane()));
        } else {
            claim.begun.add(row);
        }
    }

    private void begin(Connection connection, List<OutboxRow> rows, Instant now) throws SQLException {
        beginning.apply(
                connection,
                OutboxRow.changes(rows, DeliveryState.SENDING),
                (update, position, row) -> database.setId(update, position, node));
        BEGIN.run(
                connection,
                rows,
                (update, from, row) -> update.setLong(from, row.number()),
                (update, position) -> update.setLong(position, now.toEpochMilli()));
        campaigns.step(connection, OutboxRow.steps(rows, DeliveryState.SENDING));
    }

    /** Makes requeued deliveries wait in a lane, within a transaction of the caller. */
    static void await(Connection connection, List<OutboxRow> rows, Lane lane) throws SQLException {
        WAIT.run(
                connection,
                rows.stream().map(row -> new Waiting(row.number(), lane)).toList(),
                OutboxClaims::bind);
    }

    private static void bind(PreparedStatement update, int from, Waiting row) throws SQLException {
        update.setLong(from, row.delivery);
        update.setString(from + 1, row.lane.toString());
    }

    /** The lanes in which deliveries wait. */
    List<Lane> lanes() {
        return database.read("reading the lanes of the queue", connection -> {
            List<Lane> lanes = new ArrayList<>();
            String after = "";
            while (true) {
                List<String> next =
                        NEXT_LANE.on(connection, database).bind("after", after).all(row -> row.text("lane"));
                if (next.isEmpty()) {
                    return lanes;
                }
                after = next.get(0);
                lanes.add(Lane.parse(after));
            }
        });
    }

    /** Makes deliveries of a lane due; see {@link telltale.store.Outbox#leave}. */
    int leave(Lane lane, int limit) {
        return database.write(
                "ending the wait in a lane",
                connection -> release.on(connection, database)
                        .bind("lane", lane.toString())
                        .bind("limit", limit)
                        .update());
    }
}
