package telltale.store.jdbc;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import telltale.model.DeliveryId;
import telltale.model.MeasurementConsent;
import telltale.store.MessageViews;
import telltale.store.StoredCopy;
import telltale.store.StoredView;

/** The web pages of messages in a relational database. */
final class JdbcMessageViews implements MessageViews {
    private static final Sql FIND = Sql.of("""
            select m.id, o.data, o.began_at, p.withdrawn_at, v.ended_at,
                coalesce(p.opens_from, 0) as opens_from, coalesce(p.clicks_from, 0) as clicks_from,
                coalesce(p.hygiene_denied, 0) as hygiene_denied
            from deliveries d join outbox o on o.delivery = d.number join messages m on m.number = o.message
                left join persons p on p.number = d.person left join message_views v on v.message = o.message
            where d.id = :delivery""");
    private static final Sql END = Sql.of("""
            update message_views set ended_at = coalesce(ended_at, :now)
            where message = (select number from messages where id = :id)""");

    private final Database database;

    JdbcMessageViews(Database database) {
        this.database = database;
    }

    @Override
    public Optional<StoredView> find(DeliveryId delivery) {
        return database.read(
                "reading the web page of a message",
                connection -> FIND.on(connection, database)
                        .bind("delivery", delivery.value())
                        .first(JdbcMessageViews::view));
    }

    private static StoredView view(Row row) throws SQLException {
        return new StoredView(
                new StoredCopy(row.id("id"), CompressedBytes.unpack(row.bytes("data"))),
                row.nullableInstant("began_at"),
                row.nullableInstant("withdrawn_at"),
                new MeasurementConsent(
                        row.number("opens_from"), row.number("clicks_from"), row.integer("hygiene_denied") == 1),
                row.nullableInstant("ended_at") != null);
    }

    @Override
    public boolean end(UUID message, Instant now) {
        return database.write(
                "ending the web pages of a message",
                connection -> END.on(connection, database)
                                .bind("now", now)
                                .bind("id", message)
                                .update()
                        == 1);
    }
}
