import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures what clients of the event stream cost while no event is for them: memory for each of them, and the latency of
 * pixels beside them. The rounds with and without clients take turns on one server.
 *
 * <p>{@code bench/run listeners [clients] [rounds] [seconds per round]}.
 */
public final class Listeners {
    private static final int WARM_UP_SECONDS = 15;

    /** Memory in kilobytes: live objects, and what the process occupies. */
    private record Memory(double heap, double resident) {}

    public static void main(String[] arguments) throws Exception {
        int count = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
        int seconds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 10;
        Machine.require("wrk", "wrk");
        String machine = Machine.line();
        Path home = Homes.copyOf(0);
        List<Wrk.Round> alone = new ArrayList<>();
        List<Wrk.Round> beside = new ArrayList<>();
        List<Double> heap = new ArrayList<>();
        List<Double> resident = new ArrayList<>();
        try (ServerProcess server = ServerProcess.telltale(home)) {
            for (int round = 0; round <= rounds; round++) {
                int time = round == 0 ? WARM_UP_SECONDS : seconds;
                Wrk.Round without = Wrk.load(List.of(server.port()), "/app/pixel", home, time, 200 * round);
                awaitStored(server);
                Memory before = memory(server);
                List<Socket> clients = open(server, home, count);
                Memory with = memory(server);
                Wrk.Round together = Wrk.load(List.of(server.port()), "/app/pixel", home, time, 200 * round + 100);
                awaitStored(server);
                for (Socket client : clients) {
                    client.close();
                }
                System.err.printf("round %d of %d: p99 %,.0f µs without clients, %,.0f with; %,.1f kB of heap each%n", round, rounds,
                        without.p99(), together.p99(), (with.heap() - before.heap()) / count);
                if (round > 0) {
                    alone.add(without);
                    beside.add(together);
                    heap.add((with.heap() - before.heap()) / count);
                    resident.add((with.resident() - before.resident()) / count);
                }
            }
        } finally {
            Homes.delete(home);
        }
        System.out.printf("%s%n%n", machine);
        System.out.printf("| median of %d rounds of %d s (lowest to highest) | without clients | with %,d | ratio |%n", rounds, seconds, count);
        System.out.println("| --- | ---: | ---: | ---: |");
        row("pixels/s", Figures.of(alone, Wrk.Round::perSecond), Figures.of(beside, Wrk.Round::perSecond));
        row("pixel p50, µs", Figures.of(alone, Wrk.Round::median), Figures.of(beside, Wrk.Round::median));
        row("pixel p99, µs", Figures.of(alone, Wrk.Round::p99), Figures.of(beside, Wrk.Round::p99));
        System.out.printf("%nFor each client: %s kB of heap, %s kB of resident memory.%n", Figures.of(heap).spread(), Figures.of(resident).spread());
    }

    private static void row(String what, Figures alone, Figures beside) {
        System.out.printf("| %s | %s | %s | %s |%n", what, alone.spread(), beside.spread(), Figures.ratio(beside.median(), alone.median()));
    }

    /** Opens streams of a campaign that gets no events, and returns when each has begun. */
    private static List<Socket> open(ServerProcess server, Path home, int count) throws IOException {
        String key = Files.readString(home.resolve("key")).strip();
        String request = "GET /app/api/v1/events/stream?campaign=quiet HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + key + "\r\n\r\n";
        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Socket client = new Socket(InetAddress.getLoopbackAddress(), server.port());
            clients.add(client);
            client.setSoTimeout(30_000);
            client.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String status = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII)).readLine();
            if (status == null || !status.contains(" 200")) {
                throw new BenchmarkException("A stream is answered by " + status);
            }
        }
        return clients;
    }

    private static void awaitStored(ServerProcess server) throws Exception {
        while (Pixels.waiting(server) > 0) {
            Thread.sleep(20);
        }
    }

    private static Memory memory(ServerProcess server) throws Exception {
        String resident = Files.readAllLines(Path.of("/proc", String.valueOf(server.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .findFirst()
                .orElseThrow()
                .replaceAll("\\D", "");
        return new Memory(QueueFootprint.liveHeap(server) * 1_000, Double.parseDouble(resident));
    }
}
