package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** The deliveries that an earlier version judged, which statistics do not count yet. */
final class UncountedJudgements {
    private static final Sql NEXT = Sql.of("select delivery from judgements where counted is null and delivery > :after"
            + " order by delivery limit :limit");
    private static final Sql COUNT = Sql.of("select count(*) as uncounted from"
            + " (select 1 from judgements where counted is null limit :limit) as uncounted");

    private final Database database;
    /** The last one that was found: each is found once by a process, since one that cannot be read stays uncounted. */
    private final AtomicLong found = new AtomicLong();

    UncountedJudgements(Database database) {
        this.database = database;
    }

    /** The next of them, in the order of their numbers. */
    List<Long> next(int limit) {
        List<Long> next = found.get() == Long.MAX_VALUE
                ? List.of()
                : database.read("looking for deliveries to count", connection -> next(connection, limit));
        found.set(next.isEmpty() ? Long.MAX_VALUE : next.get(next.size() - 1));
        return next;
    }

    private List<Long> next(Connection connection, int limit) throws SQLException {
        return NEXT.on(connection, database)
                .bind("after", found.get())
                .bind("limit", limit)
                .all(row -> row.number("delivery"));
    }

    /** The number of all of them, up to a limit. */
    long count(long limit) {
        return database.read(
                "counting deliveries to count",
                connection -> COUNT.on(connection, database)
                        .bind("limit", limit)
                        .first(row -> row.number("uncounted"))
                        .orElse(0L));
    }
}
