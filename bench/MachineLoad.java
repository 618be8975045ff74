import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The CPU share of other programs, sampled between the rounds while the benchmark's own servers are idle. */
final class MachineLoad {
    private static final double QUIET = 0.15;
    private static final int SAMPLE_MILLIS = 300;

    private final int maxWaitSeconds;
    private final List<Double> shares = new ArrayList<>();

    /** @param maxWaitSeconds how long to wait, before each round, until the machine is quiet */
    MachineLoad(int maxWaitSeconds) {
        this.maxWaitSeconds = maxWaitSeconds;
    }

    /** Waits until the machine is quiet or the time is up, and records its load. */
    void await() throws IOException, InterruptedException {
        long end = System.nanoTime() + maxWaitSeconds * 1_000_000_000L;
        double share = busyShare();
        while (share > QUIET && System.nanoTime() < end) {
            share = busyShare();
        }
        shares.add(share);
    }

    /** Returns a sentence about the load, for the reader of the table. */
    String sentence() {
        double median = Figures.of(shares).median();
        String judged = median <= QUIET
                ? "the machine was quiet"
                : "THE MACHINE WAS NOT QUIET, which slows a server that waits for a disk more than one that does not";
        return String.format("Before the rounds, other programs took %.0f %% of the CPU (median): %s.", 100 * median, judged);
    }

    private static double busyShare() throws IOException, InterruptedException {
        long[] before = ticks();
        Thread.sleep(SAMPLE_MILLIS);
        long[] after = ticks();
        return 1 - (after[0] - before[0]) / (double) Math.max(1, after[1] - before[1]);
    }

    /** Returns the idle ticks and all ticks of all processors. */
    private static long[] ticks() throws IOException {
        String[] fields = Files.readAllLines(Path.of("/proc/stat")).get(0).trim().split("\\s+");
        long all = 0;
        for (int i = 1; i <= 8; i++) {
            all += Long.parseLong(fields[i]);
        }
        return new long[] {Long.parseLong(fields[4]) + Long.parseLong(fields[5]), all};
    }
}
