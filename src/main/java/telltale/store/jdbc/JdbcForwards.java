package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.model.ForwardState;
import telltale.store.Forwards;
import telltale.store.NewForward;
import telltale.store.NewReport;
import telltale.store.StoredForward;

/** The replies to forward in a relational database. */
final class JdbcForwards implements Forwards {
    private static final Sql INSERT = Sql.of("""
            insert into forwards (report, delivery, recipient, sender, created_at, state, changed_at, detail, attempts,
                due_at, mail)
            values ((select number from reports where id = :report), :delivery, :recipient, :sender, :at, :state, :at,
                :detail, 0, :dueAt, :mail)""");
    private static final Sql OF_DELIVERY =
            Sql.of("select count(*) as forwards from forwards where delivery = :delivery and state <> :failed");
    private static final Sql OF_SENDER = Sql.of("""
            select count(*) as forwards from forwards
            where sender = :sender and created_at > :after and state <> :failed""");
    private static final Sql ANY_DUE = Sql.of("select report from forwards where due_at <= :now limit 1");
    private static final Sql CLAIM = Sql.of("""
            update forwards set attempts = attempts + 1, due_at = :until
            where report = (select number from reports where id = :report)""");
    private static final Sql DEFER = Sql.of("""
            update forwards set state = :state, changed_at = :at, detail = :detail, due_at = :next
            where report = (select number from reports where id = :report) and attempts = :attempt
                and due_at is not null""");
    private static final Sql END = Sql.of("""
            update forwards set state = :state, changed_at = :at, detail = :detail, due_at = null, mail = null
            where report = (select number from reports where id = :report) and attempts = :attempt
                and due_at is not null""");

    private final Database database;
    private final Sql due;

    JdbcForwards(Database database, Dialect dialect) {
        this.database = database;
        this.due = Sql.of("""
                select r.id as report, d.id as delivery, o.recipient, o.attempts, o.created_at, o.mail
                from forwards o join reports r on r.number = o.report join deliveries d on d.number = o.delivery
                where o.due_at <= :now order by o.due_at limit :limit""" + dialect.skipLockedQueued());
    }

    /**
     * Adds what a new report says about its forwarding, in a transaction of the caller, who has locked the delivery.
     *
     * @param delivery the number of its delivery
     */
    void insert(Connection connection, NewReport report, long delivery) throws SQLException {
        if (report.forward() instanceof NewForward.Owed owed) {
            String refusal = exceeded(connection, owed, delivery, report.receivedAt());
            insert(connection, report, delivery, refusal == null ? owed : new NewForward.Refused(refusal));
        } else if (report.forward() != null) {
            insert(connection, report, delivery, report.forward());
        }
    }

    private void insert(Connection connection, NewReport report, long delivery, NewForward forward)
            throws SQLException {
        NewForward.Owed owed = forward instanceof NewForward.Owed one ? one : null;
        INSERT.on(connection, database)
                .bind("report", report.id())
                .bind("delivery", delivery)
                .bind("recipient", owed == null ? null : owed.to().toString())
                .bind("sender", owed == null ? null : owed.sender().toBytes())
                .bind("at", report.receivedAt())
                .bind("state", owed == null ? ForwardState.FAILED : ForwardState.OWED)
                .bind("detail", forward instanceof NewForward.Refused refused ? refused.reason() : "")
                .bind("dueAt", owed == null ? null : report.receivedAt())
                .bind("mail", owed == null ? null : CompressedBytes.pack(owed.mail()))
                .update();
    }

    /** The limit that one more reply would exceed, in words; null if none. */
    private @Nullable String exceeded(Connection connection, NewForward.Owed owed, long delivery, Instant now)
            throws SQLException {
        long ofDelivery = count(OF_DELIVERY.on(connection, database).bind("delivery", delivery));
        if (ofDelivery >= MAX_PER_DELIVERY) {
            return "limit: " + MAX_PER_DELIVERY + " replies to this delivery were forwarded";
        }
        long ofSender = count(OF_SENDER
                .on(connection, database)
                .bind("sender", owed.sender().toBytes())
                .bind("after", now.minus(SENDER_PERIOD)));
        return ofSender < MAX_PER_SENDER
                ? null
                : "limit: " + MAX_PER_SENDER + " replies from this address were forwarded within an hour";
    }

    private static long count(Sql.Query query) throws SQLException {
        return query.bind("failed", ForwardState.FAILED)
                .first(row -> row.number("forwards"))
                .orElseThrow();
    }

    @Override
    public List<Owed> claim(int limit, Instant now, Instant until) {
        boolean isAnyDue = database.read(
                "looking for replies to forward",
                connection -> ANY_DUE.on(connection, database).bind("now", now).exists());
        return isAnyDue
                ? database.write("taking replies to forward", connection -> claim(connection, limit, now, until))
                : List.of();
    }

    private List<Owed> claim(Connection connection, int limit, Instant now, Instant until) throws SQLException {
        List<Owed> claimed = due.on(connection, database)
                .bind("now", now)
                .bind("limit", limit)
                .all(JdbcForwards::owed);
        for (Owed owed : claimed) {
            CLAIM.on(connection, database)
                    .bind("report", owed.report())
                    .bind("until", until)
                    .update();
        }
        return claimed;
    }

    private static Owed owed(Row row) throws SQLException {
        return new Owed(
                row.id("report"),
                new DeliveryId(row.id("delivery")),
                EmailAddress.parse(row.text("recipient")),
                CompressedBytes.unpack(row.bytes("mail")),
                row.integer("attempts") + 1,
                row.instant("created_at"));
    }

    @Override
    public void record(Owed attempted, StoredForward result, @Nullable Instant next) {
        int unused = database.write(
                "storing the result of forwarding a reply",
                connection -> (next == null ? END : DEFER)
                        .on(connection, database)
                        .bind("report", attempted.report())
                        .bind("attempt", attempted.attempt())
                        .bind("state", result.state())
                        .bind("at", result.at())
                        .bind("detail", result.detail().replace('\0', '\uFFFD'))
                        .bind("next", next)
                        .update());
    }
}
