package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import telltale.store.SendingQuota;

/** The sending quota as one counter for each hour. */
final class JdbcSendingQuota implements SendingQuota {
    private static final int HOURS_A_DAY = 24;

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

    private static int add(Connection connection, long hour, int mails) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("""
                insert into hours (hour, taken) values (?, ?)
                on conflict (hour) do update set taken = hours.taken + excluded.taken""")) {
            upsert.setLong(1, hour);
            upsert.setInt(2, mails);
            return upsert.executeUpdate();
        }
    }

    /** The mails reserved in the 24 hours that end with this one; deletes older counters. */
    private static long reserved(Connection connection, long hour) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("delete from hours where hour <= ?")) {
            delete.setLong(1, hour - 2 * HOURS_A_DAY);
            delete.executeUpdate();
        }
        try (PreparedStatement select = connection.prepareStatement("select sum(taken) from hours where hour > ?")) {
            select.setLong(1, hour - HOURS_A_DAY);
            Long sum = RowMapping.first(select);
            return sum == null ? 0 : sum;
        }
    }
}
