import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import telltale.judging.Networks;
import telltale.kafka.KafkaBrokers;
import telltale.kafka.KafkaLog;
import telltale.model.Event;
import telltale.model.PrivacyProfile;
import telltale.recording.EventLog;
import telltale.recording.LogTransfer;
import telltale.settings.ReplicatedLogSettings;
import telltale.settings.ReplicatedLogSettings.Role;
import telltale.spool.Spool;
import telltale.store.RecountResult;
import telltale.store.Store;
import telltale.store.postgresql.PostgresStore;
import telltale.supervision.Supervisor;

/**
 * Measures how many events per second a consumer of the replicated log stores in PostgreSQL, against the transfer from the spool, and how fast
 * a topic is restored into a database without events.
 *
 * <p>{@code bench/run log-transfer [rounds] [events per round] [events to restore]}.
 */
public final class LogTransfers {
    private static final int BATCH = 1_000;
    private static final int PARTITIONS = 12;
    private static final int REPLICAS = 3;
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final Duration RETENTION = Duration.ofDays(7);
    private static final double WANTED_RATIO = 0.9;
    private static final double WANTED_PER_SECOND = 30_000;

    private final Cluster cluster;
    private final KafkaBrokers brokers;
    private final Path scratch;
    private final Population population;
    private final Random random = new Random(1);

