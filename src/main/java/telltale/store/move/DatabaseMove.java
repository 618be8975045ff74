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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import telltale.model.Uuid7;
import telltale.store.RecountResult;
import telltale.store.SharedSecrets;
import telltale.store.jdbc.RowBatch;
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
 * Takes everything from an embedded database to an empty PostgreSQL, in steps that are each a transaction. A move that was
 * broken off goes on where it was. The embedded database is only read.
 */
public final class DatabaseMove implements AutoCloseable {
    private static final int STEP = 20_000;
    /** Longer ago than any retention; older events go without partitions of their own. */
    private static final int MOST_WEEKS = 520;

    private static final String HOLDS = """
            select (select coalesce(max(number), 0) from events) || ' events, '
                || (select coalesce(sum(events), 0) from delivery_counters) || ' counted, '
                || (select coalesce(max(number), 0) from deliveries) || ' deliveries, '
                || (select coalesce(sum(deliveries * length(state)), 0) from campaign_deliveries) || ' in their states, '
                || (select coalesce(sum(through), 0) from replays) || ' read from spools, '
                || (select version + erasures from choices) || ' choices, '
                || (select count(suppressed) from persons) || ' suppressed, '
                || (select count(*) from unjudged) || ' not judged'
            """;

    private final SqliteDatabase from;
    private final PostgresDatabase to;
    private final Consumer<String> progress;

    /**
     * @param file the embedded database, which nobody else uses meanwhile
     * @param scratch a folder of its own for native code, emptied
     * @param progress gets a line now and then
     */
    public DatabaseMove(Path file, Path scratch, Duration patience, PostgresConnections to, Consumer<String> progress) {
        this.to = new PostgresDatabase(to);
        this.from = new SqliteDatabase(file, scratch, patience);
        this.progress = progress;
    }

    /** The secrets that the nodes will share there. */
    public SharedSecrets secrets() {
        return new PostgresSecrets(to);
    }

    /** Makes the tables, where they are not there. */
    public void prepare() {
        SqliteStore.MIGRATIONS.run(from);
        PostgresStore.MIGRATIONS.run(to);
    }

