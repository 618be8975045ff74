import jakarta.mail.Multipart;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Measures mails per second through all of Telltale (a batch submitted to the API, stored, rendered, tracked, sent, and its
 * outcomes stored) against loops that only send, with and without a round trip of five milliseconds; how fast a batch is
 * queued; and the same on PostgreSQL.
 *
 * <p>{@code bench/run sending [rounds] [mails per round] [mails per round with delay]}. The subjects take turns in each round.
 */
public final class SendingThroughput {
    private static final int BATCH = 10_000;
    private static final int ROUND_TRIP_MILLIS = 5;
    /** Batches before the first round. */
    private static final int WARM_UP = 20;
    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");
    private static final Pattern ACCEPTED = Pattern.compile("\"accepted\":(\\d+)");
    private static final String OURS = "Telltale, complete";
    private static final String ON_POSTGRESQL = "Telltale, complete, on PostgreSQL";
    private static final String NEW_MESSAGES = "Angus Mail, a new MimeMessage per mail, 8 connections";
    private static final String SAME_BYTES = "Angus Mail, the same bytes for each mail, 8 connections";
    private static final String SOURCE = "smtp-source -s 8 -d";

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ServerProcess telltale;
    private final String key;

    SendingThroughput(ServerProcess telltale, Path home) throws IOException {
        this.telltale = telltale;
        this.key = Files.readString(home.resolve("key")).strip();
    }

