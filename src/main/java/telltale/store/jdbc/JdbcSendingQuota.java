package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import telltale.store.SendingQuota;

/** The sending quota as one counter for each hour. */
final class JdbcSendingQuota implements SendingQuota {
    private static final int HOURS_A_DAY = 24;

    private static final Sql ADD = Sql.of("""
            insert into hours (hour, taken) values (:hour, :mails)
            on conflict (hour) do update set taken = hours.taken + excluded.taken""");
    private static final Sql DELETE = Sql.of("delete from hours where hour <= :last");
    private static final Sql RESERVED = Sql.of("select sum(taken) as mails from hours where hour > :last");

    private final Database database;

    JdbcSendingQuota(Database database) {
        this.database = database;
    }

    @Override
    public int reserve(int wanted, int maxPerDay, Instant now) {
        long hour = hour(now);
        return database.write("reserving sending quota", connection -> {
            // Updating the row of this hour makes other nodes wait until this reservation is counted.
            add(connection, hour, wanted);
            int over = Math.max(0, (int) Math.min(reserved(connection, hour) - maxPerDay, wanted));
            if (over > 0) {
                add(connection, hour, -over);
            }
            return wanted - over;
        });
    }

    @Override
    public void release(int unused, Instant now) {
        database.write("releasing sending quota", connection -> add(connection, hour(now), -unused));
    }

    private static long hour(Instant now) {
        return now.toEpochMilli() / Duration.ofHours(1).toMillis();
    }

    private int add(Connection connection, long hour, int mails) throws SQLException {
        return ADD.on(connection, database)
                .bind("hour", hour)
                .bind("mails", mails)
                .update();
    }

    /** The mails reserved in the 24 hours that end with this one; deletes older counters. */
    private long reserved(Connection connection, long hour) throws SQLException {
        DELETE.on(connection, database).bind("last", hour - 2 * HOURS_A_DAY).update();
        return RESERVED.on(connection, database)
                .bind("last", hour - HOURS_A_DAY)
                .first(row -> row.number("mails"))
                .orElse(0L);
    }
}
