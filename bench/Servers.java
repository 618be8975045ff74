import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures mails per second over three mail servers: one dies when half of the mails are sent, another throttles with
 * 421 4.7.0 from the start, against the two that do not throttle while both are healthy; and counts mails that arrived twice.
 *
 * <p>{@code bench/run servers [rounds] [mails per round]}. Both take turns in each round.
 */
public final class Servers {
    private static final int CONNECTIONS = 8;
    private static final int WARM_UP = 5;
    private static final String HEALTHY = "two healthy servers";
    private static final String FAULTY = "three servers, one dies in the middle and one throttles";

    private Servers() {}

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        int mails = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 20_000;
        System.out.printf("%s%n%n", Machine.line());
        Map<String, List<Double>> perSecond = new LinkedHashMap<>();
        List<Double> twice = new ArrayList<>();
        Path scratch = Files.createTempDirectory(Machine.folder(), "run-");
        try (CountingSmtpServer main = new CountingSmtpServer();
                CountingSmtpServer dying = new CountingSmtpServer();
                CountingSmtpServer throttling = new CountingSmtpServer()) {
            throttling.throttle();
            Path healthyHome = Files.createDirectory(scratch.resolve("healthy"));
            Path faultyHome = Files.createDirectory(scratch.resolve("faulty"));
            try (ServerProcess healthy = telltale(healthyHome, main, dying);
                    ServerProcess faulty = telltale(faultyHome, main, dying, throttling)) {
                SendingThroughput all = new SendingThroughput(healthy, healthyHome);
                SendingThroughput some = new SendingThroughput(faulty, faultyHome);
                for (int batch = 0; batch < WARM_UP; batch++) {
                    all.send(mails);
                    some.send(mails);
                }
                for (int round = 1; round <= rounds; round++) {
                    add(perSecond, HEALTHY, all.send(mails)[0]);
                    List.of(main, dying).forEach(CountingSmtpServer::forget);
                    dying.dieAfter(mails / 4);
                    add(perSecond, FAULTY, some.send(mails, CONNECTIONS, dying::revive)[0]);
                    Map<String, Integer> taken = new HashMap<>();
                    List.of(main, dying).forEach(server -> server.addTo(taken));
                    twice.add((double) taken.values().stream().filter(times -> times > 1).count());
                    if (taken.size() != mails) {
                        throw new BenchmarkException(mails - taken.size() + " mails did not arrive");
                    }
                    List.of(main, dying).forEach(CountingSmtpServer::forget);
                    System.err.printf("round %d of %d: %s, twice %s%n", round, rounds, perSecond, twice);
                }
            }
        } finally {
            Homes.delete(scratch);
        }
        print(perSecond, twice, rounds, mails);
    }

    private static void add(Map<String, List<Double>> figures, String name, double figure) {
        figures.computeIfAbsent(name, any -> new ArrayList<>()).add(figure);
    }

    private static ServerProcess telltale(Path home, CountingSmtpServer main, CountingSmtpServer... others) throws Exception {
        Map<String, String> settings = new HashMap<>(Map.of(
                "EMAIL_HOST", "127.0.0.1",
                "EMAIL_PORT", String.valueOf(main.port()),
                "EMAIL_TLS", "none",
                "EMAIL_CONNECTIONS", String.valueOf(CONNECTIONS),
                "EMAIL_FROM", "news@example.org",
                "PIXEL_URL", "https://mail.example.org/app/pixel"));
        for (int i = 0; i < others.length; i++) {
            settings.put(
                    "EMAIL_SERVERS" + (i == 0 ? "" : "_" + (i + 1)),
                    "relay-" + i + " smtp://127.0.0.1:" + others[i].port() + " connections=" + CONNECTIONS);
        }
        return ServerProcess.telltale(home, settings);
    }

    private static void print(Map<String, List<Double>> perSecond, List<Double> twice, int rounds, int mails) {
        System.out.printf("| mails/s, median of %d rounds of %,d mails (lowest to highest) | mails/s |%n", rounds, mails);
        System.out.println("| --- | ---: |");
        perSecond.forEach((name, figures) -> System.out.printf("| %s | %s |%n", name, Figures.of(figures).spread()));
        System.out.printf("%nEvery mail arrived; %s of them twice, of %d that may be on the connections of the server that dies.%n", Figures.of(twice).spread(), CONNECTIONS);
        double ratio = Figures.of(perSecond.get(FAULTY)).median() / Figures.of(perSecond.get(HEALTHY)).median();
        Pixels.requireRatio("mails/s with faults against two healthy servers", ratio, 0.9);
        if (twice.stream().anyMatch(number -> number > CONNECTIONS)) {
            throw new BenchmarkException("More mails arrived twice than were on the connections");
        }
    }
}
