import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import telltale.kafka.KafkaBrokers;

/**
 * Measures durable pixels through a replicated log of three brokers, which acknowledge from memory or sync each batch, against the spool
 * of the node. Each server has its own database on one PostgreSQL.
 *
 * <p>{@code bench/run log [rounds] [seconds per round]}. The servers run throughout, and are loaded in turn. A round ends when all of its
 * pixels are in the database and judged, so that the processor time for that is included, and none of it is left to the next round.
 */
public final class LogPixels {
    /** Until most of the code is compiled: a server with a slow disk or log is warm later. */
    private static final int WARM_UP_SECONDS = 30;
    private static final int CORES = Runtime.getRuntime().availableProcessors();
    private static final int SERVERS = 3;
    private static final int BROKERS = 3;
    /** The default of TELLTALE_LOG_PARTITIONS. */
    private static final int PARTITIONS = 12;
    /** More recipients at once, so that more hits are appended together. */
    private static final int MANY = 256;

    private static final String FLUSHED = "flushed-hits";

    /**
     * @param cpuMicros processor time of the server for each pixel
     * @param brokerMicros that of all brokers
     * @param brokerCores the cores that the brokers used while the pixels were requested
     */
    private record Round(Wrk.Round load, double cpuMicros, double brokerMicros, double brokerCores) {
        /** Returns the rate if the brokers had run elsewhere: the cores that they used make as many pixels as the others. */
        double perSecondAlone() {
            return load.perSecond() * CORES / (CORES - brokerCores);
        }
    }

    private static final class Node {
        private final ServerProcess server;
        private final String database;
        private long answered;

        Node(ServerProcess server, String database) {
            this.server = server;
            this.database = database;
        }
    }

    /** @param connections the connections of the load generator; each requests the next pixel after the answer to the last one */
    private record Subject(String name, Node node, int connections, List<Round> rounds) {
        Subject(String name, Node node, int connections) {
            this(name + ", " + connections + " connections", node, connections, new ArrayList<>());
        }

