package telltale.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;
import telltale.launcher.RunningWar;

/**
 * Tests that disk space and memory depend on the duration of a hostile load, not on the number and content of its requests.
 * {@code bench/hostile} runs for ten minutes.
 */
class HostileLoadIT {
    private static final Duration LENGTH = Duration.ofSeconds(Long.getLong("hostile.seconds", 15));
    private static final long SEED = Long.getLong("hostile.seed", new SecureRandom().nextInt(Integer.MAX_VALUE));
    private static final int CLIENTS = 12;
    private static final int MAILS = 1;

    /** The heap of a small machine. If it is full, the process exits and the test fails. */
    private static final List<String> HEAP = List.of("-Xmx96m", "-XX:+ExitOnOutOfMemoryError");

    private static final Duration REPLAY = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(100);

    @TempDir
    private Path folder;

    @Test
    void neitherDiskNorHeapGrowsWithTheNumberOfRequests() throws Exception {
        List<PixelRequests> mails = SentMails.in(folder, MAILS);
        try (RunningWar war = RunningWar.servingWith(HEAP, folder)) {
            AdminApi api = AdminApi.of(war);
            String image = image(war);
            long before = bytesOnDisk();
            Instant start = Instant.now();
            HostileLoad load = HostileLoad.start(war.awaitSite(), mails, image, CLIENTS, LENGTH, SEED);
            long most = watch(load, api);
            load.join();
            HostileBounds bounds = new HostileBounds(MAILS, start, Instant.now());

            assertEquals(List.of(), load.faults());
            Map<String, Long> hits = assertDispositionsAddUp(load, api);
            AdminApi.Recount recount = api.recount();
            assertEquals(0, recount.different());
            collectGarbage(war);
            HostileBounds.Found found = new HostileBounds.Found(
                    recount.events(), agents(), Math.max(most, bytesOnDisk()) - before, api.usedHeap());
            System.out.println(
                    LENGTH.toSeconds() + " s (seed " + SEED + "): " + load + " " + hits + "; " + found + "; " + bounds);
            bounds.check(found);
        }
    }

    /** Returns the image of every response, requested with an invalid token. */
    private static String image(RunningWar war) throws IOException, InterruptedException {
        try (PixelClient client = new PixelClient(war.awaitSite())) {
            return client.ask("GET", "/app/pixel/none", List.of()).body();
        }
    }

    /** Reads all events repeatedly, because a reader prevents the write-ahead log from being reset. */
    private long watch(HostileLoad load, AdminApi api) throws IOException, InterruptedException {
        long most = 0;
        while (load.isOn()) {
            assertEquals(0, api.recount().different());
            most = Math.max(most, bytesOnDisk());
        }
        return most;
    }

    private static Map<String, Long> assertDispositionsAddUp(HostileLoad load, AdminApi api)
            throws IOException, InterruptedException {
        Map<String, Long> hits = awaitEmptySpool(api);
        // One more: the request for the expected image.
        assertEquals(load.hits() + 1, hits.remove("received"), hits.toString());
        assertEquals(load.badTokens() + 1, hits.get("bad_token"), hits.toString());
        assertEquals(
                load.hits() - load.badTokens(),
                hits.getOrDefault("stored", 0L) + hits.getOrDefault("aggregated", 0L),
                hits.toString());
        assertEquals(
                load.hits() + 1,
                hits.values().stream().mapToLong(Long::longValue).sum(),
                hits.toString());
        return hits;
    }

    /** Waits until hits that were spooled during a long commit are stored. */
    private static Map<String, Long> awaitEmptySpool(AdminApi api) throws IOException, InterruptedException {
        long end = System.nanoTime() + REPLAY.toNanos();
        Map<String, Long> hits = api.hits();
        while (hits.getOrDefault("spooled", 0L) > 0 && System.nanoTime() < end) {
            LockSupport.parkNanos(PAUSE.toNanos());
            hits = api.hits();
        }
        return hits;
    }

    private static void collectGarbage(RunningWar war) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process collecting = new ProcessBuilder(
                        jcmd.toString(), Long.toString(war.process().pid()), "GC.run")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertEquals(0, collecting.waitFor(), jcmd + " GC.run");
    }

    private long agents() throws SQLException {
        SQLiteDataSource database = new SQLiteDataSource();
        database.setUrl("jdbc:sqlite:" + folder.resolve("home/telltale.db"));
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from clients")) {
            return row.getLong(1);
        }
    }

    /** Returns the size of the home, the temporary files and the working folder. */
    private long bytesOnDisk() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(HostileLoadIT::size)
                    .sum();
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (NoSuchFileException goneMeanwhile) {
            return 0;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
