package telltale.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import telltale.launcher.RunningWar;

/**
 * Replaces two nodes of an earlier version by this one, one after the other, while mails are sent and opened. The WAR of the earlier
 * version is named by {@code upgrade.war}; {@code bench/upgrade} builds it and runs this.
 */
class RollingUpgrade extends SendingNodes {
    private static final int PIXELS = 120;
    private static final int CLIENTS = 3;
    private static final int SOME_ANSWERS = 200;
    private static final int RECIPIENTS = 900;
    private static final int SOME_MAILS = 60;
    private static final Duration BETWEEN_REQUESTS = Duration.ofMillis(50);
    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final List<PixelRequests> pixels = new ArrayList<>();
    private final List<Batch> batches = new ArrayList<>();

    @Override
    Path firstWar() {
        return Path.of(Objects.requireNonNull(System.getProperty("upgrade.war"), "bench/upgrade sets upgrade.war"))
                .toAbsolutePath();
    }

    @Test
    void bothVersionsServeSideBySideAndNothingIsLostOrDuplicated() throws Exception {
        assertNotEquals(-1, Files.mismatch(firstWar(), RunningWar.WAR), "the WARs are equal");
        for (int node = 0; node < NODES; node++) {
            awaitReady(node);
        }
        int schema = schema();
        Load first = load(0, 0);
        Load second = load(1, 1);
        replace(1, second, 0, first);
        List<PixelRequests> crossed = List.copyOf(pixels);

        System.out.println("One node of each version, schema " + schema + ", now " + schema() + ".");
        Load ofNewer = load(1, 0);
        Load ofOlder = load(0, 1);
        send(0);
        send(1);
        for (Load load : List.of(first, ofNewer, ofOlder)) {
            load.awaitAnswers(SOME_ANSWERS);
        }
        finish(ofNewer);
        List<PixelRequests> sideBySide = pixels.subList(crossed.size(), crossed.size() + PIXELS);
        Tally byOlder = Tally.ofComplete(sideBySide, AdminApi.of(nodes.get(0)));
        System.out.println("Prepared by the newer version, opened on and read by the older one: " + byOlder);
        assertTrue(byOlder.isRight(), byOlder::toString);

        replace(0, first, 1, ofOlder);
        Load last = load(1, 0);
        last.awaitAnswers(SOME_ANSWERS);
        finish(last);
        finish(ofOlder);
        assertNothingIsLost();
    }

    /** Replaces a node that sends mails and serves pixels, while the other one does the same without a fault. */
    private void replace(int node, Load own, int other, Load others) throws Exception {
        send(node);
        own.awaitAnswers(SOME_ANSWERS);
        others.awaitAnswers(SOME_ANSWERS);
        assertEquals(List.of(), own.faults());
        own.allowShutdown();
        long since = System.nanoTime();
        nodes.get(node).terminate();
        own.join();
        send(other);
        nodes.set(node, start(node, RunningWar.WAR));
        awaitReady(node);
        long away = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
        others.awaitAnswers(SOME_ANSWERS);
        assertEquals(List.of(), others.faults());
        System.out.println("Node " + node + " was away for " + away + " ms; the other one answered each pixel within "
                + others.slowest().toMillis() + " ms.");
    }

    private void assertNothingIsLost() throws Exception {
        SendingTally mails = SendingTally.NONE;
        for (Batch batch : batches) {
            mails = mails.plus(sendingTally(batch, nodes.get(0), Map.of()));
        }
        System.out.println("Mails: " + mails + ", by node " + sharesOfTheNodes("c.name <> 'prepared'"));
        assertTrue(mails.isRight() && mails.duplicated() == 0, mails::toString);
        Tally opens = Tally.ofComplete(pixels, AdminApi.of(nodes.get(1)));
        AdminApi.Recount recount = AdminApi.of(nodes.get(0)).recount();
        System.out.println("Pixels: " + opens + "; " + recount);
        assertTrue(opens.isRight(), opens::toString);
        assertEquals(0, recount.different());
        assertEquals(opens.stored(), recount.events());
    }

    /** Starts clients of pixels of mails that one node prepares, and another one serves. */
    private Load load(int preparing, int serving) throws Exception {
        AdminApi api = AdminApi.of(nodes.get(preparing));
        List<PixelRequests> prepared = new ArrayList<>();
        for (int mail = 0; mail < PIXELS; mail++) {
            prepared.add(api.prepare("reader" + mail + "@example.com"));
        }
        pixels.addAll(prepared);
        return Load.start(nodes.get(serving).awaitSite(), prepared, CLIENTS, BETWEEN_REQUESTS);
    }

    /** Lets a node accept a batch of mails, and waits until some of them are sent. */
    private void send(int node) throws Exception {
        Batch batch = new Batch("batch" + batches.size(), RECIPIENTS);
        batches.add(batch);
        int before = mailServer.messages().size();
        batch.post(nodes.get(node)).join();
        assertTrue(batch.isComplete(), () -> "node " + node + ": " + batch.faults());
        awaitMessages(before + SOME_MAILS);
    }

    private static void finish(Load load) throws InterruptedException {
        load.stop();
        assertEquals(List.of(), load.faults());
    }

    private void awaitReady(int node) throws IOException, InterruptedException {
        AdminApi api = AdminApi.of(nodes.get(node));
        for (long end = System.nanoTime() + TIMEOUT.toNanos(); !api.readiness().equals("ready"); ) {
            assertTrue(System.nanoTime() < end, nodes.get(node)::out);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private int schema() throws Exception {
        return counts("select 'version', version from telltale.schema_version").values().stream()
                .mapToInt(Integer::intValue)
                .sum();
    }
}
