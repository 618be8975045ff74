package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import telltale.store.Lane;
import telltale.store.Pace;
import telltale.store.Paces;

/** The paces of providers in a relational database. */
final class JdbcPaces implements Paces {
    private static final String SELECT =
            "select server, provider, per_hour, target, pause, held_until, free_at, changed_at,"
                    + " throttled_at, reply from paces";
    private static final Sql ALL = Sql.of(SELECT + " order by server, provider");
    private static final Sql STORE = Sql.of("""
            insert into paces (server, provider, per_hour, target, pause, held_until, free_at, changed_at, throttled_at, reply)
            values (:server, :provider, :perHour, :target, :pause, :heldUntil, :freeAt, :changedAt, :throttledAt, :reply)
            on conflict (server, provider) do update set per_hour = excluded.per_hour, target = excluded.target,
                pause = excluded.pause, held_until = excluded.held_until, free_at = excluded.free_at,
                changed_at = excluded.changed_at, throttled_at = excluded.throttled_at, reply = excluded.reply""");
    private static final Sql DELETE = Sql.of("delete from paces where server = :server and provider = :provider");

    private final Database database;
    private final Sql find;

    JdbcPaces(Database database, Dialect dialect) {
        this.database = database;
        this.find = Sql.of(SELECT + " where server = :server and provider = :provider" + dialect.lockRows());
    }

    @Override
    public List<Pace> all() {
        return database.read(
                "reading the paces of providers",
                connection -> ALL.on(connection, database).all(JdbcPaces::read));
    }

    private static Pace read(Row row) throws SQLException {
        return new Pace(
                new Lane(row.text("server"), row.text("provider")),
                row.number("per_hour"),
                row.number("target"),
                Duration.ofMillis(row.number("pause")),
                row.instant("held_until"),
                row.instant("free_at"),
                row.instant("changed_at"),
                row.instant("throttled_at"),
                row.text("reply"));
    }

    @Override
    public void change(Lane lane, Function<Optional<Pace>, Optional<Pace>> change) {
        database.write("changing the pace of a provider", connection -> {
            Optional<Pace> before = find(connection, lane);
            Optional<Pace> after = change.apply(before);
            if (after.isPresent() && !after.equals(before)) {
                store(connection, after.get());
            } else if (after.isEmpty() && before.isPresent()) {
                on(DELETE, connection, lane).update();
            }
            return after;
        });
    }

    @Override
    public int take(Lane lane, int wanted, Instant now) {
        return database.write("taking mails of the pace of a provider", connection -> {
            Optional<Pace> pace = find(connection, lane);
            int taken = pace.map(limit -> limit.available(wanted, now)).orElse(wanted);
            if (pace.isPresent() && taken > 0) {
                store(connection, pace.get().afterTaking(taken, now));
            }
            return taken;
        });
    }

    @Override
    public void giveBack(Lane lane, int unsent, Instant now) {
        change(lane, pace -> pace.map(limit -> limit.afterTaking(-unsent, now)));
    }

    private Optional<Pace> find(Connection connection, Lane lane) throws SQLException {
        return on(find, connection, lane).first(JdbcPaces::read);
    }

    private Sql.Query on(Sql sql, Connection connection, Lane lane) {
        return sql.on(connection, database).bind("server", lane.server()).bind("provider", lane.provider());
    }

    private void store(Connection connection, Pace pace) throws SQLException {
        on(STORE, connection, pace.lane())
                .bind("perHour", pace.perHour())
                .bind("target", pace.target())
                .bind("pause", pace.pause().toMillis())
                .bind("heldUntil", pace.heldUntil())
                .bind("freeAt", pace.freeAt())
                .bind("changedAt", pace.changedAt())
                .bind("throttledAt", pace.throttledAt())
                .bind("reply", pace.reply())
                .update();
    }
}
