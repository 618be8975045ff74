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
 * Mails a second through all of Telltale (a batch by the API, kept, composed, tracked, sent, its outcome stored) beside loops
 * that only send, without and with five milliseconds between the two sides; and how fast a batch is taken on.
 *
 * <p>{@code bench/run sending [rounds] [mails a round] [mails a round with delay]}. Subjects take turns in each round.
 */
public final class Sending {
    private static final int BATCH = 10_000;
    private static final int ROUND_TRIP_MILLIS = 5;
    /** Batches before the first round. */
    private static final int WARM_UP = 20;
    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");
    private static final Pattern ACCEPTED = Pattern.compile("\"accepted\":(\\d+)");
    private static final String OURS = "Telltale, everything";
    private static final String BUILDING = "Angus, a MimeMessage each time, 8 connections";
    private static final String SAME_BYTES = "Angus, the same bytes again, 8 connections";
    private static final String SOURCE = "smtp-source -s 8 -d";

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Child telltale;
    private final String key;

    Sending(Child telltale, Path home) throws IOException {
        this.telltale = telltale;
        this.key = Files.readString(home.resolve("key")).strip();
    }

    /** A mail as Telltale sends it. */
    private record Sample(String text, String html, int bytes) {}

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        int mails = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10_000;
        int delayed = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 2_000;
        Machine.demand("smtp-sink", "postfix");
        Machine.demand("smtp-source", "postfix");
        System.out.printf("%s%n", Machine.line());
        Path scratch = Files.createTempDirectory(Machine.folder(), "run-");
        try {
            Sample sample = sample(scratch);
            System.out.printf("A mail has %,d bytes, 12 links and 2 words of its own.%n%n", sample.bytes);
            Map<String, List<Double>> near = compare(scratch, sample, rounds, mails, 0);
            compare(scratch, sample, rounds, delayed, ROUND_TRIP_MILLIS);
            double ours = Figures.of(near.get(OURS)).median();
            Pixels.promise("mails/s beside " + BUILDING, ours / Figures.of(near.get(BUILDING)).median(), 1);
            Pixels.promise("mails/s beside " + SAME_BYTES, ours / Figures.of(near.get(SAME_BYTES)).median(), 0.6);
        } finally {
            Homes.delete(scratch);
        }
    }

    static String address(int number) {
        return "reader" + number + "@example.com";
    }

    private static Child telltale(Path home, int port) throws IOException, InterruptedException {
        return Child.telltale(home, Map.of(
                "EMAIL_HOST", "127.0.0.1",
                "EMAIL_PORT", String.valueOf(port),
                "EMAIL_TLS", "none",
                "EMAIL_FROM", "news@example.org",
                "PIXEL_URL", "https://mail.example.org/app/pixel"));
    }

    /** One mail, kept by the sink and read. */
    private static Sample sample(Path scratch) throws Exception {
        Path home = Files.createDirectory(scratch.resolve("sample-home"));
        Path kept = Files.createDirectory(scratch.resolve("sample"));
        try (Sink sink = new Sink(kept, "-d", "mail.");
                Child telltale = telltale(home, sink.port())) {
            new Sending(telltale, home).send(1);
        }
        try (Stream<Path> files = Files.list(kept)) {
            byte[] bytes = Files.readAllBytes(files.findFirst().orElseThrow());
            MimeMessage message = new MimeMessage(Session.getInstance(new Properties()), new java.io.ByteArrayInputStream(bytes));
            Multipart parts = (Multipart) message.getContent();
            return new Sample(
                    String.valueOf(parts.getBodyPart(0).getContent()), String.valueOf(parts.getBodyPart(1).getContent()), bytes.length);
        }
    }

    private static Map<String, List<Double>> compare(Path scratch, Sample sample, int rounds, int mails, int roundTripMillis) throws Exception {
        Path home = Files.createTempDirectory(scratch, "home");
        Map<String, List<Double>> perSecond = new LinkedHashMap<>();
        List<Double> acceptance = new ArrayList<>();
        List<Double> processor = new ArrayList<>();
        Quiet quiet = new Quiet(5);
        try (Sink sink = new Sink(scratch);
                DelayedLine delayed = new DelayedLine(sink.port(), roundTripMillis)) {
            int port = roundTripMillis == 0 ? sink.port() : delayed.port();
            try (Child telltale = telltale(home, port)) {
                Sending ours = new Sending(telltale, home);
                BareAngus angus = new BareAngus(port);
                for (int round = 0; round <= rounds; round++) {
                    if (round == 0) {
                        // Ours has more code to compile than a loop: without that, the compiler is what is measured.
                        for (int batch = 0; batch < WARM_UP; batch++) {
                            ours.send(mails);
                        }
                    }
                    quiet.await();
                    double before = telltale.cpuSeconds();
                    Map<String, Double> figures = new LinkedHashMap<>();
                    double[] taken = ours.send(mails);
                    figures.put(OURS, taken[0]);
                    double micros = (telltale.cpuSeconds() - before) * 1e6 / mails;
                    figures.put(BUILDING, angus.building(mails, sample.text, sample.html));
                    figures.put(SAME_BYTES, angus.sameBytes(mails, sample.text, sample.html));
                    figures.put(SOURCE, source(port, mails, sample.bytes));
                    System.err.printf("round %d of %d: %s%n", round, rounds, figures);
                    if (round > 0) {
                        figures.forEach((name, figure) -> perSecond.computeIfAbsent(name, any -> new ArrayList<>()).add(figure));
                        acceptance.add(taken[1] * BATCH / mails);
                        processor.add(micros);
                    }
                }
            }
        }
        print(perSecond, rounds, mails, roundTripMillis);
        System.out.printf("%nTelltale took %s µs of processor time for a mail, compiling included. A batch of %,d recipients was taken on in %s ms"
                + " while others left (from %,d). %s%n%n", Figures.of(processor).spread(), BATCH, Figures.of(acceptance).spread(), mails, quiet.sentence());
        return perSecond;
    }

    private static void print(Map<String, List<Double>> perSecond, int rounds, int mails, int roundTripMillis) {
        System.out.printf("| mails/s, median of %d rounds of %,d mails (lowest to highest), round trip %d ms more | mails/s | Telltale's ratio |%n", rounds, mails, roundTripMillis);
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

    /** Mails a second until every outcome is stored, and the milliseconds until all were taken on. */
    double[] send(int mails) throws IOException, InterruptedException {
        String body = message() + IntStream.range(0, mails).mapToObj(Sending::recipient).collect(Collectors.joining());
        long start = System.nanoTime();
        HttpRequest batch = request("").header("Content-Type", "application/x-ndjson").POST(HttpRequest.BodyPublishers.ofString(body)).build();
        HttpResponse<InputStream> answer = client.send(batch, HttpResponse.BodyHandlers.ofInputStream());
        String answered = new String(answer.body().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        double acceptedMillis = (System.nanoTime() - start) / 1e6;
        if (answer.statusCode() != 200 || !answered.contains("\"accepted\":" + mails)) {
            throw new Machine.Unusable("The batch was not taken on: " + answered.substring(0, Math.min(500, answered.length())));
        }
        Matcher id = ID.matcher(answered);
        id.find();
        while (sent(id.group(1)) < mails) {
            Thread.sleep(50);
        }
        return new double[] {mails / ((System.nanoTime() - start) / 1e9), acceptedMillis};
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
                .mapToObj(number -> "<p style='margin:0 0 16px'>Story " + number + ": what happened this week, told in a few sentences, so that"
                        + " {{name}} knows what it is about. <a href='https://shop.example/story/" + number + "?from=news'>Read on</a></p>")
                .collect(Collectors.joining());
        return "{\"subject\":\"The news of this week\",\"bulk\":true,\"html\":\"<!DOCTYPE html><html><body><h1>Hello {{name}}</h1>" + paragraphs
                + "<p>Your number is {{number}}. <a href='{{unsubscribe}}'>No more of this</a></p></body></html>\"}\n";
    }

    static String recipient(int number) {
        return "{\"to\":\"" + address(number) + "\",\"data\":{\"name\":\"Reader " + number + "\",\"number\":" + number + "}}\n";
    }
}
