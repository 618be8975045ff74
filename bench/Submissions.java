import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures mail that programs submit by SMTP over kept connections, from the submission to the next server's reply, beside the
 * same SMTP library that discards the mails.
 *
 * <p>{@code bench/run submission [rounds] [seconds per round] [connections]}. Mails count when they are accepted,
 * and when they are sent: then the time includes the queue that is left when the programs stop.
 */
public final class Submissions {
    /** The mails by which the code is compiled; a busy machine needs longer for them. */
    private static final int WARM_UP_MAILS = 60_000;
    private static final int WARM_UP_SECONDS = 30;
    private static final int MAX_WARM_UPS = 8;

    private final Path home;
    private final ServerProcess server;
    private final int port;
    private final HttpClient client = HttpClient.newHttpClient();

    private Submissions(Path scratch, int smtpPort) throws Exception {
        home = Files.createDirectory(scratch.resolve("home"));
        port = ServerProcess.freePort();
        server = ServerProcess.telltale(home, Map.of(
                "EMAIL_HOST", "127.0.0.1",
                "EMAIL_PORT", String.valueOf(smtpPort),
                "EMAIL_TLS", "none",
                "EMAIL_FROM", "shop@example.org",
                "TELLTALE_SMTP_PORT", String.valueOf(port),
                "TELLTALE_LOG_LEVEL", "WARN",
                "PIXEL_URL", "https://mail.example.org/app/pixel"));
    }

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
        int connections = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 10;
        Machine.require("smtp-sink", "postfix");
        System.out.printf("%s%n%n", Machine.line());
        Path scratch = Files.createTempDirectory(Machine.folder(), "run-");
        try (SmtpSink sink = new SmtpSink(scratch)) {
            Submissions telltale = new Submissions(scratch, sink.port());
            int discardingPort = ServerProcess.freePort();
            Process discarding = discarding(discardingPort);
            try {
                telltale.measure(discardingPort, rounds, seconds, connections);
            } finally {
                discarding.destroy();
                telltale.server.close();
            }
        } finally {
            Homes.delete(scratch);
        }
    }

    private static Process discarding(int port) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(Machine.JAVA, "-cp", System.getProperty("java.class.path"), "DiscardingSmtp", String.valueOf(port))
                .inheritIO()
                .start();
        while (true) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return process;
            } catch (IOException notYet) {
                Thread.sleep(50);
            }
        }
    }

    private void measure(int discarding, int rounds, int seconds, int connections) throws Exception {
        warmUp(discarding, connections);
        Map<String, List<Double>> rates = new LinkedHashMap<>();
        List<Double> cpu = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            double bare = new SmtpLoad(discarding, "").run(connections, seconds, "r" + round + "-") / (double) seconds;
            Result ours = run(connections, seconds, "r" + round + "-");
            System.err.printf("round %d: %,.0f mails/s discarded, %s%n", round, bare, ours);
            rates.computeIfAbsent("the SMTP library alone, which discards the mails", any -> new ArrayList<>()).add(bare);
            rates.computeIfAbsent("Telltale: accepted, so stored durably, while others are sent", any -> new ArrayList<>()).add(ours.accepted());
            rates.computeIfAbsent("Telltale: accepted, tracked, sent, outcome stored", any -> new ArrayList<>()).add(ours.sent());
            cpu.add(ours.cpuMicros());
        }
        double bare = Figures.of(rates.values().iterator().next()).median();
        System.out.printf("| %d kept connections, mails of 2 kB, median of %d rounds of %d s (lowest to highest) | mails/s | of the library |%n| --- | ---: | ---: |%n",
                connections, rounds, seconds);
        rates.forEach((what, figures) -> System.out.printf("| %s | %s | %s |%n", what, Figures.of(figures).spread(),
                Figures.ratio(Figures.of(figures).median(), bare)));
        System.out.printf("%nCPU time of Telltale for each mail until its outcome is stored, µs: %s.%n", Figures.of(cpu).spread());
    }

    private void warmUp(int discarding, int connections) throws Exception {
        new SmtpLoad(discarding, "").run(connections, WARM_UP_SECONDS, "warm-");
        long mails = 0;
        for (int i = 0; mails < WARM_UP_MAILS && i < MAX_WARM_UPS; i++) {
            Result result = run(connections, WARM_UP_SECONDS, "warm-" + i + "-");
            mails += result.mails();
            System.err.printf("warm-up: %s%n", result);
        }
    }

    /**
     * A round.
     *
     * @param accepted mails per second until the programs stopped
     * @param sent mails per second until the last one was sent
     * @param cpuMicros the server's CPU time for each mail until then
     */
    private record Result(long mails, double accepted, double sent, double cpuMicros) {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%,.0f/s accepted, %,.0f/s until all were sent, %,.0f µs of CPU", accepted, sent, cpuMicros);
        }
    }

    private Result run(int connections, int seconds, String prefix) throws Exception {
        String key = Files.readString(home.resolve("key")).strip();
        double cpuBefore = server.cpuSeconds();
        long start = System.nanoTime();
        long mails = new SmtpLoad(port, Files.readString(home.resolve("track-key")).strip()).run(connections, seconds, prefix);
        double accepting = (System.nanoTime() - start) / 1e9;
        while (waiting(key)) {
            Thread.sleep(10);
        }
        double sending = (System.nanoTime() - start) / 1e9;
        return new Result(mails, mails / accepting, mails / sending, (server.cpuSeconds() - cpuBefore) * 1e6 / mails);
    }

    private boolean waiting(String key) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/app/api/v1/outbox?limit=1"))
                .header("Authorization", "Bearer " + key)
                .build();
        return !client.send(request, HttpResponse.BodyHandlers.ofString()).body().contains("\"waiting\":[]");
    }
}
