import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.UUID;
import org.sqlite.JDBC;
import telltale.store.Store;
import telltale.store.postgresql.PostgresStore;

/**
 * Measures the bytes per event in the database, with all indexes and counters: the size after a million opens, less the size
 * with only the deliveries. Nothing is compacted.
 *
 * <p>{@code bench/run size [events] [events per commit]}, and on PostgreSQL {@code bench/run postgresql-size}.
 */
public final class Size {
    private static final int MAX_BYTES = 150;

    public static void main(String[] arguments) throws Exception {
        boolean onPostgres = arguments.length > 0 && arguments[0].equals("postgresql");
        String[] numbers = onPostgres ? Arrays.copyOfRange(arguments, 1, arguments.length) : arguments;
        long events = numbers.length > 0 ? Long.parseLong(numbers[0]) : 1_000_000;
        int batch = numbers.length > 1 ? Integer.parseInt(numbers[1]) : 1_000;
        System.out.printf("%s%n%n", Machine.line());
        System.out.println("| part | bytes per event |");
        System.out.println("| --- | ---: |");
        double perEvent = onPostgres ? onPostgres(events, batch) : embedded(events, batch);
        if (perEvent > MAX_BYTES) {
            throw new BenchmarkException("Target missed: an event takes " + perEvent + " bytes (expected: at most " + MAX_BYTES + ").");
        }
    }

    private static double embedded(long events, int batch) throws Exception {
        Path home = Homes.copyOf(0);
        try {
            long before = bytes(home);
            try (Store store = Homes.open(home)) {
                append(store, Homes.population(home), events, batch);
            }
            double perEvent = (bytes(home) - before) / (double) events;
            row(events, batch, perEvent);
            tables(home, events);
            System.out.printf("%nThe database has %,d bytes with only %,d deliveries, and %,d bytes with the events.%n", before, Population.DELIVERIES, bytes(home));
            return perEvent;
        } finally {
            Homes.delete(home);
        }
    }

    private static double onPostgres(long events, int batch) throws Exception {
        try (Cluster cluster = Cluster.start()) {
            String database = cluster.copyOf(0);
            Map<String, Long> before = sizes(cluster, database);
            try (Store store = PostgresStore.open(cluster.connections(database), UUID.randomUUID(), (joined, secrets) -> {})) {
                store.health();
                partitionForThePast(cluster, database);
                append(store, Homes.population(Homes.built(0)), events, batch);
            }
            Map<String, Long> after = sizes(cluster, database);
            cluster.drop(database);
            after.replaceAll((table, size) -> size - before.getOrDefault(table, 0L));
            double perEvent = after.values().stream().mapToLong(Long::longValue).sum() / (double) events;
            row(events, batch, perEvent);
            after.forEach((table, grown) -> {
                if (grown > 0) {
                    System.out.printf("| in %s | %.1f |%n", table, grown / (double) events);
                }
            });
            System.out.printf("%nData on %s.%n", cluster.version());
            return perEvent;
        }
    }

    /** Creates a partition for these opens, which are weeks old. The partitions for current events are created ahead of time. */
    private static void partitionForThePast(Cluster cluster, String database) throws Exception {
        String first = cluster.text(database, """
                select min(substring(pg_get_expr(c.relpartbound, c.oid) from '[0-9a-f-]{36}'))
                from pg_inherits i join pg_class c on c.oid = i.inhrelid
                where i.inhparent = 'telltale.events'::regclass and c.relname <> 'events_others'""");
        cluster.execute(database, "create table telltale.events_before partition of telltale.events"
                + " for values from ('00000000-0000-0000-0000-000000000000') to ('" + first + "')");
    }

    private static void append(Store store, Population population, long events, int batch) {
        for (long from = 0; from < events; from += batch) {
            store.append(population.opens(from, Math.min(events, from + batch), events));
        }
    }

    private static void row(long events, int batch, double perEvent) {
        System.out.printf("| total, over %,d events stored %,d at a time | %.1f |%n", events, batch, perEvent);
    }

    /** Returns the bytes of each table with its indexes. Partitions count toward their table. */
    private static Map<String, Long> sizes(Cluster cluster, String database) throws Exception {
        Map<String, Long> sizes = new TreeMap<>();
        try (Connection connection = cluster.connect(database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        select coalesce(i.inhparent::regclass, c.oid::regclass)::text, sum(pg_total_relation_size(c.oid))
                        from pg_class c left join pg_inherits i on i.inhrelid = c.oid
                        where c.relkind = 'r' and c.relnamespace = 'telltale'::regnamespace group by 1""")) {
            while (row.next()) {
                sizes.put(row.getString(1), row.getLong(2));
            }
        }
        return sizes;
    }

    private static long bytes(Path home) throws Exception {
        return Homes.number(home, "select page_count * page_size from pragma_page_count(), pragma_page_size()");
    }

    /** Prints each table and index that grew beyond its size with only the deliveries. */
    private static void tables(Path home, long events) throws Exception {
        Path empty = Homes.built(0);
        try (Connection connection = new JDBC().connect("jdbc:sqlite:" + home.resolve("telltale.db"), new Properties());
                Statement statement = connection.createStatement()) {
            statement.execute("attach '" + Files.createSymbolicLink(home.resolve("before.db"), empty.resolve("telltale.db")) + "' as past");
            try (ResultSet row = statement.executeQuery("""
                    select now.name, sum(now.pgsize) - coalesce((select sum(pgsize) from dbstat('past') then_ where then_.name = now.name), 0) grown
                    from dbstat('main') now group by now.name having grown > 0 order by grown desc""")) {
                while (row.next()) {
                    System.out.printf("| in %s | %.1f |%n", row.getString(1), row.getLong(2) / (double) events);
                }
            }
        }
    }
}
