import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sqlite.JDBC;
import telltale.model.Event;
import telltale.model.Uuid7;
import telltale.store.Store;

/**
 * Measures events per second that one thread commits, without HTTP: {@code Store.append} against the same number of bare
 * rows in the same kind of transaction (a key and a number, no index, no counter).
 *
 * <p>{@code bench/run writer [rounds] [seconds per round]}. Syncs are counted in a separate, slower pass under strace.
 */
public final class Writer {
    private static final long STORED_BEFORE = 1_000_000;
    private static final int[] BATCHES = {20, 200, 2_000, 10_000};
    private static final Pattern CALLS = Pattern.compile("(?m)^\\s*[\\d.]+\\s+[\\d.]+\\s+\\d+\\s+(\\d+)\\s+.*(?:fsync|fdatasync)$");
    private static final int TRACED_COMMITS = 200;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private record Round(long events, long commits, double seconds, double cpuSeconds) {
        double cpuMicros() {
            return cpuSeconds * 1e6 / events;
        }

        double perSecond() {
            return events / seconds;
        }
    }

    @FunctionalInterface
    private interface Sink {
        void commit(List<Event> batch) throws Exception;
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0 && arguments[0].equals("traced")) {
            commitUnderTrace(Path.of(arguments[1]), Integer.parseInt(arguments[2]));
            return;
        }
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 3;
        Machine.require("strace", "strace");
        String machine = Machine.line();
        MachineLoad machineLoad = new MachineLoad(10);
        Path home = Homes.copyOf(STORED_BEFORE);
        try {
            Population population = Homes.population(home);
            Map<Integer, List<Round>> ours = new LinkedHashMap<>();
            Map<Integer, List<Round>> bare = new LinkedHashMap<>();
            try (Store store = Homes.open(home);
                    BareRows rows = new BareRows(home.resolve("bare.db"))) {
                for (int round = 0; round <= rounds; round++) {
                    for (int size : BATCHES) {
                        machineLoad.await();
                        Round bareRound = round(population, size, seconds, rows::commit);
                        Round ourRound = round(population, size, seconds, store::append);
                        System.err.printf("round %d of %d, batches of %d: bare rows %,.0f/s, Telltale %,.0f/s%n", round, rounds,
                                size, bareRound.perSecond(), ourRound.perSecond());
                        if (round > 0) {
                            bare.computeIfAbsent(size, any -> new ArrayList<>()).add(bareRound);
                            ours.computeIfAbsent(size, any -> new ArrayList<>()).add(ourRound);
                        }
                    }
                }
            }
            report(machine + " " + machineLoad.sentence(), rounds, seconds, ours, bare, home);
        } finally {
            Homes.delete(home);
        }
    }

    /** Generates the events outside the measured time, since that is not the writer's work. */
    private static Round round(Population population, int size, int seconds, Sink sink) throws Exception {
        Random random = new Random();
        long nanos = 0;
        long cpuNanos = 0;
        long commits = 0;
        while (nanos < seconds * 1_000_000_000L) {
            List<List<Event>> batches = new ArrayList<>();
            for (int i = 0; i < Math.max(1, 10_000 / size); i++) {
                batches.add(population.opensNow(size, random));
            }
            long start = System.nanoTime();
            long cpuStart = THREADS.getCurrentThreadCpuTime();
            for (List<Event> batch : batches) {
                sink.commit(batch);
            }
            nanos += System.nanoTime() - start;
            cpuNanos += THREADS.getCurrentThreadCpuTime() - cpuStart;
            commits += batches.size();
        }
        return new Round(commits * size, commits, nanos / 1e9, cpuNanos / 1e9);
    }

    private static void report(
            String machine, int rounds, int seconds, Map<Integer, List<Round>> ours, Map<Integer, List<Round>> bare, Path home)
            throws Exception {
        List<String> lines = new ArrayList<>();
        for (int size : BATCHES) {
            Figures theirs = Figures.of(bare.get(size), Round::perSecond);
            Figures mine = Figures.of(ours.get(size), Round::perSecond);
            double commits = Figures.of(ours.get(size), round -> round.commits() / round.seconds()).median();
            lines.add(String.format("| %,d | %s | %s | %s | %.1f | %.1f | %,.0f | %.2f |", size, theirs.spread(), mine.spread(),
                    Figures.ratio(mine.median(), theirs.median()),
                    Figures.of(bare.get(size), Round::cpuMicros).median(), Figures.of(ours.get(size), Round::cpuMicros).median(), commits, syncsPerCommit(home, size)));
        }
        System.out.printf("%s%n%n", machine);
        System.out.printf("| events per commit | bare rows/s, median of %d rounds of %d s (lowest to highest) | Telltale, events/s | ratio | CPU time per bare row, µs | per event, µs | commits/s | syncs per commit |%n", rounds, seconds);
        System.out.println("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        lines.forEach(System.out::println);
    }

    /** Returns the syncs of a child process, less those of one that commits nothing, per commit. */
    private static double syncsPerCommit(Path home, int size) throws IOException, InterruptedException {
        double syncs = (syncs(home, size) - syncs(home, 0)) / (double) TRACED_COMMITS;
        if (syncs < 1) {
            throw new BenchmarkException("a commit of " + size + " events makes " + syncs + " syncs: it is not durable");
        }
        return syncs;
    }

    private static long syncs(Path home, int size) throws IOException, InterruptedException {
        Path summary = home.resolve("strace");
        Machine.run("strace", "-f", "-c", "-e", "trace=fsync,fdatasync", "-o", summary.toString(), Machine.JAVA, "-cp",
                System.getProperty("java.class.path"), "Writer", "traced", home.toString(), String.valueOf(size));
        Matcher calls = CALLS.matcher(Files.readString(summary));
        long sum = 0;
        while (calls.find()) {
            sum += Long.parseLong(calls.group(1));
        }
        return sum;
    }

    private static void commitUnderTrace(Path home, int size) throws Exception {
        Population population = Homes.population(home);
        Random random = new Random();
        try (Store store = Homes.open(home)) {
            store.append(population.opensNow(1, random));
            for (int i = 0; size > 0 && i < TRACED_COMMITS; i++) {
                store.append(population.opensNow(size, random));
            }
        }
    }

    /** The minimum that can be stored per event, as a prototype would do it. */
    private static final class BareRows implements AutoCloseable {
        private final Connection connection;
        private final PreparedStatement insert;
        private final PreparedStatement begin;
        private final PreparedStatement commit;

        BareRows(Path file) throws Exception {
            connection = new JDBC().connect("jdbc:sqlite:" + file, new Properties());
            try (Statement statement = connection.createStatement()) {
                statement.execute("pragma journal_mode=wal");
                statement.execute("pragma synchronous=full");
                statement.execute("pragma wal_autocheckpoint=10000");
                statement.execute("create table rows (id blob not null, client integer not null) strict");
            }
            insert = connection.prepareStatement("insert into rows values (?, ?)");
            begin = connection.prepareStatement("begin immediate");
            commit = connection.prepareStatement("commit");
        }

        void commit(List<Event> batch) throws Exception {
            begin.execute();
            for (Event event : batch) {
                insert.setBytes(1, Uuid7.bytes(event.id()));
                insert.setLong(2, event.client().flagBits());
                insert.executeUpdate();
            }
            commit.execute();
        }

        @Override
        public void close() throws java.sql.SQLException {
            connection.close();
        }
    }
}
