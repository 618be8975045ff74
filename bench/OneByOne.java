import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Measures programs that send one mail at a time: {@code POST /track}, whose response waits for the mail server, and {@code
 * POST /api/v1/messages} with one recipient, beside an earlier build and beside loops around Angus Mail with persistent and
 * with new connections.
 *
 * <p>{@code bench/run one-by-one EARLIER.war [rounds] [seconds per round]}. Submissions count when their mails are sent: the
 * time includes the queue that is left when the callers stop.
 */
public final class OneByOne {
    private static final int WARM_UP_SECONDS = 45;
    private static final String HTML = "<!DOCTYPE html><html><body><h1>Your order</h1><p>Thank you. It leaves our warehouse today."
            + " <a href='https://shop.example/orders/1'>Follow it</a> or <a href='https://shop.example/help'>ask us</a>.</p></body></html>";

    private final String name;
    private final Path home;
    private final ServerProcess server;
    private final HttpClient client = HttpClient.newHttpClient();

    private OneByOne(String name, Path war, Path scratch, int smtpPort) throws Exception {
        this.name = name;
        this.home = Files.createDirectory(scratch.resolve(name));
        this.server = ServerProcess.launcher(war, home, System.getenv().getOrDefault("TELLTALE_BENCH_JAVA", ""), Map.of(
                "EMAIL_HOST", "127.0.0.1",
                "EMAIL_PORT", String.valueOf(smtpPort),
                "EMAIL_TLS", "none",
                "EMAIL_FROM", "shop@example.org",
                "TELLTALE_LOG_LEVEL", "WARN",
                "PIXEL_URL", "https://mail.example.org/app/pixel"));
        Files.writeString(home.resolve("bench-track"), "{\"to\":\"RECIPIENT\",\"subject\":\"Your order\",\"html\":\"" + HTML + "\"}");
        Files.writeString(home.resolve("bench-messages"), "{\"subject\":\"Your order\",\"html\":\"" + HTML + "\",\"to\":\"RECIPIENT\"}");
    }

    /** A way to submit mails, with a number of callers. */
    private record Load(String name, String path, String body, int callers) {}

    private static final List<Load> LOADS = List.of(
            new Load("POST /track, 1 caller", "/app/track", "bench-track", 1),
            new Load("POST /track, 16 callers", "/app/track", "bench-track", 16),
            new Load("POST /api/v1/messages, 16 callers", "/app/api/v1/messages", "bench-messages", 16),
            new Load("POST /api/v1/messages, 64 callers", "/app/api/v1/messages", "bench-messages", 64));

    /** Mails per second until the last one was sent, and microseconds of CPU time per mail. */
    private record Result(double perSecond, double cpuMicros) {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 0) {
            throw new BenchmarkException("The first argument must be the WAR of an earlier build.");
        }
        Path earlier = Path.of(arguments[0]).toAbsolutePath();
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
        int seconds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 5;
        Machine.require("wrk", "wrk");
        Machine.require("smtp-sink", "postfix");
        System.out.printf("%s%n%n", Machine.line());
        Path scratch = Files.createTempDirectory(Machine.folder(), "run-");
        List<OneByOne> builds = new ArrayList<>();
        try (SmtpSink sink = new SmtpSink(scratch)) {
            builds.add(new OneByOne("before", earlier, scratch, sink.port()));
            builds.add(new OneByOne("now", Machine.WAR, scratch, sink.port()));
            measure(builds, new BareAngus(sink.port()), rounds, seconds);
        } finally {
            for (OneByOne build : builds) {
                build.server.close();
            }
            Homes.delete(scratch);
        }
    }

    private static void measure(List<OneByOne> builds, BareAngus angus, int rounds, int seconds) throws Exception {
        Map<String, List<Double>> rates = new LinkedHashMap<>();
        Map<String, List<Double>> cpu = new TreeMap<>();
        for (int round = 0; round <= rounds; round++) {
            for (Load load : LOADS) {
                for (OneByOne build : builds) {
                    Result result = build.run(load, round == 0 ? WARM_UP_SECONDS : seconds, round);
                    System.err.printf("round %d, %s, %s: %,.0f mails/s, %,.0f µs of CPU%n", round, load.name, build.name, result.perSecond, result.cpuMicros);
                    if (round > 0) {
                        rates.computeIfAbsent(load.name + " | " + build.name, any -> new ArrayList<>()).add(result.perSecond);
                        cpu.computeIfAbsent(load.name + " | " + build.name, any -> new ArrayList<>()).add(result.cpuMicros);
                    }
                }
            }
            double kept = angus.oneByOne(16, seconds, true, HTML);
            double fresh = angus.oneByOne(16, seconds, false, HTML);
            System.err.printf("round %d, Angus Mail: %,.0f mails/s kept, %,.0f new%n", round, kept, fresh);
            if (round > 0) {
                rates.computeIfAbsent("Angus Mail, 16 threads | persistent connections", any -> new ArrayList<>()).add(kept);
                rates.computeIfAbsent("Angus Mail, 16 threads | a new connection per mail", any -> new ArrayList<>()).add(fresh);
            }
        }
        double kept = Figures.of(rates.get("Angus Mail, 16 threads | persistent connections")).median();
        System.out.printf("| one mail at a time, median of %d rounds of %d s (lowest to highest) | | mails/s | of the Angus loop | µs of CPU per mail |%n| --- | --- | ---: | ---: | ---: |%n", rounds, seconds);
        rates.forEach((what, figures) -> System.out.printf("| %s | %s | %s | %s |%n", what, Figures.of(figures).spread(),
                Figures.ratio(Figures.of(figures).median(), kept), cpu.containsKey(what) ? Figures.of(cpu.get(what)).spread() : ""));
    }

    private Result run(Load load, int seconds, int round) throws Exception {
        String key = Files.readString(home.resolve("key")).strip();
        double cpuBefore = server.cpuSeconds();
        long start = System.nanoTime();
        String output = Machine.run("wrk", "-t1", "-c" + load.callers, "-d" + seconds + "s", "--timeout", "30s", "-s", "bench/one-mail.lua",
                "http://127.0.0.1:" + server.port(), "--", load.path, "application/json", home.resolve(load.body).toString(), key,
                "r" + round + "-" + load.callers + "-" + load.body.length() + "-");
        String[] result = output.lines().filter(line -> line.startsWith("RESULT ")).findFirst().orElseThrow().split(" ");
        if (!result[5].equals("0") || !result[6].equals("0")) {
            throw new BenchmarkException(name + " did not accept all mails: " + output);
        }
        while (waiting(key) > 0) {
            Thread.sleep(10);
        }
        long mails = Long.parseLong(result[1]);
        double elapsed = (System.nanoTime() - start) / 1e9;
        return new Result(mails / elapsed, (server.cpuSeconds() - cpuBefore) * 1e6 / mails);
    }

    private int waiting(String key) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/app/api/v1/outbox?limit=1"))
                .header("Authorization", "Bearer " + key)
                .build();
        String body = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        return body.contains("\"waiting\":[]") ? 0 : 1;
    }
}
