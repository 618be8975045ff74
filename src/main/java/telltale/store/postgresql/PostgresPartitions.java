package telltale.store.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.store.jdbc.RowMapping;

/** The partitions of the event table: one for each week (UTC, from Thursday like 1970), and one for all other events. */
public final class PostgresPartitions {
    private static final Logger log = LoggerFactory.getLogger(PostgresPartitions.class);
    private static final long WEEK_MILLIS = 7 * 86_400_000L;
    private static final int WEEKS_AHEAD = 5;
    private static final String PREFIX = "events_";
    private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;

    private PostgresPartitions() {}

    /**
     * A week with a partition.
     *
     * @param number weeks since 1970
     */
    public record Week(long number) {
        /** The week of a time. */
        public static Week of(Instant instant) {
            return new Week(Math.floorDiv(instant.toEpochMilli(), WEEK_MILLIS));
        }

        String table() {
            return PREFIX + DAY.format(LocalDate.ofInstant(begin(), ZoneOffset.UTC));
        }

        Instant begin() {
            return Instant.ofEpochMilli(number * WEEK_MILLIS);
        }

        Instant end() {
            return new Week(number + 1).begin();
        }
    }

    /** The smallest id of an event at or after a time. */
    static UUID bound(Instant instant) {
        return new UUID(instant.toEpochMilli() << 16, 0);
    }

    /** Creates the partitions of this week and of some weeks to come, by the clock of the database. */
    static boolean createAhead(Connection connection) throws SQLException {
        return createAhead(connection, Instant.EPOCH);
    }

    /** Creates the partitions of this week and of some weeks to come, from the week of a time on. */
    static boolean createAhead(Connection connection, Instant after) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select (extract(epoch from now()) * 1000)::bigint")) {
            Long now = RowMapping.first(select);
            Week current = Week.of(Instant.ofEpochMilli(now == null ? 0 : now));
            long first = Math.max(current.number(), Week.of(after).number());
            create(connection, new Week(first), new Week(current.number() + WEEKS_AHEAD));
            return true;
        }
    }

    /** Creates missing partitions, except for weeks with events in the partition for others. */
    public static void create(Connection connection, Week from, Week to) throws SQLException {
        List<Week> existing = weeks(connection);
        for (long number = from.number(); number <= to.number(); number++) {
            Week week = new Week(number);
            if (!existing.contains(week)) {
                create(connection, week);
            }
        }
    }

    private static void create(Connection connection, Week week) throws SQLException {
        // Other nodes may create it at the same time.
        PostgresDatabase.execute(connection, "lock table events_others in share row exclusive mode");
        if (hasOthers(connection, week)) {
            log.warn("The week from {} gets no partition, because events_others has events of it.", week.begin());
            return;
        }
        PostgresDatabase.execute(
                connection,
                "create table if not exists " + week.table() + " partition of events for values from ('"
                        + bound(week.begin()) + "') to ('" + bound(week.end()) + "')");
    }

    private static boolean hasOthers(Connection connection, Week week) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select count(*) from (select from events_others where id >= ? and id < ? limit 1) one")) {
            select.setObject(1, bound(week.begin()));
            select.setObject(2, bound(week.end()));
            Long found = RowMapping.first(select);
            return found != null && found > 0;
        }
    }

    /** The weeks with a partition, oldest first. */
    static List<Week> weeks(Connection connection) throws SQLException {
        List<Week> weeks = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement("""
                        select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
                        where i.inhparent = 'events'::regclass and c.relname <> 'events_others' order by c.relname""");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                LocalDate begin = LocalDate.parse(row.getString(1).substring(PREFIX.length()), DAY);
                weeks.add(Week.of(begin.atStartOfDay().toInstant(ZoneOffset.UTC)));
            }
        }
        return weeks;
    }
}
