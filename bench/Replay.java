import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import telltale.judging.Networks;
import telltale.model.PrivacyProfile;
import telltale.recording.EventLog;
import telltale.spool.Spool;
import telltale.store.RecountResult;
import telltale.store.Store;
import telltale.supervision.Supervisor;

/**
 * Measures how long it takes, after an outage, to store a million spooled events in a database that already holds a million.
 *
 * <p>{@code bench/run replay [events]}.
 */
public final class Replay {
    private static final long STORED_BEFORE = 1_000_000;
    private static final int BATCH = 50;

    public static void main(String[] arguments) throws Exception {
        long waiting = arguments.length > 0 ? Long.parseLong(arguments[0]) : 1_000_000;
        String machine = Machine.line();
        MachineLoad machineLoad = new MachineLoad(20);
        Path home = Homes.copyOf(STORED_BEFORE);
        try {
            Population population = Homes.population(home);
            Random random = new Random(1);
            try (Spool spool = Spool.open(home.resolve("spool"))) {
                long begin = System.nanoTime();
                for (long added = 0; added < waiting; added += BATCH) {
                    spool.add(population.opensNow(BATCH, random));
                }
                System.err.printf("spooled in %,d ms%n", (System.nanoTime() - begin) / 1_000_000);
            }
            machineLoad.await();
            long start = System.nanoTime();
            try (Store store = Homes.open(home);
                    Spool spool = Spool.open(home.resolve("spool"))) {
                double opened = (System.nanoTime() - start) / 1e9;
                try (EventLog log = new EventLog(Supervisor.withoutExit(), store, spool, null, Networks::builtIn, random, 1_000, Duration.ofSeconds(1), Duration.ofSeconds(1), PrivacyProfile.INDIVIDUAL, event -> false)) {
                    log.start();
                    if (!log.awaitStored(Duration.ofMinutes(30))) {
                        throw new BenchmarkException("The spooled events were not stored within half an hour.");
                    }
                }
                double seconds = (System.nanoTime() - start) / 1e9;
                System.out.printf("%s %s%n%n", machine, machineLoad.sentence());
                System.out.println("| spooled events | opening the spool, s | total until all were stored and counted, s | events/s |");
                System.out.println("| ---: | ---: | ---: | ---: |");
                System.out.printf("| %,d | %.2f | %.2f | %,.0f |%n", waiting, opened, seconds, waiting / seconds);
                RecountResult recount = store.recount();
                if (recount.different() != 0 || recount.events() != STORED_BEFORE + waiting) {
                    throw new BenchmarkException("The recount differs: " + recount);
                }
            }
        } finally {
            Homes.delete(home);
        }
    }
}
