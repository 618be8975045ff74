package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import telltale.model.WarmUp;
import telltale.store.SendingQuota;

/** The sending quota as one counter for each mail server and hour, and for each sender domain and day. */
final class JdbcSendingQuota implements SendingQuota {
    private static final int HOURS_A_DAY = 24;

    private static final Sql ADD = Sql.of("""
            insert into server_hours (server, hour, taken) values (:server, :hour, :mails)
            on conflict (server, hour) do update set taken = server_hours.taken + excluded.taken""");
    private static final Sql DELETE = Sql.of("delete from server_hours where hour <= :last");
    private static final Sql RESERVED =
            Sql.of("select coalesce(sum(taken), 0) as mails from server_hours where server = :server and hour > :last");
    private static final int DAYS_KEPT = 7;
    private static final Sql ADD_OF_SENDER = Sql.of("""
            insert into sender_days (sender, day, taken) values (:sender, :day, :mails)
            on conflict (sender, day) do update set taken = sender_days.taken + excluded.taken""");
    private static final Sql DELETE_OF_SENDERS = Sql.of("delete from sender_days where day <= :last");
    private static final Sql RESERVED_OF_SENDER =
            Sql.of("select taken from sender_days where sender = :sender and day = :day");

    private final Database database;

    JdbcSendingQuota(Database database) {
        this.database = database;
    }

    @Override
    public int reserve(String server, int wanted, int maxPerDay, Instant now) {
        long hour = hour(now);
        return database.write("reserving sending quota", connection -> {
            // Updating the row of this hour makes other nodes wait until this reservation is counted.
            add(connection, server, hour, wanted);
            DELETE.on(connection, database).bind("last", hour - 2 * HOURS_A_DAY).update();
            int over = Math.max(0, (int) Math.min(reserved(connection, server, hour) - maxPerDay, wanted));
            if (over > 0) {
                add(connection, server, hour, -over);
            }
            return wanted - over;
        });
    }

    @Override
    public void release(String server, int unused, Instant now) {
        database.write("releasing sending quota", connection -> add(connection, server, hour(now), -unused));
    }

    @Override
    public long used(String server, Instant now) {
        return database.read("reading sending quota", connection -> reserved(connection, server, hour(now)));
    }

    private static long hour(Instant now) {
        return now.toEpochMilli() / Duration.ofHours(1).toMillis();
    }

    private int add(Connection connection, String server, long hour, int mails) throws SQLException {
        return ADD.on(connection, database)
                .bind("server", server)
                .bind("hour", hour)
                .bind("mails", mails)
                .update();
    }

    private long reserved(Connection connection, String server, long hour) throws SQLException {
        return RESERVED.on(connection, database)
                .bind("server", server)
                .bind("last", hour - HOURS_A_DAY)
                .first(row -> row.number("mails"))
                .orElse(0L);
    }

    @Override
    public int reserveOfSender(String domain, int wanted, int limit, Instant now) {
        long day = day(now);
        return database.write("reserving the quota of a sender", connection -> {
            addOfSender(connection, domain, day, wanted);
            DELETE_OF_SENDERS
                    .on(connection, database)
                    .bind("last", day - DAYS_KEPT)
                    .update();
            int over = (int) Math.max(0, Math.min(reservedOfSender(connection, domain, day) - limit, wanted));
            if (over > 0) {
                addOfSender(connection, domain, day, -over);
            }
            return wanted - over;
        });
    }

    @Override
    public void releaseOfSender(String domain, int unused, Instant now) {
        database.write(
                "releasing the quota of a sender", connection -> addOfSender(connection, domain, day(now), -unused));
    }

    @Override
    public long usedOfSender(String domain, Instant now) {
        return database.read(
                "reading the quota of a sender", connection -> reservedOfSender(connection, domain, day(now)));
    }

    private static long day(Instant now) {
        return WarmUp.day(now).toEpochDay();
    }

    private int addOfSender(Connection connection, String domain, long day, int mails) throws SQLException {
        return ADD_OF_SENDER
                .on(connection, database)
                .bind("sender", domain)
                .bind("day", day)
                .bind("mails", mails)
                .update();
    }

    private long reservedOfSender(Connection connection, String domain, long day) throws SQLException {
        return RESERVED_OF_SENDER
                .on(connection, database)
                .bind("sender", domain)
                .bind("day", day)
                .first(row -> row.number("taken"))
                .orElse(0L);
    }
}
