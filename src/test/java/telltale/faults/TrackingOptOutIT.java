package telltale.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.launcher.RunningWar;
import telltale.postgres.PostgresServer;

/** Tests of a recipient who turns tracking off while all of their mails are being opened. */
class TrackingOptOutIT {
    private static final int PIXELS = 40;
    private static final int CLIENTS = 2;
    private static final int SOME_ANSWERS = 150;
    private static final Duration BETWEEN_REQUESTS = Duration.ofMillis(5);
    private static final long AFTER_THE_RESPONSE_MILLIS = 1_000;
    private static final String ANN = "ann@example.com";
    private static final String BOB = "bob@example.com";
    private static final int OK = 200;

    private final List<RunningWar> nodes = new ArrayList<>();

    @TempDir
    private Path folder;

    @AfterEach
    void end() {
        nodes.forEach(RunningWar::close);
    }

    @Test
    void onTwoNodesNothingIsRecordedASecondAfterOptOut() throws Exception {
        try (PostgresServer server = new PostgresServer()) {
            String url = startOn(server);
            List<PixelRequests> anns = SentMails.in(nodes.get(0), home(0), url, PIXELS, ANN);
            List<PixelRequests> bobs = SentMails.in(nodes.get(0), home(0), url, PIXELS, BOB);
            optsOutUnderLoad(anns, bobs);
        }
    }

    @Test
    void onOneNodeNothingIsRecordedASecondAfterOptOut() throws Exception {
        Path only = Files.createDirectories(folder.resolve("node0"));
        List<PixelRequests> anns = SentMails.in(only, PIXELS, ANN);
        List<PixelRequests> bobs = SentMails.in(only, PIXELS, BOB);
        nodes.add(RunningWar.serving(only));
        optsOutUnderLoad(anns, bobs);
    }

    /** The second node is frozen before the database is available again, until the person has opted out on the first node. */
    @Test
    void spooledHitsOfThePersonAreDroppedAndThoseOfOthersAreStored() throws Exception {
        try (PostgresServer server = new PostgresServer()) {
            String url = startOn(server);
            List<PixelRequests> anns = SentMails.in(nodes.get(0), home(0), url, PIXELS, ANN);
            List<PixelRequests> bobs = SentMails.in(nodes.get(0), home(0), url, PIXELS, BOB);
            server.kill();
            Load spooling = load(1, anns);
            Load others = load(1, bobs);
            spooling.awaitAnswers(SOME_ANSWERS);
            others.awaitAnswers(SOME_ANSWERS);
            stop(List.of(spooling, others));
            nodes.get(1).freeze();
            server.start();
            optOut(anns.get(0));
            nodes.get(1).thaw();

            Tally tally = Tally.ofComplete(bobs, AdminApi.of(nodes.get(0)));
            assertTrue(tally.isRight(), tally::toString);
            assertEquals(
                    List.of(),
                    seen(anns).stream().filter(opens -> opens.total() > 0).toList());
            assertEquals(0, AdminApi.of(nodes.get(0)).recount().different());
        }
    }

    private void optsOutUnderLoad(List<PixelRequests> anns, List<PixelRequests> bobs) throws Exception {
        List<Load> loads = new ArrayList<>();
        for (int node = 0; node < nodes.size(); node++) {
            loads.add(load(node, share(anns, node)));
            loads.add(load(node, share(bobs, node)));
        }
        answers(loads);
        optOut(anns.get(0));
        TimeUnit.MILLISECONDS.sleep(AFTER_THE_RESPONSE_MILLIS);
        List<AdminApi.Opens> before = seen(anns);
        answers(loads);
        stop(loads);

        Tally others = Tally.ofComplete(bobs, AdminApi.of(nodes.get(0)));
        assertTrue(others.isRight(), others::toString);
        assertEquals(before, seen(anns));
        assertTrue(before.stream().anyMatch(opens -> opens.total() > 0), "earlier opens are kept");
        assertEquals(0, AdminApi.of(nodes.get(0)).recount().different());
    }

    private List<PixelRequests> share(List<PixelRequests> pixels, int node) {
        int each = pixels.size() / nodes.size();
        return pixels.subList(node * each, (node + 1) * each);
    }

    private Load load(int node, List<PixelRequests> pixels) throws InterruptedException {
        return Load.start(nodes.get(node).awaitSite(), pixels, CLIENTS, BETWEEN_REQUESTS);
    }

    private static void answers(List<Load> loads) throws InterruptedException {
        for (Load load : loads) {
            load.awaitAnswers(SOME_ANSWERS);
        }
    }

    private static void stop(List<Load> loads) throws InterruptedException {
        for (Load load : loads) {
            load.stop();
            assertEquals(List.of(), load.faults());
        }
    }

    private List<AdminApi.Opens> seen(List<PixelRequests> pixels) throws IOException, InterruptedException {
        AdminApi api = AdminApi.of(nodes.get(nodes.size() - 1));
        List<AdminApi.Opens> seen = new ArrayList<>();
        for (PixelRequests pixel : pixels) {
            seen.add(api.opens(pixel.delivery()));
        }
        return seen;
    }

    /** Turns tracking off by the link in a mail, on the first node, as soon as its database is available. */
    private void optOut(PixelRequests mail) throws IOException, InterruptedException {
        String token = SentMails.tokens(home(0)).forPreferences(mail.delivery());
        HttpRequest choice = HttpRequest.newBuilder(URI.create(nodes.get(0).awaitSite() + "/app/preferences/" + token))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("tracking=off"))
                .build();
        int status = 0;
        for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30); status != OK && System.nanoTime() < end; ) {
            status = HttpClient.newHttpClient()
                    .send(choice, HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
        assertEquals(OK, status);
    }

    private String startOn(PostgresServer server) throws IOException, InterruptedException {
        String url = server.newDatabase();
        for (int node = 0; node < 2; node++) {
            nodes.add(RunningWar.serving(
                    Files.createDirectories(folder.resolve("node" + node)),
                    Map.of("TELLTALE_DATABASE_URL", url, "TELLTALE_DATABASE_USER", "postgres")));
            nodes.get(node).awaitSite();
        }
        return url;
    }

    private Path home(int node) {
        return folder.resolve("node" + node).resolve("home");
    }
}
