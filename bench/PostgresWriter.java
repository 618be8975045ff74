import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import telltale.model.Event;
import telltale.store.Store;
import telltale.store.postgresql.PostgresStore;

/**
 * Measures events per second that one thread commits to PostgreSQL, without HTTP: {@code Store.append} against
 * {@code pgbench} with one client, whose transactions insert as many rows with the same columns and indexes. The server
 * generates these rows itself, so only the statement is sent, and updates no counters.
 *
 * <p>{@code bench/run postgresql-writer [rounds] [seconds per round]}.
 */
public final class PostgresWriter {
    private static final long STORED_BEFORE = 1_000_000;
    private static final int[] BATCHES = {20, 200, 2_000, 10_000};
    private static final Pattern TRANSACTIONS = Pattern.compile("(?m)^tps = ([\\d.]+)");

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
        String machine = Machine.line();
        MachineLoad machineLoad = new MachineLoad(10);
        Population population = Homes.population(Homes.built(STORED_BEFORE));
        Path scratch = Files.createTempDirectory(Machine.folder(), "run-");
        Map<Integer, List<Double>> ours = new LinkedHashMap<>();
        Map<Integer, List<Double>> theirs = new LinkedHashMap<>();
        try (Cluster cluster = Cluster.start()) {
            String database = cluster.copyOf(STORED_BEFORE);
            cluster.execute(database, """
                    create table bare (delivery bigint not null, prefix bigint not null, id uuid not null,
                        client integer not null, verdict integer, link integer, network smallint not null, kind smallint not null)""",
                    "create index on bare (delivery)",
                    "insert into bare select random() * 100000, 0, gen_random_uuid(), 1, null, null, 1, 1 from generate_series(1, 1000000)",
                    "checkpoint");
            try (Store store = PostgresStore.open(cluster.connections(database), UUID.randomUUID(), (joined, secrets) -> {})) {
                for (int round = 0; round <= rounds; round++) {
                    for (int size : BATCHES) {
                        machineLoad.await();
                        double bare = pgbench(cluster, database, scratch, size, seconds);
                        double own = append(store, population, size, seconds);
                        System.err.printf("round %d of %d, batches of %d: pgbench %,.0f/s, Telltale %,.0f/s%n", round, rounds, size, bare, own);
                        if (round > 0) {
                            theirs.computeIfAbsent(size, any -> new ArrayList<>()).add(bare);
                            ours.computeIfAbsent(size, any -> new ArrayList<>()).add(own);
                        }
                    }
                }
            }
            System.out.printf("%s Data on %s. %s%n%n", machine, cluster.version(), machineLoad.sentence());
            cluster.drop(database);
        } finally {
            Homes.delete(scratch);
        }
        System.out.printf("| events per commit | pgbench, rows/s, median of %d rounds of %d s (lowest to highest) | Telltale, events/s | ratio |%n", rounds, seconds);
        System.out.println("| ---: | ---: | ---: | ---: |");
        for (int size : BATCHES) {
            Figures bare = Figures.of(theirs.get(size));
            Figures own = Figures.of(ours.get(size));
            System.out.printf("| %,d | %s | %s | %s |%n", size, bare.spread(), own.spread(), Figures.ratio(own.median(), bare.median()));
        }
    }

    private static double pgbench(Cluster cluster, String database, Path scratch, int size, int seconds) throws Exception {
        Path script = Files.writeString(scratch.resolve(size + ".sql"), """
                insert into bare select random() * 100000, 0, gen_random_uuid(), 1, null, null, 1, 1
                    from generate_series(1, %d);
                """.formatted(size));
        String output = Machine.run(cluster.pgbench(database, "-c", "1", "-T", String.valueOf(seconds), "-f", script.toString()));
        Matcher transactions = TRANSACTIONS.matcher(output);
        if (!transactions.find()) {
            throw new BenchmarkException("pgbench printed no result:\n" + output);
        }
        return Double.parseDouble(transactions.group(1)) * size;
    }

    /** Generates the events outside the measured time, since that is not the writer's work. */
    private static double append(Store store, Population population, int size, int seconds) {
        Random random = new Random();
        long nanos = 0;
        long events = 0;
        while (nanos < seconds * 1_000_000_000L) {
            List<List<Event>> batches = new ArrayList<>();
            for (int i = 0; i < Math.max(1, 10_000 / size); i++) {
                batches.add(population.opensNow(size, random));
            }
            long start = System.nanoTime();
            batches.forEach(store::append);
            nanos += System.nanoTime() - start;
            events += (long) batches.size() * size;
        }
        return events * 1e9 / nanos;
    }
}
