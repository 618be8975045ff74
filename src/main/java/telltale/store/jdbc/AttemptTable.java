package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.store.AttemptResult;
import telltale.store.DeliveryHistory;
import telltale.store.DeliveryHistory.Content;
import telltale.store.DeliveryHistory.Deferral;

/**
 * The attempts that ended with a temporary failure. Most mails have none, and cost no row here: what ended a delivery is stored
 * with it.
 */
final class AttemptTable {
    private static final RowBatch INSERT = new RowBatch(
            "insert into attempts (delivery, attempt, at, status, reply, server) values %s on conflict do nothing", 6);
    private static final Sql DEFERRALS = Sql.of("""
            select a.at, a.status, a.reply, a.server from attempts a
            where a.delivery = (select number from deliveries where id = :delivery) order by a.attempt""");
    private static final Sql CONTENT = Sql.of("""
            select m.id, o.ended_at,
                (select count(*) from message_views v where v.message = m.number and v.ended_at is null) as pages
            from outbox o join messages m on m.number = o.message
            where o.delivery = (select number from deliveries where id = :delivery)""");

    private static final Sql SERVER = Sql.of("select d.server from deliveries d where d.id = :delivery");

    private AttemptTable() {}

    /** Adds those of some attempts that ended with a temporary failure. */
    static void add(Connection connection, List<EndedAttempt> ended) throws SQLException {
        List<EndedAttempt> deferred = ended.stream()
                .filter(attempt -> attempt.result().state() == DeliveryState.DEFERRED)
                .toList();
        INSERT.run(connection, deferred, (insert, from, attempt) -> {
            AttemptResult result = attempt.result();
            insert.setLong(from, attempt.number());
            insert.setInt(from + 1, result.attempt());
            insert.setLong(from + 2, result.at().toEpochMilli());
            insert.setString(from + 3, result.status());
            insert.setString(from + 4, result.detail());
            insert.setString(from + 5, result.server());
        });
    }

    /** See {@link telltale.store.Outbox#history}. */
    static DeliveryHistory history(Connection connection, Database database, DeliveryId delivery) throws SQLException {
        return new DeliveryHistory(
                CONTENT.on(connection, database)
                        .bind("delivery", delivery.value())
                        .first(row ->
                                new Content(row.id("id"), row.nullableInstant("ended_at"), row.number("pages") > 0))
                        .orElse(null),
                DEFERRALS
                        .on(connection, database)
                        .bind("delivery", delivery.value())
                        .all(row -> new Deferral(
                                row.instant("at"),
                                row.nullableText("status"),
                                row.text("reply"),
                                row.nullableText("server"))),
                SERVER.on(connection, database)
                        .bind("delivery", delivery.value())
                        .first(row -> Optional.ofNullable(row.nullableText("server")))
                        .flatMap(server -> server)
                        .orElse(null));
    }
}
