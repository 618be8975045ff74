package telltale.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import telltale.store.jdbc.CampaignSeries;
import telltale.store.jdbc.PersonErasure;

/** The erasure of a person's events in the embedded database, along their chains. */
final class SqlitePersonErasure {
    private SqlitePersonErasure() {}

    /** Deletes and returns a person's events, with those of summaries. */
    static List<PersonErasure.ErasedEvent> erase(Connection connection, long person) throws SQLException {
        List<PersonErasure.ErasedEvent> erased = PersonErasure.summarized(connection, person, "");
        PersonErasure.run(
                connection,
                "delete from summaries where delivery in (select number from deliveries where person = ?)",
                person);
        try (PreparedStatement select = connection.prepareStatement("""
                        with recursive chain (number, series) as (
                            select c.last_event, %s
                            from deliveries d join delivery_counters c on c.delivery = d.number where d.person = ?
                            union all
                            select e.previous, chain.series from chain join events e on e.number = chain.number)
                        select e.number, chain.series, e.kind, e.id_high >> 16
                        from chain join events e on e.number = chain.number""".formatted(CampaignSeries.OF_DELIVERY));
                PreparedStatement delete = connection.prepareStatement("delete from events where number = ?");
                PreparedStatement update =
                        connection.prepareStatement("update retention set deleted_through = max(deleted_through, ?)")) {
            select.setLong(1, person);
            List<Long> numbers = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    numbers.add(row.getLong(1));
                    erased.add(new PersonErasure.ErasedEvent(
                            row.getLong(2), row.getInt(3), Instant.ofEpochMilli(row.getLong(4))));
                }
            }
            for (long number : numbers) {
                delete.setLong(1, number);
                delete.executeUpdate();
                update.setLong(1, number);
                update.executeUpdate();
            }
        }
        return erased;
    }
}
