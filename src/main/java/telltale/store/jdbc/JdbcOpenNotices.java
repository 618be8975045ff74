package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.store.OpenNotices;

/** The pending open notices in a relational database. */
final class JdbcOpenNotices implements OpenNotices {
    private static final Sql ANY_PENDING = Sql.of("select delivery from notices where owed = 1 limit 1");
    private static final Sql DELETE =
            Sql.of("delete from notices where delivery = (select number from deliveries where id = :id)");

    private final Database database;
    private final Enqueuer enqueuer;
    private final Sql pending;

    JdbcOpenNotices(Database database, Enqueuer enqueuer, Dialect dialect) {
        this.database = database;
        this.enqueuer = enqueuer;
        this.pending = Sql.of("select " + JudgementRows.COLUMNS + """
                , d.id, d.recipient, d.subject, c.name as campaign, o.address,
                    exists (select 1 from persons p where p.number = d.person
                        and (p.withdrawn_at is not null or p.restricted_at is not null)) as objected
                from notices o join deliveries d on d.number = o.delivery join judgements j on j.delivery = o.delivery
                    left join campaigns c on c.number = d.campaign
                where o.owed = 1 order by o.delivery limit :limit""" + dialect.skipLockedQueued());
    }

    @Override
    public int enqueue(int limit, Function<OpenedDelivery, Optional<Notice>> composer) {
        boolean isAnyPending = database.read(
                "looking for pending notices",
                connection -> ANY_PENDING.on(connection, database).exists());
        return isAnyPending
                ? database.write("queueing notices", connection -> enqueue(connection, limit, composer))
                : 0;
    }

    /**
     * A notice that is due.
     *
     * @param isObjected whether the recipient objected to the recording of opens since, so that nobody is notified
     */
    private record Pending(OpenedDelivery opened, boolean isObjected) {}

    private int enqueue(Connection connection, int limit, Function<OpenedDelivery, Optional<Notice>> composer)
            throws SQLException {
        List<Pending> found = pending.on(connection, database)
                .bind("limit", limit)
                .all(row -> new Pending(opened(row), row.columns().getBoolean("objected")));
        for (Pending one : found) {
            Optional<Notice> notice = one.isObjected ? Optional.empty() : composer.apply(one.opened);
            if (notice.isPresent()) {
                enqueuer.enqueue(
                        connection,
                        notice.get().message(),
                        0,
                        List.of(notice.get().delivery()));
            }
            DELETE.on(connection, database)
                    .bind("id", one.opened.delivery().value())
                    .update();
        }
        return found.size();
    }

    private static OpenedDelivery opened(Row row) throws SQLException {
        return new OpenedDelivery(
                new DeliveryId(row.id("id")),
                EmailAddress.parse(row.text("recipient")),
                row.text("subject"),
                row.nullableText("campaign"),
                EmailAddress.parse(row.text("address")),
                JudgementRows.readRequired(row.columns(), 1));
    }
}