    /** A mail as Telltale sends it. */
    private record Sample(String text, String html, int bytes) {}

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        int mails = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10_000;
        int delayed = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 2_000;
        Machine.require("smtp-sink", "postfix");
        Machine.require("smtp-source", "postfix");
        System.out.printf("%s%n", Machine.line());
        Path scratch = Files.createTempDirectory(Machine.folder(), "run-");
        try {
            Sample sample = sample(scratch);
            System.out.printf("A mail has %,d bytes, 12 links and 2 merge fields.%n%n", sample.bytes);
            Map<String, List<Double>> near = compare(scratch, sample, rounds, mails, 0);
            compare(scratch, sample, rounds, delayed, ROUND_TRIP_MILLIS);
            double ours = Figures.of(near.get(OURS)).median();
            Pixels.requireRatio("mails/s against " + NEW_MESSAGES, ours / Figures.of(near.get(NEW_MESSAGES)).median(), 1);
            Pixels.requireRatio("mails/s against " + SAME_BYTES, ours / Figures.of(near.get(SAME_BYTES)).median(), 1);
            Pixels.requireRatio("mails/s on PostgreSQL against the embedded database", Figures.of(near.get(ON_POSTGRESQL)).median() / ours, 0.6);
        } finally {
            Homes.delete(scratch);
        }
    }

    static String address(int number) {
        return "reader" + number + "@example.com";
    }

    private static ServerProcess telltale(Path home, int port, Map<String, String> database) throws IOException, InterruptedException {
        Map<String, String> settings = new HashMap<>(database);
        settings.putAll(Map.of(
                "EMAIL_HOST", "127.0.0.1",
                "EMAIL_PORT", String.valueOf(port),
                "EMAIL_TLS", "none",
                "EMAIL_FROM", "news@example.org",
                "PIXEL_URL", "https://mail.example.org/app/pixel"));
        return ServerProcess.telltale(home, settings);
    }

    /** Sends one mail, and reads it from the folder in which the sink saved it. */
    private static Sample sample(Path scratch) throws Exception {
        Path home = Files.createDirectory(scratch.resolve("sample-home"));
        Path saved = Files.createDirectory(scratch.resolve("sample"));
        try (SmtpSink sink = new SmtpSink(saved, "-d", "mail.");
                ServerProcess telltale = telltale(home, sink.port(), Map.of())) {
            new SendingThroughput(telltale, home).send(1);
        }
        try (Stream<Path> files = Files.list(saved)) {
            byte[] bytes = Files.readAllBytes(files.findFirst().orElseThrow());
            MimeMessage message = new MimeMessage(Session.getInstance(new Properties()), new java.io.ByteArrayInputStream(bytes));
            Multipart parts = (Multipart) message.getContent();
            return new Sample(
                    String.valueOf(parts.getBodyPart(0).getContent()), String.valueOf(parts.getBodyPart(1).getContent()), bytes.length);
        }
    }

    private static Map<String, List<Double>> compare(Path scratch, Sample sample, int rounds, int mails, int roundTripMillis) throws Exception {
        Path home = Files.createTempDirectory(scratch, "home");
        Path second = Files.createTempDirectory(scratch, "home");
        Map<String, List<Double>> perSecond = new LinkedHashMap<>();
        List<Double> queueMillis = new ArrayList<>();
        List<Double> cpuMicros = new ArrayList<>();
        MachineLoad machineLoad = new MachineLoad(5);
        try (Cluster cluster = Cluster.start();
                SmtpSink sink = new SmtpSink(scratch);
                DelayProxy delayed = new DelayProxy(sink.port(), roundTripMillis)) {
            int port = roundTripMillis == 0 ? sink.port() : delayed.port();
            String database = cluster.empty();
            try (ServerProcess telltale = telltale(home, port, Map.of());
                    ServerProcess onPostgres = telltale(second, port, cluster.settings(database))) {
                SendingThroughput ours = new SendingThroughput(telltale, home);
                SendingThroughput shared = new SendingThroughput(onPostgres, second);
                BareAngus angus = new BareAngus(port);
                for (int round = 0; round <= rounds; round++) {
                    if (round == 0) {
                        // Telltale has more code to compile than a loop: without a warm-up, the round would measure the JIT compiler.
                        for (int batch = 0; batch < WARM_UP; batch++) {
                            ours.send(mails);
                            shared.send(mails);
                        }
                    }
                    machineLoad.await();
                    double before = telltale.cpuSeconds();
                    Map<String, Double> figures = new LinkedHashMap<>();
                    double[] sent = ours.send(mails);
                    figures.put(OURS, sent[0]);
                    double micros = (telltale.cpuSeconds() - before) * 1e6 / mails;
                    figures.put(ON_POSTGRESQL, shared.send(mails)[0]);
                    figures.put(NEW_MESSAGES, angus.newMessages(mails, sample.text, sample.html));
                    figures.put(SAME_BYTES, angus.sameBytes(mails, sample.text, sample.html));
                    figures.put(SOURCE, source(port, mails, sample.bytes));
                    System.err.printf("round %d of %d: %s%n", round, rounds, figures);
                    if (round > 0) {
                        figures.forEach((name, figure) -> perSecond.computeIfAbsent(name, any -> new ArrayList<>()).add(figure));
                        queueMillis.add(sent[1] * BATCH / mails);
                        cpuMicros.add(micros);
                    }
                }
            }
            cluster.drop(database);
        }
        print(perSecond, rounds, mails, roundTripMillis);
        System.out.printf("%nTelltale took %s µs of CPU time per mail, JIT compilation included. A batch of %,d recipients was queued in %s ms"
                + " while mails were sent (extrapolated from %,d). %s%n%n", Figures.of(cpuMicros).spread(), BATCH, Figures.of(queueMillis).spread(), mails, machineLoad.sentence());
        return perSecond;
    }

    private static void print(Map<String, List<Double>> perSecond, int rounds, int mails, int roundTripMillis) {
        System.out.printf("| mails/s, median of %d rounds of %,d mails (lowest to highest), %d ms added to the round trip | mails/s | Telltale's ratio |%n", rounds, mails, roundTripMillis);
        System.out.println("| --- | ---: | ---: |");
        double ours = Figures.of(perSecond.get(OURS)).median();
        perSecond.forEach((name, figures) -> System.out.printf(
                "| %s | %s | %s |%n", name, Figures.of(figures).spread(), Figures.ratio(ours, Figures.of(figures).median())));
    }

    private static double source(int port, int mails, int bytes) throws IOException, InterruptedException {
        long start = System.nanoTime();
        Machine.run("/usr/sbin/smtp-source", "-d", "-s", "8", "-m", String.valueOf(mails), "-l", String.valueOf(bytes),
                "-f", "news@example.org", "-t", "ann@example.com", "127.0.0.1:" + port);
        return mails / ((System.nanoTime() - start) / 1e9);
    }

    /** Sends a batch. Returns mails per second until every outcome is stored, and the milliseconds until all were queued. */
    double[] send(int mails) throws IOException, InterruptedException {
        return send(mails, 0, () -> {});
    }

    /**
     * Sends a batch. Some of its mails may wait for a server that is down.
     *
     * @param waiting the mails that are not waited for while the time is taken
     * @param thereafter makes the server available again; all mails have been sent when this method returns
     */
    double[] send(int mails, int waiting, Runnable thereafter) throws IOException, InterruptedException {
        String recipients = message() + IntStream.range(0, mails).mapToObj(SendingThroughput::recipient).collect(Collectors.joining());
        long start = System.nanoTime();
        String id = queue(recipients, mails);
        double queuedMillis = (System.nanoTime() - start) / 1e6;
        await(id, mails - waiting);
        double seconds = (System.nanoTime() - start) / 1e9;
        thereafter.run();
        await(id, mails);
        return new double[] {(mails - waiting) / seconds, queuedMillis};
    }

    /** Queues a batch to a domain, and does not wait until it is sent. */
    void queueTo(String domain, int mails) throws IOException, InterruptedException {
        var unused = queue(
                message() + IntStream.range(0, mails).mapToObj(SendingThroughput::recipient).collect(Collectors.joining())
                        .replace("@example.com\"", "@" + domain + "\""),
                mails);
    }

    /** Queues a batch and returns the id of its message. */
    private String queue(String recipients, int mails) throws IOException, InterruptedException {
        HttpRequest batch = request("").header("Content-Type", "application/x-ndjson").POST(HttpRequest.BodyPublishers.ofString(recipients)).build();
        HttpResponse<InputStream> response = client.send(batch, HttpResponse.BodyHandlers.ofInputStream());
        String body = new String(response.body().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (response.statusCode() != 200 || !body.contains("\"accepted\":" + mails)) {
            throw new BenchmarkException("The batch was not accepted: " + body.substring(0, Math.min(500, body.length())));
        }
        Matcher id = ID.matcher(body);
        id.find();
        return id.group(1);
    }

    private void await(String message, int mails) throws IOException, InterruptedException {
        while (sent(message) < mails) {
            Thread.sleep(50);
        }
    }

    private long sent(String message) throws IOException, InterruptedException {
        String progress = client.send(request("/" + message).build(), HttpResponse.BodyHandlers.ofString()).body();
        Matcher accepted = ACCEPTED.matcher(progress);
        return accepted.find() ? Long.parseLong(accepted.group(1)) : 0;
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + telltale.port() + "/app/api/v1/messages" + path))
                .header("Authorization", "Bearer " + key);
    }

    static String message() {
        String paragraphs = IntStream.rangeClosed(1, 12)
                .mapToObj(number -> "<p style='margin:0 0 16px'>Story " + number + ": a summary of this week's events in a few sentences, so that"
                        + " {{name}} knows what it is about. <a href='https://shop.example/story/" + number + "?from=news'>Read on</a></p>")
                .collect(Collectors.joining());
        return "{\"subject\":\"The news of this week\",\"bulk\":true,\"html\":\"<!DOCTYPE html><html><body><h1>Hello {{name}}</h1>" + paragraphs
                + "<p>Your number is {{number}}. <a href='{{unsubscribe}}'>Unsubscribe now</a></p></body></html>\"}\n";
    }

    static String recipient(int number) {
        return "{\"to\":\"" + address(number) + "\",\"data\":{\"name\":\"Reader " + number + "\",\"number\":" + number + "}}\n";
    }
}
