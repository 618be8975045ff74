import java.io.IOException;
import java.nio.file.Path;

/** The load generator: 64 connections that ask for the pixels of 100,000 deliveries. */
final class Wrk {
    private static final int CONNECTIONS = 64;

    private Wrk() {}

    /** What one round showed; latencies in microseconds. */
    record Round(long requests, double seconds, double median, double p99, long refused, long broken) {
        double perSecond() {
            return requests / seconds;
        }
    }

    /** @param path what stands before the token */
    static Round load(int port, String path, Path home, int seconds, int seed) throws IOException, InterruptedException {
        String output = Machine.run(
                "wrk", "-t2", "-c" + CONNECTIONS, "-d" + seconds + "s", "-s", "bench/pixel.lua", "http://127.0.0.1:" + port,
                "--", path, home.resolve("bench-tokens").toString(), home.resolve("bench-agents").toString(), String.valueOf(seed));
        for (String line : output.split("\n")) {
            if (line.startsWith("RESULT ")) {
                String[] f = line.split(" ");
                return new Round(Long.parseLong(f[1]), Long.parseLong(f[2]) / 1e6, Double.parseDouble(f[3]),
                        Double.parseDouble(f[4]), Long.parseLong(f[5]), Long.parseLong(f[6]));
            }
        }
        throw new Machine.Unusable("wrk said nothing of its result:\n" + output);
    }
}
