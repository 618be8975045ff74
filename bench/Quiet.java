import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How much of the machine other programs take, looked at between the rounds while our own servers idle. */
final class Quiet {
    private static final double QUIET = 0.15;
    private static final int SAMPLE_MILLIS = 300;

    private final int patienceSeconds;
    private final List<Double> shares = new ArrayList<>();

    /** @param patienceSeconds how long to wait for a quiet moment before each round at the most */
    Quiet(int patienceSeconds) {
        this.patienceSeconds = patienceSeconds;
    }

    /** Waits for a quiet moment; takes a noisy one in the end, and remembers. */
    void await() throws IOException, InterruptedException {
        long end = System.nanoTime() + patienceSeconds * 1_000_000_000L;
        double share = busyShare();
        while (share > QUIET && System.nanoTime() < end) {
            share = busyShare();
        }
        shares.add(share);
    }

    /** One sentence for the reader of the table. */
    String sentence() {
        double median = Figures.of(shares).median();
        String judged = median <= QUIET
                ? "the machine was quiet"
                : "THE MACHINE WAS NOT QUIET, and whatever waits for a disk suffers more from that than what does not";
        return String.format("Before the rounds other programs took %.0f %% of the processors (median): %s.", 100 * median, judged);
    }

    private static double busyShare() throws IOException, InterruptedException {
        long[] before = ticks();
        Thread.sleep(SAMPLE_MILLIS);
        long[] after = ticks();
        return 1 - (after[0] - before[0]) / (double) Math.max(1, after[1] - before[1]);
    }

    /** Idle and all, of all processors. */
    private static long[] ticks() throws IOException {
        String[] fields = Files.readAllLines(Path.of("/proc/stat")).get(0).trim().split("\\s+");
        long all = 0;
        for (int i = 1; i <= 8; i++) {
            all += Long.parseLong(fields[i]);
        }
        return new long[] {Long.parseLong(fields[4]) + Long.parseLong(fields[5]), all};
    }
}
