import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Properties;
import org.sqlite.JDBC;
import telltale.store.Store;

/**
 * Bytes that an event takes in the database, with all indexes and counters: the file after a million opens less the same
 * file with the deliveries alone. Nothing is compacted.
 *
 * <p>{@code bench/run size [events] [events a commit]}.
 */
public final class Size {
    private static final int PROMISED = 150;

    public static void main(String[] arguments) throws Exception {
        long events = arguments.length > 0 ? Long.parseLong(arguments[0]) : 1_000_000;
        int batch = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000;
        String machine = Machine.line();
        Path home = Homes.copyOf(0);
        try {
            long before = bytes(home);
            Population population = Homes.population(home);
            try (Store store = Homes.open(home)) {
                for (long from = 0; from < events; from += batch) {
                    store.append(population.opens(from, Math.min(events, from + batch), events));
                }
            }
            double perEvent = (bytes(home) - before) / (double) events;
            System.out.printf("%s%n%n", machine);
            System.out.println("| what | bytes per event |");
            System.out.println("| --- | ---: |");
            System.out.printf("| all, over %,d events stored %,d at a time | %.1f |%n", events, batch, perEvent);
            tables(home, events);
            System.out.printf("%nThe database: %,d bytes with %,d deliveries alone, %,d after.%n", before, Population.DELIVERIES, bytes(home));
            if (perEvent > PROMISED) {
                throw new Machine.Unusable("An event takes " + perEvent + " bytes; " + PROMISED + " are promised.");
            }
        } finally {
            Homes.delete(home);
        }
    }

    private static long bytes(Path home) throws Exception {
        return Homes.number(home, "select page_count * page_size from pragma_page_count(), pragma_page_size()");
    }

    /** Each table and index that grew, as far as it is one that the deliveries alone do not fill. */
    private static void tables(Path home, long events) throws Exception {
        Path empty = Homes.built(0);
        try (Connection connection = new JDBC().connect("jdbc:sqlite:" + home.resolve("telltale.db"), new Properties());
                Statement statement = connection.createStatement()) {
            statement.execute("attach '" + Files.createSymbolicLink(home.resolve("before.db"), empty.resolve("telltale.db")) + "' as past");
            try (ResultSet row = statement.executeQuery("""
                    select now.name, sum(now.pgsize) - coalesce((select sum(pgsize) from dbstat('past') then_ where then_.name = now.name), 0) grown
                    from dbstat('main') now group by now.name having grown > 0 order by grown desc""")) {
                while (row.next()) {
                    System.out.printf("| of it in %s | %.1f |%n", row.getString(1), row.getLong(2) / (double) events);
                }
            }
        }
    }
}
