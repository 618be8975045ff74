package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** The statements of the event writer, prepared once for the connection that writes, and closed with it. */
final class EventStatements {
    final Connection connection;
    final PreparedStatement insertEvent;
    final PreparedStatement selectDelivery;
    final PreparedStatement selectTallies;
    final PreparedStatement countRows;
    final PreparedStatement upsertTally;
    final PreparedStatement upsertCell;

    EventStatements(Connection connection) throws SQLException {
        this.connection = connection;
        insertEvent = connection.prepareStatement("""
                insert into events (delivery, id_high, id_low, client, network, prefix, kind)
                values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing""");
        selectDelivery =
                connection.prepareStatement("select number, coalesce(campaign, 0) from deliveries where id = ?");
        selectTallies = connection.prepareStatement(
                "select kind, events, folded, first_at from delivery_counters where delivery = ?");
        countRows = connection.prepareStatement("""
                select count(*) from (
                    select 1 from events where delivery = ? and id_high >= ? and id_high < ? limit ?)""");
        upsertTally = connection.prepareStatement("""
                insert into delivery_counters (delivery, kind, class, events, folded, first_at)
                values (?, ?, ?, ?, ?, ?)
                on conflict do update
                set events = excluded.events, folded = excluded.folded, first_at = excluded.first_at""");
        upsertCell = connection.prepareStatement("""
                insert into campaign_counters (campaign, quarter, kind, class, shard, events, folded, firsts)
                values (?, ?, ?, ?, ?, ?, ?, ?)
                on conflict do update
                set events = events + excluded.events, folded = folded + excluded.folded,
                    firsts = firsts + excluded.firsts""");
    }

    boolean belongsTo(Connection other) {
        return connection == other;
    }
}
