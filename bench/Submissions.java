import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.ArrayList;
import java.util.Map;

/**
 * Measures mail that programs submit by SMTP over kept connections, from the submission to the next server's reply, beside the
 * same SMTP library that discards the mails.
 *
 * <p>{@code bench/run submission [rounds] [seconds per round] [connections]}. Mails count when they are sent: the time includes
 * the queue that is left when the programs stop.
 */
public final class Submissions {
    private static final int WARM_UP_SECONDS = 30;

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
        Map<String, List<Double>> rates = new LinkedHashMap<>();
        for (int round = 0; round <= rounds; round++) {
            int time = round == 0 ? WARM_UP_SECONDS : seconds;
            double bare = new SmtpLoad(discarding, "").run(connections, time, "r" + round + "-") / (double) time;
            double whole = run(connections, time, "r" + round + "-");
            System.err.printf("round %d: %,.0f mails/s discarded, %,.0f submitted and sent%n", round, bare, whole);
            if (round > 0) {
                rates.computeIfAbsent("the SMTP library alone, which discards the mails", any -> new ArrayList<>()).add(bare);
                rates.computeIfAbsent("Telltale: stored, tracked, sent, outcome stored", any -> new ArrayList<>()).add(whole);
            }
        }
        double bare = Figures.of(rates.values().iterator().next()).median();
        System.out.printf("| %d kept connections, mails of 2 kB, median of %d rounds of %d s (lowest to highest) | mails/s | of the library |%n| --- | ---: | ---: |%n",
                connections, rounds, seconds);
        rates.forEach((what, figures) -> System.out.printf("| %s | %s | %s |%n", what, Figures.of(figures).spread(),
                Figures.ratio(Figures.of(figures).median(), bare)));
    }

    private double run(int connections, int seconds, String prefix) throws Exception {
        String key = Files.readString(home.resolve("key")).strip();
        long start = System.nanoTime();
        long mails = new SmtpLoad(port, Files.readString(home.resolve("track-key")).strip()).run(connections, seconds, prefix);
        while (waiting(key)) {
            Thread.sleep(10);
        }
        return mails * 1e9 / (System.nanoTime() - start);
    }

    private boolean waiting(String key) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/app/api/v1/outbox?limit=1"))
                .header("Authorization", "Bearer " + key)
                .build();
        return !client.send(request, HttpResponse.BodyHandlers.ofString()).body().contains("\"waiting\":[]");
    }
}
