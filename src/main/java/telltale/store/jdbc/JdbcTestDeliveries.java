package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import telltale.model.DeliveryId;
import telltale.model.Event;
import telltale.model.PrivacyProfile;
import telltale.store.NewReport;
import telltale.store.TestDeliveries;

/** The test deliveries in a relational database. */
final class JdbcTestDeliveries implements TestDeliveries {
    private static final Sql CREATE =
            Sql.of("insert into test_deliveries (id, created_at) values (:delivery, :created)");
    private static final Sql DELETE_OLD = Sql.of("delete from test_deliveries where created_at < :before");
    private static final Sql SET_REPORT = Sql.of("update test_deliveries set report = :report where id = :delivery");
    private static final Sql REPORT =
            Sql.of("select report from test_deliveries where id = :delivery and report is not null");
    private static final Sql ALL = Sql.of("select id from test_deliveries");
    private static final Sql ADD_EVENT = Sql.of("""
            insert into test_events (id, delivery, kind, link, agent, flags, network, prefix)
            select :id, id, :kind, :link, :agent, :flags, :network, :prefix from test_deliveries
            where id = :delivery and (select count(*) from test_events where delivery = :delivery) < :limit
            on conflict (id) do nothing""");
    private static final Sql EVENTS = Sql.of("select * from test_events where delivery = :delivery order by id");
    private static final Sql ADD_MAIL = Sql.of("""
            insert into test_mails (id, delivery, received_at, kind, raw)
            select :id, id, :received, :kind, :raw from test_deliveries
            where id = :delivery and (select count(*) from test_mails where delivery = :delivery) < :limit
            on conflict (id) do nothing""");
    private static final Sql MAILS =
            Sql.of("select received_at, kind, raw from test_mails where delivery = :delivery order by id");

    private final Database database;

    JdbcTestDeliveries(Database database) {
        this.database = database;
    }

    @Override
    public void create(DeliveryId delivery) {
        database.write("storing a test delivery", connection -> {
            DELETE_OLD
                    .on(connection, database)
                    .bind("before", delivery.createdAt().minus(RETENTION))
                    .update();
            return CREATE.on(connection, database)
                    .bind("delivery", delivery.value())
                    .bind("created", delivery.createdAt())
                    .update();
        });
    }

    @Override
    public void setReport(DeliveryId delivery, String json) {
        database.write(
                "storing the report of a test",
                connection -> SET_REPORT
                        .on(connection, database)
                        .bind("report", json)
                        .bind("delivery", delivery.value())
                        .update());
    }

    @Override
    public Optional<String> report(DeliveryId delivery) {
        return database.read(
                "reading the report of a test",
                connection -> REPORT.on(connection, database)
                        .bind("delivery", delivery.value())
                        .first(row -> row.text("report")));
    }

    @Override
    public List<Event> events(DeliveryId delivery) {
        return database.read(
                "reading the events of a test delivery",
                connection -> EVENTS.on(connection, database)
                        .bind("delivery", delivery.value())
                        .all(row -> EventColumns.read(row, delivery, PrivacyProfile.INDIVIDUAL)));
    }

    @Override
    public List<Mail> mails(DeliveryId delivery) {
        return database.read(
                "reading the mails of a test delivery",
                connection -> MAILS.on(connection, database)
                        .bind("delivery", delivery.value())
                        .all(row -> new Mail(
                                row.instant("received_at"),
                                row.text("kind"),
                                CompressedBytes.unpack(row.bytes("raw")))));
    }

    /** Which of some deliveries are test deliveries; there are few of those. */
    Set<DeliveryId> among(Connection connection, Collection<DeliveryId> deliveries) throws SQLException {
        if (deliveries.isEmpty()) {
            return Set.of();
        }
        Set<DeliveryId> tests = new HashSet<>(ALL.on(connection, database).all(row -> new DeliveryId(row.id("id"))));
        tests.retainAll(deliveries);
        return tests;
    }

    /** Stores events of test deliveries. */
    void addEvents(Connection connection, List<Event> events) throws SQLException {
        for (Event event : events) {
            EventColumns.bind(ADD_EVENT.on(connection, database), event)
                    .bind("limit", MAX_OF_DELIVERY)
                    .update();
        }
    }

    /** Stores a mail that came back for a test delivery. */
    void addMail(Connection connection, NewReport report, DeliveryId delivery) throws SQLException {
        ADD_MAIL.on(connection, database)
                .bind("id", report.id())
                .bind("delivery", delivery.value())
                .bind("received", report.receivedAt())
                .bind("kind", report.facts().kind().wireName())
                .bind("raw", CompressedBytes.pack(report.raw()))
                .bind("limit", MAX_OF_DELIVERY)
                .update();
    }
}
