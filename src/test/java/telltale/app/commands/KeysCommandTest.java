package telltale.app.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.keys.KeyAdministration.IssuedKey;
import telltale.keys.KeyAdministration.KeyRequest;
import telltale.keys.KeyText;
import telltale.model.InvalidInputException;
import telltale.model.IpRange;
import telltale.model.KeyLimits;
import telltale.model.Role;
import telltale.store.ApiKeys.ApiKey;
import telltale.store.sqlite.SqliteStore;
import telltale.web.api.ServedApi;

class KeysCommandTest {
    private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");

    @TempDir
    private Path home;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private void createDatabase() {
        SqliteStore.open(home.resolve("telltale.db"), home.resolve("native"), Duration.ofSeconds(5))
                .close();
    }

    private int run(String... arguments) {
        out.reset();
        err.reset();
        return KeysCommand.run(
                Map.of("TELLTALE_HOME", home.toString()),
                home.resolve(".env"),
                List.of(arguments),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String failed() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void keysAreAddedListedRotatedAndRevokedWithoutAServer() {
        createDatabase();
        assertEquals(0, run("add", "--name", "shop", "--role", "send", "--ranges", "192.0.2.0/24, ::1"), this::failed);
        String key = said().lines().toList().get(1);
        assertTrue(KeyText.isIntact(key), key);
        assertEquals(0, run("list"));
        assertTrue(said().contains("send  " + key.substring(0, 12) + "…  never expires  not used yet  shop"), said());
        assertFalse(said().contains(key));

        assertEquals(0, run("rotate", "shop"), this::failed);
        assertFalse(said().contains(key));
        assertEquals(0, run("list"));
        assertEquals(2, said().lines().count(), this::said);
        String old = said().lines().toList().get(0).split(" ", 2)[0];
        assertEquals(0, run("revoke", "shop"), this::failed);
        assertEquals(0, run("list"));
        assertEquals(1, said().lines().count(), "the replaced one stays until it expires");
        assertEquals(0, run("revoke", old), this::failed);
        assertEquals(0, run("list"));
        assertEquals("", said());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "remove x",
                "add --name x",
                "add --role read",
                "add --name x --role owner",
                "add --name x --role read --ranges 10.0.0.0/99",
                "add --name x --role read --expires tomorrow",
                "add --name x --role read --until 2027-01-01T00:00:00Z",
                "rotate",
                "rotate x --until",
                "revoke",
                "list all"
            })
    void wrongArgumentsExitWith64(String arguments) {
        createDatabase();
        assertEquals(64, run(arguments.isEmpty() ? new String[0] : arguments.split(" ", -1)), this::said);
        assertEquals(1, failed().lines().count(), this::failed);
    }

    @Test
    void refusedValuesExitWith65() {
        createDatabase();
        assertEquals(0, run("add", "--name", "shop", "--role", "read"));
        assertEquals(65, run("add", "--name", "shop", "--role", "send"));
        assertEquals(65, run("add", "--name", "late", "--role", "send", "--expires", "2020-01-01T00:00:00Z"));
        assertEquals(65, run("rotate", "unknown"));
        assertEquals(65, run("revoke", "unknown"));
    }

    @Test
    void aMissingDatabaseExitsWith69() {
        assertEquals(69, run("list"));
        assertTrue(failed().contains("There is no database"), this::failed);
    }

    @Test
    void theHelpNamesEveryOperation() {
        assertEquals(0, run("--help"));
        for (String operation : new String[] {"keys list", "keys add", "keys rotate", "keys revoke"}) {
            assertTrue(said().contains(operation), operation);
        }
    }

    @Test
    void theRunningServerDoesTheSame() throws Exception {
        KeyLimits limits = new KeyLimits(List.of(IpRange.parse("192.0.2.0/24")), "shop-", List.of("example.com"));
        try (ServedApi api = new ServedApi(Files.createDirectories(home.resolve("served")), NOON)) {
            ServerKeys keys = new ServerKeys(
                    new RunningServer(URI.create("http://127.0.0.1:" + api.port() + "/app/"), ServedApi.ADMIN_KEY));
            assertEquals(List.of(), keys.list());
            IssuedKey issued = keys.issue(new KeyRequest("shop", Role.SEND, limits, NOON.plusSeconds(60)));
            assertTrue(KeyText.isIntact(issued.text()));
            assertEquals(List.of(issued.key()), keys.list());
            assertEquals(limits, issued.key().limits());
            assertThrows(
                    InvalidInputException.class,
                    () -> keys.issue(new KeyRequest("shop", Role.SEND, KeyLimits.NONE, null)));

            IssuedKey next = keys.rotate(issued.key().id(), NOON.plusSeconds(5)).orElseThrow();
            ApiKey replaced = keys.list().stream()
                    .filter(key -> key.id().equals(issued.key().id()))
                    .findFirst()
                    .orElseThrow();
            assertEquals(NOON.plusSeconds(5), replaced.lifetime().expiresAt());
            assertEquals(next.key().id(), replaced.lifetime().successor());
            assertEquals(Optional.empty(), keys.rotate(issued.key().id(), null));
            assertTrue(keys.revoke(issued.key().id()));
            assertFalse(keys.revoke(UUID.randomUUID()));
            assertEquals(1, keys.list().size());
        }
    }
}
