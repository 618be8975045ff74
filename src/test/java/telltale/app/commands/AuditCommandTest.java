package telltale.app.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;
import telltale.store.sqlite.SqliteStore;

/** The command that verifies the audit log, which other commands write. */
class AuditCommandTest {
    @TempDir
    private Path home;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void createDatabase() {
        SqliteStore.open(home.resolve("telltale.db"), home.resolve("native"), Duration.ofSeconds(5))
                .close();
    }

    private int audit(String... arguments) {
        out.reset();
        return AuditCommand.run(settings(), home.resolve(".env"), List.of(arguments), print(out), print(err));
    }

    private int keys(String... arguments) {
        return KeysCommand.run(settings(), home.resolve(".env"), List.of(arguments), print(out), print(err));
    }

    private Map<String, String> settings() {
        return Map.of("TELLTALE_HOME", home.toString());
    }

    private static PrintStream print(ByteArrayOutputStream stream) {
        return new PrintStream(stream, true, StandardCharsets.UTF_8);
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void changesByACommandAreRecordedAndVerified() throws Exception {
        assertEquals(0, audit("verify"));
        assertEquals(
                "0 rows in 0 chains checked: none is missing, none was changed.",
                printed().strip());
        assertEquals(0, keys("add", "--name", "shop", "--role", "send"), () -> err.toString(StandardCharsets.UTF_8));
        assertEquals(0, keys("revoke", "shop"));
        assertEquals(65, keys("revoke", "shop"));
        assertEquals(0, audit("verify"));
        assertTrue(printed().startsWith("4 rows in 1 chain checked"), this::printed);

        execute("update audit set actor = 'another' where sequence = 3");
        assertEquals(1, audit("verify"));
        assertTrue(printed().contains("First fault: row 3 of chain 00000000"), this::printed);
    }

    @Test
    void theEndOfAServersChainInTheHomeShowsDeletedRows() throws Exception {
        Files.writeString(
                home.resolve("audit-head"), "00000000-0000-0001-0000-000000000001 7 " + "0".repeat(64) + "\n");
        assertEquals(1, audit("verify"));
        assertTrue(printed().contains("this node has written more rows"), this::printed);
    }

    @Test
    void wrongArgumentsExitWith2() {
        assertEquals(2, audit());
        assertEquals(2, audit("list"));
        assertEquals(0, audit("--help"));
    }

    private void execute(String sql) throws Exception {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + home.resolve("telltale.db"));
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }
}