    /**
     * Moves what has not been moved yet.
     *
     * @return what counting again says there
     * @throws IllegalStateException with a sentence if it cannot be: the database is not empty, or the embedded one is not
     *     what it was when the move began, or something is missing at the end
     */
    public RecountResult run() {
        String holds = from.read("looking at the embedded database", connection -> text(connection, HOLDS));
        to.write("beginning to move", connection -> begin(connection, holds));
        makePartitions();
        PARTS.forEach(this::move);
        moveUnjudged();
        moveEvents();
        moveWhatIsGone();
        moveChoices();
        to.write("numbering on", DatabaseMove::numberOn);
        requireComplete();
        progress.accept("Everything is there; counting again.");
        RecountResult recount = to.snapshot("counting again", PostgresRecount::run);
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

    /**
     * One table, of which a range of a number is moved at a time.
     *
     * @param key the number
     * @param width how many of it a step takes
     * @param columns their names, and behind each its kind: {@code n} a number, {@code t} a text, {@code i} an
     *     identifier, {@code b} bytes
     */
    private record Part(String table, String key, int width, String columns) {
        List<String> names() {
            return Stream.of(columns.split(", ", -1))
                    .map(column -> column.substring(0, column.indexOf(':')))
                    .toList();
        }

        char kind(int column) {
            String one = columns.split(", ", -1)[column];
            return one.charAt(one.length() - 1);
        }

        String select() {
            return "select " + String.join(", ", names()) + " from " + table + " where " + key + " > ? and " + key
                    + " <= ?";
        }

        String insert() {
            return "insert into " + table + " (" + String.join(", ", names()) + ") overriding system value values "
                    + RowBatch.rows(1, names().size());
        }
    }

    /** The tables, in the order in which they point at each other. */
    private static final List<Part> PARTS = List.of(
            new Part("campaigns", "number", STEP, "number:n, name:t"),
            new Part("clients", "number", STEP, "number:n, agent:t, flags:n"),
            new Part(
                    "persons",
                    "number",
                    STEP,
                    "number:n, hash:b, masked:t, suppressed:t, reason:t, suppressed_at:n, withdrawn_at:n, changed:n"),
            new Part(
                    "deliveries",
                    "number",
                    STEP,
                    "number:n, id:i, created_at:n, recipient:t, campaign:n, subject:t, state:t, accepted_at:n, detail:t, node:i, person:n, provider:n, status:t, pixel:n"),
            new Part("campaign_deliveries", "campaign", 100, "campaign:n, quarter:n, state:t, shard:n, deliveries:n"),
            new Part(
                    "campaign_counters",
                    "campaign",
                    100,
                    "campaign:n, quarter:n, kind:n, class:n, shard:n, events:n, folded:n, firsts:n"),
            new Part(
                    "campaign_days",
                    "campaign",
                    100,
                    "campaign:n, day:n, kind:n, class:n, shard:n, events:n, folded:n, firsts:n"),
            new Part(
                    "delivery_counters",
                    "delivery",
                    STEP,
                    "delivery:n, kind:n, events:n, folded:n, first_at:n, day:n, day_rows:n"),
            new Part(
                    "judgements",
                    "delivery",
                    STEP,
                    "delivery:n, ruleset:t, opens:t, first_open:n, clicks:t, first_click:n, rung:t, cell:n, scanned_at:n"),
            new Part("scanner_proofs", "rowid", STEP, "domain:t, day:n, delivery:n"),
            new Part("cohort_sweeps", "rowid", STEP, "domain:t, through_id:i, after_id:i"),
            new Part("campaign_cells", "campaign", 100, "campaign:n, quarter:n, cell:n, shard:n, deliveries:n"),
            new Part("corrections", "rowid", STEP, "event:i, delivery:n, class:n"),
            new Part("notices", "delivery", STEP, "delivery:n, address:t, owed:n"),
            new Part("replays", "1", STEP, "spool:i, through:n"),
            new Part("messages", "number", 20, "number:n, id:i, created_at:n, campaign:t, content:b, key:b, digest:n"),
            new Part("attachments", "rowid", 1, "hash:b, content:b"),
            new Part("message_attachments", "message", STEP, "message:n, position:n, hash:b"),
            new Part(
                    "outbox",
                    "delivery",
                    1_000,
                    "message:n, position:n, delivery:n, data:b, digest:n, due_at:n, began_at:n, ended_at:n, attempts:n,"
                            + " suspicion:n"),
            new Part("templates", "rowid", 10, "name:t, content:b, updated_at:n"),
            new Part(
                    "network_lists",
                    "rowid",
                    1,
                    "name:t, version:t, network:n, ranges:n, hash:b, adopted_at:n, text:b"));

    private static final Part UNJUDGED = new Part("unjudged", "delivery", STEP, "delivery:n");

    private static final String EVENTS = """
            select delivery, prefix, id_high, id_low, client, network, kind, coalesce(link, 0) from events where number > ? and number <= ?""";

    private void move(Part part) {
        long last = max(part.table, part.key);
        for (long through = through(part.table); through < last; ) {
            long after = through;
            long step = Math.min(last, through + part.width);
            List<Object[]> rows = from.read("reading " + part.table, connection -> rows(connection, part, after, step));
            to.write("moving " + part.table, connection -> {
                insert(connection, part, rows);
                return note(connection, part.table, step);
            });
            through = step;
            say(part.table, through, last);
        }
    }

    /** What was judged stays judged, though a trigger noted every accepted delivery that came along. */
    private void moveUnjudged() {
        if (through(UNJUDGED.table) < 0) {
            to.write("forgetting what was noted", connection -> {
                PostgresDatabase.execute(connection, "truncate unjudged");
                return true;
            });
        }
        move(UNJUDGED);
    }

    private void moveEvents() {
        long last = max("events", "number");
        for (long through = through("events"); through < last; ) {
            long after = through;
            long step = Math.min(last, through + STEP);
            List<PostgresRows.Row> rows = from.read("reading events", connection -> events(connection, after, step));
            to.write("moving events", connection -> {
                PostgresRows.insert(connection, rows);
                return note(connection, "events", step);
            });
            through = step;
            say("events", through, last);
        }
    }

    private void say(String what, long done, long all) {
        progress.accept(String.format(Locale.ROOT, "%s: %,d of %,d (%d %%)", what, done, all, done * 100 / all));
    }

    private static List<Object[]> rows(Connection connection, Part part, long after, long through) throws SQLException {
        List<Object[]> rows = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(part.select())) {
            select.setLong(1, after);
            select.setLong(2, through);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    Object[] values = new Object[part.names().size()];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = row.getObject(i + 1);
                    }
                    rows.add(values);
                }
            }
        }
        return rows;
    }

    private static void insert(Connection connection, Part part, List<Object[]> rows) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(part.insert())) {
            for (Object[] values : rows) {
                for (int i = 0; i < values.length; i++) {
                    bind(insert, i + 1, part.kind(i), values[i]);
                }
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static void bind(PreparedStatement insert, int position, char kind, @Nullable Object value)
            throws SQLException {
        switch (kind) {
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

    /** Takes up a move of the same database, or begins one in an empty one. */
    private boolean begin(Connection connection, String holds) throws SQLException {
        String begun = text(connection, "select max(holds) from moves");
        if (!begun.isEmpty() && !begun.equals(holds)) {
            throw new IllegalStateException("A move was begun, but the embedded database has changed since: it held "
                    + begun + ", and holds " + holds + " now. Drop the schema telltale there, and begin again.");
        }
        if (!begun.isEmpty()) {
            progress.accept("The move that was broken off goes on.");
            return true;
        }
        for (Part part : PARTS) {
            if (count(connection, part.table) > 0) {
                throw new IllegalStateException("The database is not empty (there are rows in telltale." + part.table
                        + "), and a move would mix two installations. Take an empty one.");
            }
        }
        try (PreparedStatement insert = connection.prepareStatement("insert into moves values ('begun', -1, ?)")) {
            insert.setString(1, holds);
            insert.executeUpdate();
        }
        return true;
    }

    private static boolean note(Connection connection, String part, long through) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("""
                insert into moves select ?, ?, max(holds) from moves
                on conflict (part) do update set through = excluded.through""")) {
            upsert.setString(1, part);
            upsert.setLong(2, through);
            upsert.executeUpdate();
            return true;
        }
    }

    private long through(String part) {
        return to.read("reading how far the move came", connection -> {
            try (PreparedStatement select = connection.prepareStatement("select through from moves where part = ?")) {
                select.setString(1, part);
                Long through = RowMapping.first(select);
                return through == null ? -1 : through;
            }
        });
    }

    private void makePartitions() {
        record Span(Instant first, Instant last) {}
        Span span = from.read("reading when the events were", connection -> {
            try (PreparedStatement select =
                            connection.prepareStatement("select min(id_high) >> 16, max(id_high) >> 16 from events");
                    ResultSet row = select.executeQuery()) {
                row.next();
                return new Span(Instant.ofEpochMilli(row.getLong(1)), Instant.ofEpochMilli(row.getLong(2)));
            }
        });
        Week last = Week.of(span.last);
        Week first = new Week(Math.max(Week.of(span.first).number(), last.number() - MOST_WEEKS));
        if (through("events") < 0 && span.last.isAfter(Instant.EPOCH)) {
            to.write("making partitions", connection -> {
                PostgresPartitions.make(connection, first, last);
                return true;
            });
        }
    }

    /** What was deleted of old events, which the embedded database notes in other places. */
    private void moveWhatIsGone() {
        record Gone(long delivery, int kind, long rows) {}
        List<Gone> gone = new ArrayList<>();
        long before = from.read("reading what was deleted", connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                            "select delivery, kind, retired from delivery_counters where retired > 0");
                    ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    gone.add(new Gone(row.getLong(1), row.getInt(2), row.getLong(3)));
                }
            }
            return number(connection, "select max(events_before) from retention");
        });
        to.write("moving what was deleted", connection -> {
            PostgresDatabase.execute(connection, "delete from retired");
            PostgresDatabase.execute(connection, "update retention set events_before = " + before);
            try (PreparedStatement insert =
                    connection.prepareStatement("insert into retired (delivery, kind, rows) values (?, ?, ?)")) {
                for (Gone one : gone) {
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

    /** How many choices were made, by which persons say when they made theirs. */
    private void moveChoices() {
        long version =
                from.read("reading choices", connection -> number(connection, "select max(version) from choices"));
        to.write("moving choices", connection -> {
            PostgresDatabase.execute(connection, "update choices set version = " + version);
            return true;
        });
    }

    /** New rows get numbers behind the highest that came along. */
    private static boolean numberOn(Connection connection) throws SQLException {
        for (String table : List.of("campaigns", "clients", "persons", "deliveries", "messages")) {
            PostgresDatabase.execute(
                    connection,
                    "select setval(pg_get_serial_sequence('" + table
                            + "', 'number'), greatest(1, max(number)), max(number) is not null) from " + table);
        }
        return true;
    }

    private void requireComplete() {
        List<String> tables = new ArrayList<>(PARTS.stream().map(Part::table).toList());
        tables.addAll(List.of(UNJUDGED.table, "events"));
        for (String table : tables) {
            long there = from.read("counting", connection -> count(connection, table));
            long here = to.snapshot("counting", connection -> count(connection, table));
            if (there != here) {
                throw new IllegalStateException("Of " + there + " rows of " + table + ", " + here
                        + " are in PostgreSQL." + " Drop the schema telltale there, and begin again.");
            }
        }
    }

    private long max(String table, String key) {
        return from.read(
                "counting " + table,
                connection -> number(connection, "select coalesce(max(" + key + "), -1) from " + table));
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
