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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compares this build with an earlier one in one run: pixels per second, and mails per second until every outcome is
 * stored. Both start with an empty home, and take turns in each round.
 *
 * <p>{@code bench/run before EARLIER.war [rounds] [seconds per round] [mails per round]}.
 */
public final class BuildComparison {
    private static final int DELIVERIES = 1_000;
    private static final int WARM_UP_SECONDS = 15;
    private static final int WARM_UP_BATCHES = 10;
    private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");

    private final HttpClient client = HttpClient.newHttpClient();
    private final String name;
    private final Path home;
    private final ServerProcess server;
    private final List<Wrk.Round> pixels = new ArrayList<>();
    private final List<Double> mails = new ArrayList<>();

    private BuildComparison(String name, Path war, Path home, int smtpPort) throws Exception {
        this.name = name;
        this.home = home;
        this.server = ServerProcess.launcher(war, home, "", Map.of(
                "EMAIL_HOST", "127.0.0.1",
                "EMAIL_PORT", String.valueOf(smtpPort),
                "EMAIL_TLS", "none",
                "EMAIL_FROM", "news@example.org",
                "PIXEL_URL", "https://mail.example.org/app/pixel"));
        Files.write(home.resolve("bench-tokens"), tokens());
        Files.write(home.resolve("bench-agents"), List.of("Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
                "Mozilla/5.0", "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"));
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 0) {
            throw new BenchmarkException("The first argument must be the WAR of an earlier build.");
        }
        Path earlier = Path.of(arguments[0]).toAbsolutePath();
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
        int seconds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 5;
        int mails = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 10_000;
        Machine.require("wrk", "wrk");
        Machine.require("smtp-sink", "postfix");
        System.out.printf("%s%n%n", Machine.line());
        Path scratch = Files.createTempDirectory(Machine.folder(), "run-");
        Map<String, BuildComparison> builds = new LinkedHashMap<>();
        try (SmtpSink sink = new SmtpSink(scratch)) {
            builds.put("before", new BuildComparison("before", earlier, Files.createDirectory(scratch.resolve("before")), sink.port()));
            builds.put("now", new BuildComparison("now", Machine.WAR, Files.createDirectory(scratch.resolve("now")), sink.port()));
            for (int round = 0; round <= rounds; round++) {
                for (BuildComparison build : builds.values()) {
                    build.loadPixels(round, seconds);
                }
            }
            for (int round = 0; round <= rounds; round++) {
                for (BuildComparison build : builds.values()) {
                    build.sendMails(round, mails);
                }
            }
            print(builds.get("before"), builds.get("now"), rounds, seconds, mails);
        } finally {
            for (BuildComparison build : builds.values()) {
                build.server.close();
            }
            Homes.delete(scratch);
        }
    }

    private List<String> tokens() throws IOException, InterruptedException {
        String key = Files.readString(home.resolve("key")).strip();
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < DELIVERIES; i++) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/app/api/v1/deliveries"))
                    .headers("Authorization", "Bearer " + key, "Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"to\":\"reader" + i + "@example.com\",\"html\":\"<p>Hello</p>\",\"campaign\":\"news\"}"))
                    .build();
            String answer = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
            Matcher token = TOKEN.matcher(answer);
            if (!token.find()) {
                throw new BenchmarkException("The response to a new delivery has no token: " + answer);
            }
            tokens.add(token.group(1));
        }
        return tokens;
    }

    private void loadPixels(int round, int seconds) throws Exception {
        Wrk.Round result = Wrk.load(List.of(server.port()), "/app/pixel", home, round == 0 ? WARM_UP_SECONDS : seconds, 100 * round);
        System.err.printf("round %d, %s: %,.0f pixels/s, p99 %,.0f µs%n", round, name, result.perSecond(), result.p99());
        if (result.refused() > 0 || result.broken() > 0) {
            throw new BenchmarkException(name + " did not answer all requests: " + result);
        }
        if (round > 0) {
            pixels.add(result);
        }
        while (Pixels.waiting(server) > 0) {
            Thread.sleep(20);
        }
    }

    private void sendMails(int round, int number) throws Exception {
        SendingThroughput sending = new SendingThroughput(server, home);
        for (int batch = 1; round == 0 && batch < WARM_UP_BATCHES; batch++) {
            sending.send(number);
        }
        double perSecond = sending.send(number)[0];
        System.err.printf("round %d, %s: %,.0f mails/s%n", round, name, perSecond);
        if (round > 0) {
            mails.add(perSecond);
        }
    }

    private static void print(BuildComparison before, BuildComparison now, int rounds, int seconds, int mails) {
        System.out.printf("| median of %d rounds (lowest to highest) | before | now | ratio |%n| --- | ---: | ---: | ---: |%n", rounds);
        row("pixels/s, " + seconds + " s per round", Figures.of(before.pixels, Wrk.Round::perSecond), Figures.of(now.pixels, Wrk.Round::perSecond));
        row("pixel p99, µs", Figures.of(before.pixels, Wrk.Round::p99), Figures.of(now.pixels, Wrk.Round::p99));
        row("mails/s, " + mails + " mails per round", Figures.of(before.mails), Figures.of(now.mails));
    }

    private static void row(String what, Figures before, Figures now) {
        System.out.printf("| %s | %s | %s | %s |%n", what, before.spread(), now.spread(), Figures.ratio(now.median(), before.median()));
    }
}
