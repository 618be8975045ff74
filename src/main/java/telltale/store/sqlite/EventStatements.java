package telltale.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** The prepared statements of the event writer, which live as long as the writing connection. */
final class EventStatements {
    final Connection connection;
    final IntegerRowInsert insertEvents;
    final IntegerRowInsert upsertTallies;
    final IntegerRowInsert upsertQuarters;
    final IntegerRowInsert insertUnjudged;
    final IntegerRowInsert upsertDays;
    final PreparedStatement selectDelivery;
    final PreparedStatement selectTallies;
    final PreparedStatement selectLastRow;

    EventStatements(Connection connection) throws SQLException {
        this.connection = connection;
        insertEvents = new IntegerRowInsert(
                connection,
                "insert into events (number, id_high, id_low, delivery, previous, client, network, prefix, kind, link)"
                        + " values ",
                10,
                "");
        selectDelivery = connection.prepareStatement("""
                select d.number, coalesce(d.campaign, 0), coalesce(d.person, 0), p.withdrawn_at is not null
                from deliveries d left join persons p on p.number = d.person where d.id = ?""");
        selectTallies = connection.prepareStatement("""
                select kind, events, folded, first_at, last_event, day, day_rows
                from delivery_counters where delivery = ?""");
        selectLastRow = connection.prepareStatement("""
                select max(coalesce((select max(number) from events), 0), deleted_through) from retention""");
        upsertTallies = new IntegerRowInsert(connection, """
                insert into delivery_counters (delivery, kind, events, folded, first_at, last_event, day, day_rows) values
                """, 8, """
                 on conflict do update
                set events = excluded.events, folded = excluded.folded, first_at = excluded.first_at,
                    last_event = excluded.last_event, day = excluded.day, day_rows = excluded.day_rows""");
        upsertQuarters = new IntegerRowInsert(connection, """
                insert into campaign_counters (campaign, quarter, kind, class, shard, events, folded, firsts) values
                """, 8, """
                 on conflict do update
                set events = events + excluded.events, folded = folded + excluded.folded,
                    firsts = firsts + excluded.firsts""");
        insertUnjudged = new IntegerRowInsert(
                connection, "insert into unjudged (delivery) values ", 1, " on conflict do nothing");
        upsertDays = new IntegerRowInsert(connection, """
                insert into campaign_days (campaign, day, kind, class, shard, events, folded, firsts) values
                """, 8, """
                 on conflict do update
                set events = events + excluded.events, folded = folded + excluded.folded,
                    firsts = firsts + excluded.firsts""");
    }

    /** Runs everything that was added. */
    void flush() throws SQLException {
        upsertDays.flush();
        insertEvents.flush();
        upsertTallies.flush();
        upsertQuarters.flush();
        insertUnjudged.flush();
    }

    /** Discards everything that was added and not run, after a rollback. */
    void discard() {
        upsertDays.discard();
        insertEvents.discard();
        upsertTallies.discard();
        upsertQuarters.discard();
        insertUnjudged.discard();
    }

    boolean belongsTo(Connection other) {
        return connection == other;
    }
}
