import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The load generator: connections that request the pixels of 100,000 deliveries. */
final class Wrk {
    static final int CONNECTIONS = 64;

    private Wrk() {}

    /** The result of one round; latencies are in microseconds. */
    record Round(long requests, double seconds, double median, double p99, long refused, long broken) {
        double perSecond() {
            return requests / seconds;
        }

        /** Combines two halves of one load, with the worse of their latencies. */
        private Round and(Round other) {
            return new Round(requests + other.requests, Math.max(seconds, other.seconds), Math.max(median, other.median),
                    Math.max(p99, other.p99), refused + other.refused, broken + other.broken);
        }
    }

    /**
     * Loads several servers at once, with the connections divided between them.
     *
     * @param path the part of the address before the token
     */
    static Round load(List<Integer> ports, String path, Path home, int seconds, int seed) {
        return load(ports, CONNECTIONS, path, home, seconds, seed);
    }

    /** Loads with so many connections in all. */
    static Round load(List<Integer> ports, int connections, String path, Path home, int seconds, int seed) {
        List<CompletableFuture<Round>> parts = new ArrayList<>();
        for (int port : ports) {
            int partSeed = seed + parts.size();
            parts.add(CompletableFuture.supplyAsync(() -> part(port, connections / ports.size(), path, home, seconds, partSeed, ports.size())));
        }
        return parts.stream().map(CompletableFuture::join).reduce(Round::and).orElseThrow();
    }

    private static Round part(int port, int connections, String path, Path home, int seconds, int seed, int parts) {
        String output;
        try {
            output = Machine.run(
                    "wrk", "-t" + Math.max(1, 2 / parts), "-c" + connections, "-d" + seconds + "s", "-s", "bench/pixel.lua",
                    "http://127.0.0.1:" + port, "--", path, home.resolve("bench-tokens").toString(),
                    home.resolve("bench-agents").toString(), String.valueOf(seed));
        } catch (IOException | InterruptedException failed) {
            throw new BenchmarkException("wrk could not be run: " + failed);
        }
        for (String line : output.split("\n")) {
            if (line.startsWith("RESULT ")) {
                String[] f = line.split(" ");
                return new Round(Long.parseLong(f[1]), Long.parseLong(f[2]) / 1e6, Double.parseDouble(f[3]),
                        Double.parseDouble(f[4]), Long.parseLong(f[5]), Long.parseLong(f[6]));
            }
        }
        throw new BenchmarkException("wrk printed no result:\n" + output);
    }
}
