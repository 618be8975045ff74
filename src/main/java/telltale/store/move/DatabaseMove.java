package telltale.store.move;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import telltale.model.Uuid7;
import telltale.store.RecountResult;
import telltale.store.SharedSecrets;
import telltale.store.jdbc.RowMapping;
import telltale.store.postgresql.PostgresConnections;
import telltale.store.postgresql.PostgresDatabase;
import telltale.store.postgresql.PostgresPartitions;
import telltale.store.postgresql.PostgresPartitions.Week;
import telltale.store.postgresql.PostgresRecount;
import telltale.store.postgresql.PostgresRows;
import telltale.store.postgresql.PostgresSecrets;
import telltale.store.postgresql.PostgresStore;
import telltale.store.sqlite.SqliteDatabase;
import telltale.store.sqlite.SqliteStore;

/**
 * Copies an embedded database into an empty PostgreSQL database, one transaction a step. An interrupted move resumes where
 * it stopped. The embedded database is only read, apart from its migrations.
 */
public final class DatabaseMove implements AutoCloseable {
    /** Longer than any retention; older events get no partitions of their own. */
    private static final int MAX_WEEKS = 520;

    /** A summary of the embedded database by which a change since the move began is noticed. */
    private static final String SUMMARY = """
            select (select coalesce(max(number), 0) from events) || ' events, '
                || (select coalesce(sum(events), 0) from delivery_counters) || ' counted, '
                || (select coalesce(max(number), 0) from deliveries) || ' deliveries, '
                || (select coalesce(sum(deliveries * length(state)), 0) from campaign_deliveries) || ' in their states, '
                || (select coalesce(sum(through), 0) from replays) || ' read from spools, '
                || (select version + erasures from choices) || ' choices, '
                || (select count(suppressed) + coalesce(sum(topics), 0) from persons) || ' suppressed, '
                || (select count(*) from topics) || ' topics, '
                || (select coalesce(sum(last), 0) from audit_chains) || ' operations in the audit log, '
                || (select count(*) + coalesce(sum(effects), 0) from reports) || ' reports and effects, '
                || (select coalesce(sum(uid), 0) from mailboxes) || ' read from mailboxes, '
                || (select count(*) from unjudged) || ' not judged'
            """;

    private final SqliteDatabase from;
    private final PostgresDatabase to;
    private final Consumer<String> progress;

    /**
     * @param file the embedded database, which no other process may use meanwhile
     * @param scratch a folder for native code, used by nothing else and emptied
     * @param timeout how long to wait for the embedded database
     * @param progress receives progress lines
     */
    public DatabaseMove(Path file, Path scratch, Duration timeout, PostgresConnections to, Consumer<String> progress) {
        this.to = new PostgresDatabase(to);
        this.from = new SqliteDatabase(file, scratch, timeout);
        this.progress = progress;
    }

    /** The secrets that nodes share in the PostgreSQL database. */
    public SharedSecrets secrets() {
        return new PostgresSecrets(to);
    }

    /** Creates or migrates the tables of both databases. */
    public void prepare() {
        SqliteStore.MIGRATIONS.run(from);
        PostgresStore.MIGRATIONS.run(to);
    }

    /**
     * Moves all rows that have not been moved yet.
     *
     * @return the recount of the PostgreSQL database
     * @throws IllegalStateException with an explanation if the PostgreSQL database is not empty, the embedded one has
     *     changed since the move began, or rows are missing at the end
     */
    public RecountResult run() {
        String summary = from.read("summarizing the embedded database", connection -> text(connection, SUMMARY));
        to.write("beginning to move", connection -> begin(connection, summary));
        makePartitions();
        MovedTable.ALL.forEach(this::move);
        moveUnjudged();
        moveEvents();
        moveSummaries();
        moveRetired();
        movePreferenceVersion();
        to.write("advancing sequences", DatabaseMove::advanceSequences);
        requireComplete();
        progress.accept("All rows are copied; recounting.");
        RecountResult recount = to.snapshot("recounting", PostgresRecount::run);
        if (recount.different() == 0) {
            to.write("ending the move", connection -> {
                PostgresDatabase.execute(connection, "delete from moves");
                return true;
            });
        }
        return recount;
    }

    @Override
    public void close() {
        from.close();
        to.close();
    }

    private static final String EVENTS = """
            select delivery, prefix, id_high, id_low, client, network, kind, coalesce(link, 0) from events where number > ? and number <= ?""";

    private void move(MovedTable table) {
        long last = bound(table, "max");
        for (long through = Math.max(through(table.part()), bound(table, "min") - 1); through < last; ) {
            long after = through;
            long step = Math.min(last, through + table.step());
            List<Object[]> rows =
                    from.read("reading " + table.name(), connection -> rows(connection, table, after, step));
            to.write("moving " + table.name(), connection -> {
                insert(connection, table, rows);
                return markProgress(connection, table.part(), step);
            });
            through = step;
            report(table.name(), through, last);
        }
    }