    private LogTransfers(Cluster cluster, KafkaBrokers brokers, Path scratch, Population population) {
        this.cluster = cluster;
        this.brokers = brokers;
        this.scratch = scratch;
        this.population = population;
    }

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        int events = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 200_000;
        int restored = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 3_000_000;
        String machine = Machine.line();
        MachineLoad machineLoad = new MachineLoad(5);
        Path scratch = Files.createTempDirectory(Machine.folder(), "run-");
        List<Double> spool = new ArrayList<>();
        List<Double> log = new ArrayList<>();
        try (Cluster cluster = Cluster.start();
                KafkaBrokers brokers = KafkaBrokers.start(scratch)) {
            LogTransfers bench = new LogTransfers(cluster, brokers, scratch, Homes.population(Homes.built(0)));
            for (int round = 0; round <= rounds; round++) {
                machineLoad.await();
                double fromSpool = bench.fromSpool(round, events);
                bench.fill("round-" + round, events);
                double fromLog = bench.fromLog("round-" + round, events, false);
                System.err.printf("round %d of %d: spool %,.0f/s, log %,.0f/s%n", round, rounds, fromSpool, fromLog);
                if (round > 0) {
                    spool.add(fromSpool);
                    log.add(fromLog);
                }
            }
            System.out.printf("%s Data on %s. %s%n%n", machine, cluster.version(), machineLoad.sentence());
            double ratio = Figures.of(log).median() / Figures.of(spool).median();
            System.out.printf("| to PostgreSQL, events/s, median of %d rounds of %,d events (lowest to highest) | events/s | ratio |%n", rounds, events);
            System.out.println("| --- | ---: | ---: |");
            System.out.printf("| transfer from the spool | %s | |%n", Figures.of(spool).spread());
            System.out.printf(Locale.ROOT, "| consumer of the log | %s | %.2f |%n%n", Figures.of(log).spread(), ratio);
            bench.fill("restored", restored);
            System.out.printf("A topic of %,d events takes %.0f bytes per event on each of %d brokers.%n", restored, bench.brokerBytes("restored") / (double) restored, REPLICAS);
            double perSecond = bench.fromLog("restored", restored, true);
            System.out.printf("It was restored into a database without events at %,.0f events/s.%n", perSecond);
            Pixels.requireRatio("the consumer against the transfer from the spool", ratio, WANTED_RATIO);
            Pixels.requireRatio("events restored per second / 30,000", perSecond / WANTED_PER_SECOND, 1);
        } finally {
            Homes.delete(scratch);
        }
    }

    private Store open(String database) {
        Store store = PostgresStore.open(cluster.connections(database), UUID.randomUUID(), (joined, secrets) -> {});
        // Connects before several threads do.
        store.health();
        return store;
    }

    private double fromSpool(int round, int events) throws Exception {
        String database = cluster.copyOf(0);
        try (Store store = open(database);
                Spool spool = Spool.open(scratch.resolve("spool-" + round))) {
            for (int added = 0; added < events; added += BATCH) {
                spool.add(population.opensNow(BATCH, random));
            }
            try (EventLog transfer = new EventLog(Supervisor.withoutExit(), store, spool, null, Networks::builtIn, random, BATCH, Duration.ofSeconds(1),
                    Duration.ofSeconds(1), PrivacyProfile.INDIVIDUAL, event -> false)) {
                transfer.start();
                double perSecond = perSecond(() -> events - spool.waiting(), events);
                check(store, events);
                return perSecond;
            }
        } finally {
            cluster.drop(database);
        }
    }

    private double fromLog(String topic, int events, boolean describe) throws Exception {
        String database = cluster.copyOf(0);
        try (Store store = open(database)) {
            cluster.execute("postgres", "select pg_stat_reset_shared('wal')");
            LogTransfer transfer = new LogTransfer(store.logReplay(), RETENTION, Clock.systemUTC());
            try (KafkaLog log = new KafkaLog(Supervisor.withoutExit(), settings(topic, Role.BACK), transfer)) {
                log.start();
                double perSecond = perSecond(transfer::stored, events);
                check(store, events);
                if (describe) {
                    describe(database, events);
                }
                return perSecond;
            }
        } finally {
            cluster.drop(database);
        }
    }

    /** Prints what PostgreSQL wrote for each event. */
    private void describe(String database, int events) throws Exception {
        System.out.printf(Locale.ROOT, "PostgreSQL wrote %d bytes of write-ahead log per event, with %d syncs in all; the ids of hits take %d bytes per event.%n",
                cluster.number("postgres", "select wal_bytes::bigint from pg_stat_wal") / events,
                cluster.number("postgres", "select wal_sync from pg_stat_wal"),
                cluster.number(database, "select pg_total_relation_size('telltale.log_hits')") / events);
    }

    private ReplicatedLogSettings settings(String topic, Role role) throws Exception {
        return new ReplicatedLogSettings(brokers.addresses(), topic, PARTITIONS, RETENTION, brokers.clientFile("telltale"), role);
    }

    /** Appends events to a new topic. */
    private void fill(String topic, int events) throws Exception {
        LogTransfer unused = new LogTransfer(null, RETENTION, Clock.systemUTC());
        try (KafkaLog log = new KafkaLog(Supervisor.withoutExit(), settings(topic, Role.FRONT), unused)) {
            log.start();
            await(log::isAvailable, "the log accepts no hits: " + log.fault());
            for (int added = 0; added < events; added += BATCH) {
                // A repeated event is discarded by the consumer.
                for (List<Event> rest = population.opensNow(BATCH, random); !rest.isEmpty(); ) {
                    rest = log.append(rest, DEADLINE);
                }
            }
        }
    }

    private long brokerBytes(String topic) throws Exception {
        try (Stream<Path> files = Files.walk(scratch)) {
            long all = 0;
            for (Path file : files.filter(path -> path.toString().contains("/" + topic + "-") && path.toString().endsWith(".log")).toList()) {
                all += Files.size(file);
            }
            return all / REPLICAS;
        }
    }

    /** Returns the rate after the first batch, so that connecting is not included. */
    private static double perSecond(LongSupplier stored, long events) throws InterruptedException {
        await(() -> stored.getAsLong() > 0, "nothing was stored");
        long first = stored.getAsLong();
        long start = System.nanoTime();
        await(() -> stored.getAsLong() >= events, "not all events were stored");
        return (events - first) * 1e9 / (System.nanoTime() - start);
    }

    private static void await(BooleanSupplier condition, String problem) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(30);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new BenchmarkException(problem);
            }
            Thread.sleep(2);
        }
    }

    private static void check(Store store, int events) {
        RecountResult recount = store.recount();
        if (recount.different() != 0 || recount.events() != events) {
            throw new BenchmarkException("The recount differs: " + recount);
        }
    }
}
