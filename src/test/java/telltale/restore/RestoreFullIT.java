package telltale.restore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.model.Client;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.Network;
import telltale.model.Uuid7;
import telltale.postgres.InstalledPostgres;
import telltale.store.AppendResult;
import telltale.store.OpenCounts;
import telltale.store.PersonRights.Kept;
import telltale.store.Store;
import telltale.store.postgresql.PostgresConnections;
import telltale.store.postgresql.PostgresStore;
import telltale.token.PersonKeys;

/** The scripts that back up and restore a database: nothing of an erased person returns, and withdrawals hold. */
class RestoreFullIT {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final EmailAddress ANN = EmailAddress.parse("ann@example.com");
    private static final EmailAddress BOB = EmailAddress.parse("bob@example.com");
    private static final EmailAddress CAT = EmailAddress.parse("cat@example.com");
    private static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);
    private static final PersonKeys KEYS = new PersonKeys(new byte[32]);
    private static final Path SCRIPTS = Path.of("docker").toAbsolutePath();

    private final Random random = new Random(1);

    @TempDir
    private Path folder;

    private InstalledPostgres server;
    private Path one;
    private Path two;

    @BeforeEach
    void start() throws Exception {
        server = InstalledPostgres.create();
        one = Files.createDirectory(folder.resolve("one"));
        two = Files.createDirectory(folder.resolve("two"));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void aRestoredBackupHasNothingOfAnErasedPersonAndKeepsWithdrawals() throws Exception {
        DeliveryId ann;
        DeliveryId bob;
        DeliveryId cat;
        try (Store store = open()) {
            ann = delivered(store, ANN);
            bob = delivered(store, BOB);
            cat = delivered(store, CAT);
            Ledgers.apply(store, one, CLOCK);
            Ledgers.apply(store, two, CLOCK);
        }
        run("backup", folder.resolve("backup").toString());
        try (Store store = open()) {
            Ledgers.erasures(store, one)
                    .add(store.persons().rights().erase(ANN, Kept.NOTHING, NOON).erasure());
            assertTrue(store.persons().setTracked(bob, false, NOON));
            Ledgers.apply(store, two, CLOCK);
        }
        run("restore", folder.resolve("backup").toString(), one.toString(), two.toString());
        assertTrue(dump().contains(ANN.toString()), "the backup has the person");
        try (Store store = open()) {
            assertTrue(store.delivery(ann).isPresent());
            Ledgers.apply(store, one, CLOCK);

            assertEquals(Optional.empty(), store.delivery(ann));
            assertFalse(store.persons().person(BOB).tracked());
            assertEquals(1, stored(store, bob).withdrawn().size());
            assertEquals(List.of(new OpenCounts(2)), store.openCounts(List.of(cat)));
            assertEquals(List.of(), store.recount().differences());
        }
        String restored = dump();
        assertFalse(restored.contains(ANN.toString()));
        assertFalse(restored.contains(ann.toString()));
        assertTrue(restored.contains(CAT.toString()));
    }

    @Test
    void nothingIsRestoredWhileANodeRuns() throws Exception {
        try (Store store = open()) {
            DeliveryId ann = delivered(store, ANN);
            run("backup", folder.resolve("backup").toString());
            assertNotEquals(0, exit("restore", folder.resolve("backup").toString(), one.toString()));
            assertTrue(store.delivery(ann).isPresent());
        }
    }

    private DeliveryId delivered(Store store, EmailAddress to) {
        DeliveryId id = new DeliveryId(Uuid7.at(NOON, random));
        store.insertExternal(new Delivery(id, to, "spring", "Hi", DeliveryState.SENDING, null, null), true);
        assertEquals(new AppendResult(1, 0, 0), stored(store, id));
        assertEquals(new AppendResult(1, 0, 0), stored(store, id));
        return id;
    }

    private AppendResult stored(Store store, DeliveryId delivery) {
        return store.append(List.of(new Event(
                Uuid7.at(NOON.plusSeconds(60), random),
                EventKind.OPEN,
                delivery,
                0,
                Client.of("Mozilla/5.0", Set.of()),
                Network.UNKNOWN)));
    }

    private Store open() {
        return PostgresStore.open(
                PostgresConnections.to(server.url(), "postgres", null, Duration.ofSeconds(20)),
                new UUID(1, 1),
                address -> Optional.of(KEYS.keyOf(address)),
                (store, secrets) -> {});
    }

    private void run(String script, String... arguments) throws Exception {
        assertEquals(0, exit(script, arguments));
    }

    private int exit(String script, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(SCRIPTS.resolve(script).toString()));
        command.addAll(Arrays.asList(arguments));
        return builder(command).inheritIO().start().waitFor();
    }

    private String dump() throws Exception {
        Process dump = builder(List.of("pg_dump", "--schema=telltale")).start();
        String text = new String(dump.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, dump.waitFor());
        return text;
    }

    private ProcessBuilder builder(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(server.environment());
        builder.environment().put("TELLTALE_HOME", one.toString());
        return builder;
    }
}