    /** Copies the deliveries to be judged, in place of those that a trigger added for each accepted delivery copied. */
    private void moveUnjudged() {
        if (through(MovedTable.UNJUDGED.name()) < 0) {
            to.write("clearing deliveries to be judged", connection -> {
                PostgresDatabase.execute(connection, "truncate unjudged");
                return true;
            });
        }
        move(MovedTable.UNJUDGED);
    }

    private void moveEvents() {
        long last = key("max(number)", "events");
        for (long through = through("events"); through < last; ) {
            long after = through;
            long step = Math.min(last, through + MovedTable.STEP);
            List<PostgresRows.Row> rows = from.read("reading events", connection -> events(connection, after, step));
            to.write("moving events", connection -> {
                PostgresRows.insert(connection, rows);
                return markProgress(connection, "events", step);
            });
            through = step;
            report("events", through, last);
        }
    }

    private void moveSummaries() {
        long last = key("max(delivery)", "summaries");
        for (long through = through("summaries"); through < last; ) {
            long after = through;
            long step = Math.min(last, through + MovedTable.STEP);
            List<long[]> rows =
                    from.read("reading summaries", connection -> MovedSummaries.read(connection, after, step));
            to.write("moving summaries", connection -> {
                MovedSummaries.insert(connection, rows);
                return markProgress(connection, "summaries", step);
            });
            through = step;
            report("summaries", through, last);
        }
    }

    private void report(String table, long done, long all) {
        progress.accept(String.format(Locale.ROOT, "%s: %,d of %,d (%d %%)", table, done, all, done * 100 / all));
    }

