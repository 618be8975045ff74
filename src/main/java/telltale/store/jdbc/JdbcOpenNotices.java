package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.store.OpenNotices;

/** The pending open notices in a relational database. */
final class JdbcOpenNotices implements OpenNotices {
    private final Database database;
    private final Enqueuer enqueuer;
    private final Dialect dialect;

    JdbcOpenNotices(Database database, Enqueuer enqueuer, Dialect dialect) {
        this.database = database;
        this.enqueuer = enqueuer;
        this.dialect = dialect;
    }

    @Override
    public int enqueue(int limit, Function<OpenedDelivery, Optional<Notice>> composer) {
        boolean isAnyPending = database.read("looking for pending notices", connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("select delivery from notices where owed = 1 limit 1")) {
                return RowMapping.first(select) != null;
            }
        });
        return isAnyPending
                ? database.write("queueing notices", connection -> enqueue(connection, limit, composer))
                : 0;
    }

    private int enqueue(Connection connection, int limit, Function<OpenedDelivery, Optional<Notice>> composer)
            throws SQLException {
        List<OpenedDelivery> pending = pending(connection, limit);
        for (OpenedDelivery opened : pending) {
            Optional<Notice> notice = composer.apply(opened);
            if (notice.isPresent()) {
                enqueuer.enqueue(
                        connection,
                        notice.get().message(),
                        0,
                        List.of(notice.get().delivery()));
            }
            try (PreparedStatement delete = connection.prepareStatement(
                    "delete from notices where delivery = (select number from deliveries where id = ?)")) {
                database.setId(delete, 1, opened.delivery().value());
                delete.executeUpdate();
            }
        }
        return pending.size();
    }

    private List<OpenedDelivery> pending(Connection connection, int limit) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("""
                select d.id, d.recipient, d.subject, c.name, o.address,""" + " " + JudgementRows.COLUMNS + """
                from notices o join deliveries d on d.number = o.delivery join judgements j on j.delivery = o.delivery
                    left join campaigns c on c.number = d.campaign
                where o.owed = 1 order by o.delivery limit ?""" + dialect.skipLockedQueued())) {
            select.setInt(1, limit);
            return RowMapping.all(
                    select,
                    row -> new OpenedDelivery(
                            new DeliveryId(database.id(row, 1)),
                            EmailAddress.parse(row.getString(2)),
                            row.getString(3),
                            row.getString(4),
                            EmailAddress.parse(row.getString(5)),
                            JudgementRows.readRequired(row, 6)));
        }
    }
}
