import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Measures durable pixels on PostgreSQL: one node, and two nodes on one database, against a node with the embedded database
 * and the servlet that stores nothing.
 *
 * <p>{@code bench/run nodes [rounds] [seconds per round]}. All servers run throughout, and are loaded in turn; the two nodes
 * share the load of one.
 */
public final class Nodes {
    private static final long STORED_BEFORE = 1_000_000;
    private static final int WARM_UP_SECONDS = 15;

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
        Machine.require("wrk", "wrk");
        String machine = Machine.line();
        Path embedded = Homes.copyOf(STORED_BEFORE);
        List<Path> homes = List.of(Homes.node(embedded), Homes.node(embedded), Homes.node(embedded));
        Path scratch = Files.createTempDirectory(Machine.folder(), "run-");
        MachineLoad machineLoad = new MachineLoad(5);
        Subjects subjects = new Subjects(rounds, seconds);
        try (Cluster cluster = Cluster.start()) {
            String alone = cluster.copyOf(STORED_BEFORE);
            String shared = cluster.copyOf(STORED_BEFORE);
            try (ServerProcess bare = Pixels.bareServlet(scratch);
                    ServerProcess onSqlite = ServerProcess.telltale(embedded);
                    ServerProcess onPostgres = ServerProcess.telltale(homes.get(0), cluster.settings(alone));
                    ServerProcess first = ServerProcess.telltale(homes.get(1), cluster.settings(shared));
                    ServerProcess second = ServerProcess.telltale(homes.get(2), cluster.settings(shared))) {
                subjects.add("bare servlet", "/app/pixel", bare);
                subjects.add("embedded database", "/app/pixel", onSqlite);
                subjects.add("PostgreSQL", "/app/pixel", onPostgres);
                subjects.add("PostgreSQL, two nodes", "/app/pixel", first, second);
                for (int round = 0; round <= rounds; round++) {
                    for (Subjects.Subject subject : subjects.all()) {
                        machineLoad.await();
                        subjects.load(subject, embedded, round, WARM_UP_SECONDS);
                        awaitStored(subject);
                    }
                }
            }
            System.out.printf("%s Data on %s. %s%n%n", machine, cluster.version(), machineLoad.sentence());
            subjects.print("PostgreSQL");
            System.out.println();
            compare(subjects.get("PostgreSQL"), cluster, alone);
            compare(subjects.get("PostgreSQL, two nodes"), cluster, shared);
            cluster.drop(alone);
            cluster.drop(shared);
        } finally {
            Homes.delete(embedded);
            Homes.delete(scratch);
            for (Path home : homes) {
                Homes.delete(home);
            }
        }
    }

    private static void awaitStored(Subjects.Subject subject) throws Exception {
        if (!subject.name().equals("bare servlet")) {
            for (ServerProcess server : subject.servers()) {
                while (Pixels.waiting(server) > 0) {
                    Thread.sleep(5);
                }
            }
        }
    }

    private static void compare(Subjects.Subject subject, Cluster cluster, String database) throws Exception {
        long stored = cluster.number(database, "select count(*) from telltale.events") - STORED_BEFORE;
        System.out.printf("%s: answered %,d and stored %,d of them (a few more were in flight when a round ended).%n",
                subject.name(), subject.answered(), stored);
        if (stored < subject.answered()) {
            throw new BenchmarkException(subject.name() + " lost " + (subject.answered() - stored) + " opens that it had already answered.");
        }
    }
}
