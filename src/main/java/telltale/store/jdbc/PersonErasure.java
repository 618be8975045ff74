package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import telltale.model.DeliveryState;
import telltale.store.Persons.Erased;
import telltale.store.Tally;

/** Takes a person's deliveries and events away, and moves every counter back that they had moved. */
public final class PersonErasure {
    private final EventTable events;
    private final CampaignCounters campaigns;
    private final BucketCounters cells;
    private final String lockRows;

    /**
     * @param shard which counters are this node's
     * @param lockRows the clause by which a select locks the rows that it returns
     */
    PersonErasure(EventTable events, CampaignCounters campaigns, int shard, String lockRows) {
        this.events = events;
        this.campaigns = campaigns;
        this.cells = new BucketCounters(shard);
        this.lockRows = lockRows;
    }

    /** A row of an event that goes: of which campaign (0 for none), kind, and when it happened. */
    public record Gone(long campaign, int kind, Instant at) {}

    Erased erase(Connection connection, long person) throws SQLException {
        events.beginErasing(connection);
        List<Gone> gone = events.erase(connection, person);
        Map<CampaignCounter, Tally.Delta> cells = new TreeMap<>();
        gone.forEach(event -> add(cells, event, new Tally.Delta(Tally.quarter(event.at), -1, 0, 0)));
        firsts(connection, person)
                .forEach(first -> add(cells, first, new Tally.Delta(Tally.quarter(first.at), 0, 0, -1)));
        campaigns.move(connection, cells);
        run(
                connection,
                "delete from delivery_counters where delivery in " + "(select number from deliveries where person = ?)",
                person);
        eraseJudgements(connection, person);
        MessageTables.erase(connection, person, lockRows);
        int deliveries = eraseDeliveries(connection, person);
        run(connection, "delete from persons where number = ?", person);
        try (PreparedStatement update = connection.prepareStatement("update choices set erasures = erasures + 1")) {
            update.executeUpdate();
        }
        return new Erased(true, deliveries, gone.size());
    }

    private void eraseJudgements(Connection connection, long person) throws SQLException {
        Map<BucketCounters.Place, Long> moved = new TreeMap<>();
        try (PreparedStatement select = connection.prepareStatement("""
                select coalesce(d.campaign, 0), d.created_at, j.cell
                from judgements j join deliveries d on d.number = j.delivery
                where d.person = ? and j.cell is not null""")) {
            select.setLong(1, person);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    BucketCounters.Made made = BucketCounters.Made.at(row.getLong(1), row.getLong(2));
                    BucketCounters.move(moved, made, row.getInt(3), null);
                }
            }
        }
        cells.write(connection, moved);
        run(
                connection,
                "delete from notices where lower(address) in"
                        + " (select lower(recipient) from deliveries where person = ?)",
                person);
        run(
                connection,
                "update scanner_proofs set delivery = 0 where delivery in"
                        + " (select number from deliveries where person = ?)",
                person);
        for (String table : List.of("judgements", "corrections", "unjudged", "notices")) {
            run(
                    connection,
                    "delete from " + table + " where delivery in (select number from deliveries where person = ?)",
                    person);
        }
    }

    private static void add(Map<CampaignCounter, Tally.Delta> cells, Gone gone, Tally.Delta delta) {
        cells.merge(new CampaignCounter(gone.campaign, delta.quarter(), gone.kind), delta, Tally.Delta::plus);
    }

    private static List<Gone> firsts(Connection connection, long person) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                select coalesce(d.campaign, 0), c.kind, c.first_at
                from delivery_counters c join deliveries d on d.number = c.delivery where d.person = ?""")) {
            select.setLong(1, person);
            return readGone(select);
        }
    }

    /** Reads campaign, kind and milliseconds of each row. */
    public static List<Gone> readGone(PreparedStatement select) throws SQLException {
        List<Gone> gone = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                gone.add(new Gone(row.getLong(1), row.getInt(2), Instant.ofEpochMilli(row.getLong(3))));
            }
        }
        return gone;
    }

    private int eraseDeliveries(Connection connection, long person) throws SQLException {
        int deliveries = 0;
        try (PreparedStatement delete = connection.prepareStatement(
                "delete from deliveries where person = ? returning coalesce(campaign, 0), created_at, state")) {
            delete.setLong(1, person);
            try (ResultSet row = delete.executeQuery()) {
                while (row.next()) {
                    deliveries++;
                    campaigns.remove(
                            connection,
                            row.getLong(1),
                            Instant.ofEpochMilli(row.getLong(2)),
                            DeliveryState.ofWord(row.getString(3)));
                }
            }
        }
        return deliveries;
    }

    public static int run(Connection connection, String sql, long person) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, person);
            return statement.executeUpdate();
        }
    }
}
