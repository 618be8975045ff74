package telltale.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.launcher.RunningWar;
import telltale.postgres.PostgresServer;
import telltale.token.Tokens;

/**
 * Tests that no open is stored that was requested more than a second after its person withdrew, on two nodes with one PostgreSQL,
 * which is stopped and started meanwhile. {@code bench/withdrawals} does so with 1,000 withdrawals.
 */
class WithdrawalsIT {
    private static final int WITHDRAWALS = Integer.getInteger("withdrawals.count", 20);
    private static final int RATE = Integer.getInteger("withdrawals.rate", 300);
    private static final long SEED = Long.getLong("withdrawals.seed", new SecureRandom().nextInt(Integer.MAX_VALUE));
    private static final int NODES = 2;
    /** The late opens that are requested after the last withdrawal. */
    private static final int LATE_OPENS = 200;

    private static final long MAX_PAUSE_NANOS = Duration.ofMillis(60).toNanos();
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final Random random = new Random(SEED);
    private final HttpClient http = HttpClient.newHttpClient();
    private final PostgresServer server = new PostgresServer();
    private final String url = server.newDatabase();
    private final List<RunningWar> nodes = new ArrayList<>();

    @TempDir
    private Path folder;

    @AfterEach
    void end() {
        nodes.forEach(RunningWar::close);
        server.close();
    }

    @Test
    void noOpenIsStoredThatWasRequestedMoreThanASecondAfterItsWithdrawal() throws Exception {
        List<String> sites = new ArrayList<>();
        for (int node = 0; node < NODES; node++) {
            nodes.add(RunningWar.serving(
                    Files.createDirectories(folder.resolve("node" + node)),
                    Map.of("TELLTALE_DATABASE_URL", url, "TELLTALE_DATABASE_USER", "postgres")));
            sites.add(nodes.get(node).awaitSite());
        }
        List<WithdrawingPerson> persons = persons();
        WithdrawingLoad load = new WithdrawingLoad(sites, persons, RATE, random);
        await("an open", () -> load.answered() > 0);
        // The second half of the persons does not withdraw.
        withdraw(persons.subList(0, WITHDRAWALS / 2));
        restartTheDatabase(load);
        withdraw(persons.subList(WITHDRAWALS / 2, WITHDRAWALS));
        long lateBefore = load.late();
        await("late opens", () -> load.late() >= lateBefore + LATE_OPENS);
        double perSecond = load.perSecond();
        assertEquals(List.of(), load.stop());
        for (RunningWar node : nodes) {
            AdminApi api = AdminApi.of(node);
            await("the spool to be empty", () -> api.hits().getOrDefault("spooled", 0L) == 0);
        }
        check(persons, load, perSecond);
    }

    private void withdraw(List<WithdrawingPerson> persons) throws Exception {
        for (WithdrawingPerson person : persons) {
            LockSupport.parkNanos(random.nextLong(MAX_PAUSE_NANOS));
            withdraw(person);
        }
    }

    /** The hits of a time without a database wait in the spools. */
    private void restartTheDatabase(WithdrawingLoad load) throws Exception {
        server.stop();
        long before = load.answered();
        await("opens without a database", () -> load.answered() >= before + RATE);
        server.start();
    }

    /** Withdraws by the preference page or the API, on one of the nodes, as soon as its database is available. */
    private void withdraw(WithdrawingPerson person) throws Exception {
        RunningWar node = nodes.get(random.nextInt(NODES));
        HttpRequest request = random.nextBoolean() ? preference(node, person) : consent(node, person);
        await(
                "the withdrawal",
                () -> http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() < 300);
        person.withdraw();
    }

