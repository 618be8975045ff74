package telltale.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import telltale.store.jdbc.PersonErasure;

/** Takes a person's events away in the embedded database, along the chains in which they lie. */
final class SqlitePersonErasure {
    private SqlitePersonErasure() {}

    static List<PersonErasure.Gone> erase(Connection connection, long person) throws SQLException {
        List<PersonErasure.Gone> gone = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("""
                        with recursive chain (number, campaign) as (
                            select c.last_event, coalesce(d.campaign, 0)
                            from deliveries d join delivery_counters c on c.delivery = d.number where d.person = ?
                            union all
                            select e.previous, chain.campaign from chain join events e on e.number = chain.number)
                        select e.number, chain.campaign, e.kind, e.id_high >> 16
                        from chain join events e on e.number = chain.number""");
                PreparedStatement delete = connection.prepareStatement("delete from events where number = ?");
                PreparedStatement note =
                        connection.prepareStatement("update retention set deleted_through = max(deleted_through, ?)")) {
            select.setLong(1, person);
            List<Long> numbers = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    numbers.add(row.getLong(1));
                    gone.add(new PersonErasure.Gone(
                            row.getLong(2), row.getInt(3), Instant.ofEpochMilli(row.getLong(4))));
                }
            }
            for (long number : numbers) {
                delete.setLong(1, number);
                delete.executeUpdate();
                note.setLong(1, number);
                note.executeUpdate();
            }
        }
        return gone;
    }
}
