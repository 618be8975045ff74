import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Measures how much slower the statistics are over four databases (shards) than over one that has as many events as each of them:
 * the same requests, in turn, to a server with one database and to one with four. All campaigns are in each of the four, so that
 * each request is answered by all. The four are on one server of PostgreSQL, and share the cores of this machine.
 *
 * <p>{@code bench/run stats-shards [requests of each kind] [events in each database]}. The four are built anew.
 */
public final class ShardStats {
    private static final double MAX_RATIO = 1.5;
    private static final int SHARDS = 4;
    private static final long TIMEOUT_NANOS = 120_000_000_000L;

    public static void main(String[] arguments) throws Exception {
        int times = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 400;
        long events = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1_000_000;
        Path built = Stats.sqlite(0);
        Path one = Homes.node(built);
        Path other = Homes.node(built);
        try (Cluster cluster = Cluster.start()) {
            Map<String, String> single = cluster.settings(Stats.postgres(cluster, events));
            List<String> databases = new ArrayList<>();
            for (int shard = 0; shard < SHARDS; shard++) {
                databases.add(cluster.empty());
            }
            Map<String, String> sharded = settings(cluster, databases);
            join(cluster, databases, other, sharded);
            for (String database : databases) {
                Stats.fill(cluster, database, events);
            }
            System.out.printf("%s%n%n", Machine.line());
            boolean reached = Stats.compare(
                    "PostgreSQL",
                    times,
                    new Stats.Side("%,d events".formatted(events), ServerProcess.telltale(one, single), one),
                    new Stats.Side("%d databases with as many each".formatted(SHARDS), ServerProcess.telltale(other, sharded), other),
                    MAX_RATIO);
            for (String database : databases) {
                cluster.drop(database);
            }
            if (!reached) {
                throw new BenchmarkException("Target missed: a ratio is above " + MAX_RATIO + ", or a p95 above 50 ms.");
            }
        } finally {
            Homes.delete(one);
            Homes.delete(other);
        }
    }

    private static Map<String, String> settings(Cluster cluster, List<String> databases) {
        Map<String, String> settings = new HashMap<>(cluster.settings(databases.get(0)));
        settings.put("TELLTALE_SHARDS", IntStream.range(1, SHARDS)
                .mapToObj(shard -> shard + "=" + cluster.settings(databases.get(shard)).get("TELLTALE_DATABASE_URL"))
                .collect(Collectors.joining(",")));
        return settings;
    }

    /** Starts a server, which adds the empty databases, until each gets mail. */
    private static void join(Cluster cluster, List<String> databases, Path home, Map<String, String> settings) throws Exception {
        try (ServerProcess server = ServerProcess.telltale(home, settings)) {
            long end = System.nanoTime() + TIMEOUT_NANOS;
            while (cluster.number(databases.get(0), "select count(since) from telltale.shards") < SHARDS - 1) {
                if (System.nanoTime() > end) {
                    throw new BenchmarkException("The further databases get no mail at port " + server.port() + ".");
                }
                Thread.sleep(100);
            }
        }
    }
}