    private HttpRequest preference(RunningWar node, WithdrawingPerson person) throws Exception {
        Tokens tokens = SentMails.tokens(home(0));
        return HttpRequest.newBuilder(URI.create(
                        node.awaitSite() + "/app/preferences/" + tokens.forPreferences(person.mail.delivery())))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("tracking=off"))
                .build();
    }

    private static HttpRequest consent(RunningWar node, WithdrawingPerson person) throws Exception {
        return HttpRequest.newBuilder(URI.create(node.awaitSite() + "/app/api/v1/consents"))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + node.key())
                .POST(HttpRequest.BodyPublishers.ofString("{\"address\":\"" + person.address
                        + "\",\"purpose\":\"open-measurement\",\"decision\":\"withdrawn\"}"))
                .build();
    }

    private void check(List<WithdrawingPerson> persons, WithdrawingLoad load, double perSecond) throws Exception {
        Stored stored = stored(persons);
        AdminApi.Recount recount = AdminApi.of(nodes.get(0)).recount();
        String what = String.format(
                "seed %d: %d withdrawals at %.0f opens/s; %d opens answered, %d of them requested more than a second after"
                        + " their withdrawal; %d stored, %d of them after their withdrawal, %d more than a second after it",
                SEED,
                WITHDRAWALS,
                perSecond,
                load.answered(),
                load.late(),
                recount.events(),
                stored.after,
                stored.late);
        System.out.println(what);
        assertEquals(0, stored.late, what);
        assertEquals(0, stored.after, what);
        assertEquals(0, recount.different(), what);
        long others = persons.subList(WITHDRAWALS, persons.size()).stream()
                .mapToLong(person -> person.answered.get())
                .sum();
        assertEquals(others, stored.ofOthers, what);
        assertTrue(load.late() >= LATE_OPENS, what);
        await("the spool to be overwritten", () -> !isInASpool(WithdrawingLoad.AFTER));
    }

    /**
     * Stored opens.
     *
     * @param after those requested after the withdrawal of their person was answered
     * @param late those requested more than a second after it
     * @param ofOthers those of the persons who do not withdraw
     */
    private record Stored(long after, long late, long ofOthers) {}

    private Stored stored(List<WithdrawingPerson> persons) throws Exception {
        Map<UUID, WithdrawingPerson> byDelivery = persons.stream()
                .collect(Collectors.toMap(person -> person.mail.delivery().value(), Function.identity()));
        Set<WithdrawingPerson> others = Set.copyOf(persons.subList(WITHDRAWALS, persons.size()));
        long after = 0;
        long late = 0;
        long ofOthers = 0;
        try (Connection connection = PostgresServer.connect(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select d.id, e.id from telltale.events e join telltale.deliveries d on d.number = e.delivery")) {
            while (row.next()) {
                WithdrawingPerson person = Objects.requireNonNull(byDelivery.get(row.getObject(1, UUID.class)));
                // The first 48 bits of a UUIDv7 are milliseconds (RFC 9562 section 5.7).
                long millis = row.getObject(2, UUID.class).getMostSignificantBits() >>> 16;
                after += person.isAfterWithdrawal(millis) ? 1 : 0;
                late += person.isLate(millis) ? 1 : 0;
                ofOthers += others.contains(person) ? 1 : 0;
            }
        }
        return new Stored(after, late, ofOthers);
    }

    private boolean isInASpool(String agent) throws IOException {
        for (int node = 0; node < NODES; node++) {
            try (DirectoryStream<Path> files =
                    Files.newDirectoryStream(home(node).resolve("spool"), "segment-*")) {
                for (Path file : files) {
                    if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(agent)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private List<WithdrawingPerson> persons() throws Exception {
        List<String> addresses = IntStream.range(0, 2 * WITHDRAWALS)
                .mapToObj(i -> "p" + i + "@example.com")
                .toList();
        List<PixelRequests> mails = SentMails.in(nodes.get(0), home(0), url, addresses);
        return IntStream.range(0, addresses.size())
                .mapToObj(i -> new WithdrawingPerson(addresses.get(i), mails.get(i)))
                .toList();
    }

    /** A condition that may fail. */
    @FunctionalInterface
    private interface Condition {
        boolean isMet() throws Exception;
    }

    private static void await(String what, Condition condition) throws Exception {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (!condition.isMet()) {
            assertTrue(System.nanoTime() < end, () -> what + " did not come within " + TIMEOUT);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private Path home(int node) {
        return folder.resolve("node" + node).resolve("home");
    }
}
