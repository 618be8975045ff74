import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures an export of all events as NDJSON: its speed, and the memory of the server while it runs, also while clients stop
 * reading. The pixels that other clients load meanwhile show whether it holds anything that they need.
 *
 * <p>{@code bench/run export [events] [clients that do not read] [events to read]}.
 */
public final class Export {
    private static final int SAMPLES = 20;
    private static final int MEGABYTE = 1_000_000;

    public static void main(String[] arguments) throws Exception {
        long events = arguments.length > 0 ? Long.parseLong(arguments[0]) : 30_000_000;
        int stalled = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 20;
        long wanted = arguments.length > 2 ? Long.parseLong(arguments[2]) : events;
        String machine = Machine.line();
        Path home = Homes.copyOf(events);
        try (ServerProcess server = ServerProcess.telltale(home)) {
            double idle = QueueFootprint.liveHeap(server);
            List<Socket> idleClients = new ArrayList<>();
            for (int i = 0; i < stalled; i++) {
                idleClients.add(open(server, home));
            }
            double peak = QueueFootprint.liveHeap(server);
            long start = System.nanoTime();
            long bytes = 0;
            long lines = 0;
            try (Socket client = open(server, home)) {
                InputStream in = client.getInputStream();
                byte[] buffer = new byte[64 * 1024];
                long nextSample = wanted / SAMPLES;
                for (int count = in.read(buffer); count > 0 && lines < wanted; count = in.read(buffer)) {
                    bytes += count;
                    lines += lines(buffer, count);
                    if (lines > nextSample) {
                        peak = Math.max(peak, QueueFootprint.liveHeap(server));
                        nextSample += wanted / SAMPLES;
                    }
                }
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            for (Socket client : idleClients) {
                client.close();
            }
            if (lines < wanted) {
                throw new BenchmarkException("The export has " + lines + " lines of " + wanted + " events.");
            }
            System.out.printf("%s%n%n", machine);
            System.out.println("| events | of them read | clients that do not read | MB | events/s | live heap over the idle server at most, MB |");
            System.out.println("| ---: | ---: | ---: | ---: | ---: | ---: |");
            System.out.printf("| %,d | %,d | %d | %,d | %,.0f | %.1f |%n", events, lines, stalled, bytes / MEGABYTE, lines / seconds, peak - idle);
        } finally {
            Homes.delete(home);
        }
    }

    private static long lines(byte[] buffer, int count) {
        long lines = 0;
        for (int i = 0; i < count; i++) {
            lines += buffer[i] == '\n' ? 1 : 0;
        }
        return lines;
    }

    /** Asks for an export, and reads nothing of it. */
    private static Socket open(ServerProcess server, Path home) throws IOException {
        String key = Files.readString(home.resolve("key")).strip();
        Socket client = new Socket(InetAddress.getLoopbackAddress(), server.port());
        client.getOutputStream().write(("GET /app/api/v1/events?from=1970-01-02T00:00:00Z HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAccept: application/x-ndjson\r\nAuthorization: Bearer "
                + key + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        return client;
    }
}