        double median(ToDoubleFunction<Round> figure) {
            return Figures.of(rounds, figure).median();
        }
    }

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
        Machine.require("wrk", "wrk");
        String machine = Machine.line();
        Path tokens = Homes.built(0);
        Path scratch = Files.createTempDirectory(Machine.folder(), "run-");
        MachineLoad machineLoad = new MachineLoad(5);
        List<String> databases = new ArrayList<>();
        List<Path> homes = new ArrayList<>();
        try (Cluster cluster = Cluster.start();
                KafkaBrokers brokers = KafkaBrokers.start(scratch)) {
            createFlushed(brokers);
            for (int i = 0; i < SERVERS; i++) {
                databases.add(cluster.copyOf(0));
                homes.add(Homes.node(tokens));
            }
            try (ServerProcess spool = ServerProcess.telltale(homes.get(0), cluster.settings(databases.get(0)));
                    ServerProcess log = ServerProcess.telltale(homes.get(1), settings(cluster.settings(databases.get(1)), brokers, "hits"));
                    ServerProcess flushed = ServerProcess.telltale(homes.get(2), settings(cluster.settings(databases.get(2)), brokers, FLUSHED))) {
                Node ofSpool = new Node(spool, databases.get(0));
                Node ofLog = new Node(log, databases.get(1));
                List<Subject> subjects = List.of(
                        new Subject("spool of the node", ofSpool, Wrk.CONNECTIONS),
                        new Subject("log", ofLog, Wrk.CONNECTIONS),
                        new Subject("log, flush.messages=1", new Node(flushed, databases.get(2)), Wrk.CONNECTIONS),
                        new Subject("spool of the node", ofSpool, MANY),
                        new Subject("log", ofLog, MANY));
                for (int round = 0; round <= rounds; round++) {
                    for (Subject subject : subjects) {
                        machineLoad.await();
                        load(subject, cluster, brokers, tokens, round, round == 0 ? WARM_UP_SECONDS : seconds);
                    }
                }
                System.out.printf("%s Data on %s. %s%n%n", machine, cluster.version(), machineLoad.sentence());
                report(subjects, rounds, seconds);
            }
            for (String database : databases) {
                cluster.drop(database);
            }
        } finally {
            for (Path home : homes) {
                Homes.delete(home);
            }
            Homes.delete(scratch);
        }
    }

    private static Map<String, String> settings(Map<String, String> database, KafkaBrokers brokers, String topic) throws Exception {
        Map<String, String> settings = new HashMap<>(database);
        settings.put("TELLTALE_LOG", "kafka:" + brokers.addresses());
        settings.put("TELLTALE_LOG_TOPIC", topic);
        settings.put("TELLTALE_LOG_PARTITIONS", String.valueOf(PARTITIONS));
        settings.put("TELLTALE_LOG_CLIENT", brokers.clientFile("telltale").toString());
        return settings;
    }

    private static void createFlushed(KafkaBrokers brokers) throws Exception {
        try (Admin admin = brokers.admin()) {
            admin.createTopics(Set.of(new NewTopic(FLUSHED, PARTITIONS, (short) BROKERS).configs(Map.of("min.insync.replicas", "2", "flush.messages", "1"))))
                    .all()
                    .get();
        }
    }

    /** @param round counted from 1; an earlier one is a warm-up and is not counted */
    private static void load(Subject subject, Cluster cluster, KafkaBrokers brokers, Path tokens, int round, int seconds) throws Exception {
        Node node = subject.node;
        double serverBefore = node.server.cpuSeconds();
        double brokersBefore = brokers.cpuSeconds();
        Wrk.Round load = Wrk.load(List.of(node.server.port()), subject.connections, "/app/pixel", tokens, seconds, 100 * round);
        double brokerCores = (brokers.cpuSeconds() - brokersBefore) / load.seconds();
        if (load.refused() > 0 || load.broken() > 0) {
            throw new BenchmarkException(subject.name + " did not answer all requests: " + load);
        }
        node.answered += load.requests();
        while (cluster.number(node.database, "select count(*) from telltale.events") < node.answered
                || Pixels.metric(node.server, "telltale_judging_backlog") > 0) {
            Thread.sleep(200);
        }
        Round result = new Round(load, (node.server.cpuSeconds() - serverBefore) * 1e6 / load.requests(),
                (brokers.cpuSeconds() - brokersBefore) * 1e6 / load.requests(), brokerCores);
        System.err.printf("round %d, %s: %,.0f/s, p99 %,.0f µs, %.1f µs of CPU, brokers %.1f µs, %.2f cores%n", round, subject.name,
                load.perSecond(), load.p99(), result.cpuMicros, result.brokerMicros, brokerCores);
        if (round >= 1) {
            subject.rounds.add(result);
        }
    }

    private static void report(List<Subject> subjects, int rounds, int seconds) throws Exception {
        System.out.printf("| median of %d rounds of %d s (lowest to highest) | pixels/s | pixels/s without the brokers' cores | ratio | p50, µs | p99, µs | ratio | CPU time per pixel, µs | ratio | of all brokers, µs | in the spool |%n", rounds, seconds);
        System.out.println("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        for (Subject subject : subjects) {
            Subject spool = spool(subjects, subject);
            System.out.printf("| %s | %s | %s | %s | %,.0f | %s | %s | %.1f | %s | %.1f | %.1f %% |%n", subject.name,
                    Figures.of(subject.rounds, round -> round.load.perSecond()).spread(),
                    Figures.of(subject.rounds, Round::perSecondAlone).spread(),
                    Figures.ratio(subject.median(Round::perSecondAlone), spool.median(Round::perSecondAlone)),
                    subject.median(round -> round.load.median()),
                    Figures.of(subject.rounds, round -> round.load.p99()).spread(),
                    Figures.ratio(subject.median(round -> round.load.p99()), spool.median(round -> round.load.p99())),
                    subject.median(Round::cpuMicros),
                    Figures.ratio(subject.median(Round::cpuMicros), spool.median(Round::cpuMicros)),
                    subject.median(Round::brokerMicros),
                    100 * Math.max(0, 1 - Pixels.metric(subject.node.server, "telltale_hits_total{disposition=\"logged\"}") / (double) subject.node.answered));
        }
        Subject log = subjects.get(1);
        Subject spool = spool(subjects, log);
        Pixels.requireRatio("throughput through the log", log.median(Round::perSecondAlone) / spool.median(Round::perSecondAlone), 0.8);
        Pixels.requireRatio("the spool's CPU time against the log's", spool.median(Round::cpuMicros) / log.median(Round::cpuMicros), 1 / 1.3);
        Pixels.requireRatio("the spool's p99 against the log's", spool.median(round -> round.load.p99()) / log.median(round -> round.load.p99()), 1 / 3.0);
    }

    /** The spool with as many connections as a subject. */
    private static Subject spool(List<Subject> subjects, Subject subject) {
        return subjects.stream().filter(one -> one.connections == subject.connections).findFirst().orElseThrow();
    }
}