    private static List<Object[]> rows(Connection connection, MovedTable table, long after, long through)
            throws SQLException {
        List<Object[]> rows = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(table.select())) {
            select.setLong(1, after);
            select.setLong(2, through);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Object[] values = new Object[table.names().size()];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = row.getObject(i + 1);
                    }
                    rows.add(values);
                }
            }
        }
        return rows;
    }

    private static void insert(Connection connection, MovedTable table, List<Object[]> rows) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(table.insert())) {
            for (Object[] values : rows) {
                for (int i = 0; i < values.length; i++) {
                    bind(insert, i + 1, table.type(i), values[i]);
                }
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static void bind(PreparedStatement insert, int position, char type, @Nullable Object value)
            throws SQLException {
        switch (type) {
            case 'n' -> RowMapping.setLong(insert, position, value == null ? null : ((Number) value).longValue());
            case 'i' -> insert.setObject(position, value == null ? null : Uuid7.fromBytes((byte[]) value), Types.OTHER);
            case 'b' -> insert.setBytes(position, (byte[]) value);
            default -> insert.setString(position, (String) value);
        }
    }

    private static List<PostgresRows.Row> events(Connection connection, long after, long through) throws SQLException {
        List<PostgresRows.Row> rows = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(EVENTS)) {
            select.setLong(1, after);
            select.setLong(2, through);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    rows.add(new PostgresRows.Row(
                            row.getLong(1),
                            row.getLong(2),
                            new UUID(row.getLong(3), row.getLong(4)),
                            row.getInt(5),
                            row.getInt(6),
                            row.getInt(7),
                            row.getInt(8)));
                }
            }
        }
        return rows;
    }

    /** Resumes a move of this database, or begins one in an empty PostgreSQL database. */
    private boolean begin(Connection connection, String summary) throws SQLException {
        String begun = text(connection, "select max(holds) from moves");
        if (!begun.isEmpty() && !begun.equals(summary)) {
            throw new IllegalStateException("The embedded database has changed since this move began: it contained "
                    + begun + ", and now contains " + summary + ". Drop the schema telltale and start again.");
        }
        if (!begun.isEmpty()) {
            progress.accept("Resuming the interrupted move.");
            return true;
        }
        for (MovedTable table : MovedTable.ALL) {
            if (count(connection, table.name()) > 0) {
                throw new IllegalStateException("The PostgreSQL database is not empty (telltale." + table.name()
                        + " has rows), and a move would mix two installations. Use an empty database.");
            }
        }
        try (PreparedStatement insert = connection.prepareStatement("insert into moves values ('begun', -1, ?)")) {
            insert.setString(1, summary);
            insert.executeUpdate();
        }
        return true;
    }

    private static boolean markProgress(Connection connection, String table, long through) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("""
                insert into moves select ?, ?, max(holds) from moves
                on conflict (part) do update set through = excluded.through""")) {
            upsert.setString(1, table);
            upsert.setLong(2, through);
            upsert.executeUpdate();
            return true;
        }
    }

    private long through(String table) {
        return to.read("reading the progress of the move", connection -> {
            try (PreparedStatement select = connection.prepareStatement("select through from moves where part = ?")) {
                select.setString(1, table);
                Long through = RowMapping.first(select);
                return through == null ? -1 : through;
            }
        });
    }

    private void makePartitions() {
        record Span(Instant first, Instant last) {}
        Span span = from.read("reading the time range of events", connection -> {
            try (PreparedStatement select =
                            connection.prepareStatement("select min(id_high) >> 16, max(id_high) >> 16 from events");
                    ResultSet row = select.executeQuery()) {
                row.next();
                return new Span(Instant.ofEpochMilli(row.getLong(1)), Instant.ofEpochMilli(row.getLong(2)));
            }
        });
        Week last = Week.of(span.last);
        Week first = new Week(Math.max(Week.of(span.first).number(), last.number() - MAX_WEEKS));
        if (through("events") < 0 && span.last.isAfter(Instant.EPOCH)) {
            to.write("making partitions", connection -> {
                PostgresPartitions.create(connection, first, last);
                return true;
            });
        }
    }

    /** Copies the counts of deleted events, which the embedded database stores in other columns. */
    private void moveRetired() {
        record Retired(long delivery, int kind, long rows) {}
        List<Retired> retired = new ArrayList<>();
        long before = from.read("reading counts of deleted events", connection -> {
            try (PreparedStatement select = connection.prepareStatement("""
                            select c.delivery, c.kind, c.retired - coalesce((
                                select sum(s.events) from summaries s where s.delivery = c.delivery and s.kind = c.kind), 0)
                            from delivery_counters c where c.retired > 0""");
                    ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    retired.add(new Retired(row.getLong(1), row.getInt(2), row.getLong(3)));
                }
            }
            return number(connection, "select max(events_before) from retention");
        });
        to.write("moving counts of deleted events", connection -> {
            PostgresDatabase.execute(connection, "delete from retired");
            PostgresDatabase.execute(connection, "update retention set events_before = " + before);
            try (PreparedStatement insert =
                    connection.prepareStatement("insert into retired (delivery, kind, rows) values (?, ?, ?)")) {
                for (Retired one : retired) {
                    insert.setLong(1, one.delivery);
                    insert.setInt(2, one.kind);
                    insert.setLong(3, one.rows);
                    insert.addBatch();
                }
                insert.executeBatch();
            }
            return true;
        });
    }

    /** Copies the version of the latest preference change, which the versions of persons refer to. */
    private void movePreferenceVersion() {
        long version = from.read(
                "reading the preference version", connection -> number(connection, "select max(version) from choices"));
        to.write("moving the preference version", connection -> {
            PostgresDatabase.execute(connection, "update choices set version = " + version);
            return true;
        });
    }

    /** Makes new rows get numbers after the highest copied one. */
    private static boolean advanceSequences(Connection connection) throws SQLException {
        for (String table : List.of(
                "campaigns",
                "topics",
                "clients",
                "persons",
                "consents",
                "pools",
                "deliveries",
                "reports",
                "messages",
                "link_lists",
                "webhooks",
                "webhook_causes",
                "webhook_events",
                "webhook_attempts")) {
            PostgresDatabase.execute(
                    connection,
                    "select setval(pg_get_serial_sequence('" + table
                            + "', 'number'), greatest(1, max(number)), max(number) is not null) from " + table);
        }
        return true;
    }

    private void requireComplete() {
        List<String> tables = new ArrayList<>(
                MovedTable.ALL.stream().map(MovedTable::name).distinct().toList());
        tables.addAll(List.of(MovedTable.UNJUDGED.name(), "events"));
        for (String table : tables) {
            long expected = from.read("counting rows", connection -> count(connection, table));
            long copied = to.snapshot("counting rows", connection -> count(connection, table));
            if (copied != expected) {
                throw new IllegalStateException("PostgreSQL has " + copied + " of " + expected + " rows of " + table
                        + ". Drop the schema telltale and start again.");
            }
        }
    }

    /** The first or last key of the rows to copy. */
    private long bound(MovedTable table, String function) {
        return key(function + "(" + table.key() + ")", table.name() + " where " + table.condition() + "true");
    }

    private long key(String expression, String rows) {
        return from.read(
                "reading a key",
                connection -> number(connection, "select coalesce(" + expression + ", -1) from " + rows));
    }

    private static long count(Connection connection, String table) throws SQLException {
        return number(connection, "select count(*) from " + table);
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            Long found = RowMapping.first(select);
            return found == null ? 0 : found;
        }
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            String found = row.next() ? row.getString(1) : null;
            return found == null ? "" : found;
        }
    }
}
