package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import telltale.model.DataKind;
import telltale.model.WireConstant;
import telltale.store.DeletionLog;

/** The deletion log in a relational database: a row for each day and kind of data. */
public final class JdbcDeletionLog implements DeletionLog {
    private static final Sql ADD = Sql.of("""
            insert into deletions (day, kind, rows) values (:day, :kind, :rows)
            on conflict (day, kind) do update set rows = deletions.rows + excluded.rows""");
    private static final Sql DAYS = Sql.of("""
            select day, kind, rows from deletions
            where day in (select distinct day from deletions where day < :before order by day desc limit :limit)""");

    private final Database database;

    JdbcDeletionLog(Database database) {
        this.database = database;
    }

    /** Adds to the number of this day, in the transaction that deletes; returns the number. */
    public static int add(Connection connection, Database database, DataKind kind, int rows) throws SQLException {
        if (rows > 0) {
            ADD.on(connection, database)
                    .bind("day", Days.today(database.clock()))
                    .bind("kind", kind.wireName())
                    .bind("rows", rows)
                    .update();
        }
        return rows;
    }

    @Override
    public List<Day> days(@Nullable LocalDate before, int limit) {
        long bound = (before == null ? LocalDate.MAX : before).toEpochDay();
        return database.read("reading the deletion log", connection -> {
            Map<Long, Map<DataKind, Long>> found = new TreeMap<>(Comparator.reverseOrder());
            DAYS.on(connection, database)
                    .bind("before", Math.min(bound, Integer.MAX_VALUE))
                    .bind("limit", limit)
                    .each(row -> found.computeIfAbsent(row.number("day"), day -> new EnumMap<>(DataKind.class))
                            .put(WireConstant.of(DataKind.class, row.text("kind")), row.number("rows")));
            return found.entrySet().stream()
                    .map(day -> new Day(LocalDate.ofEpochDay(day.getKey()), day.getValue()))
                    .toList();
        });
    }
}
