package telltale.app.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.Role;
import telltale.sessions.SignInLinks;
import telltale.store.Store;
import telltale.store.sqlite.SqliteStore;
import telltale.token.KeyRing;
import telltale.token.SignedSecrets;

class SignInCommandTest extends CommandFixture {
    private static final byte[] SECRET = new byte[32];

    SignInCommandTest() {
        super(SignInCommand::run);
    }

    private Store store() {
        return SqliteStore.open(home.resolve("telltale.db"), home.resolve("native"), Duration.ofSeconds(5));
    }

    private void createHome() throws Exception {
        store().close();
        String key = Base64.getUrlEncoder().withoutPadding().encodeToString(SECRET);
        Files.writeString(home.resolve("secret"), "signing.1=" + key + "\npepper=" + key + "\n");
    }

    @Test
    void theLinkBeginsWithTheAddressOfTheDashboardAndOpensOneSession() throws Exception {
        createHome();
        settings.put("TELLTALE_URL", "https://mail.example.com/app");
        assertEquals(0, run("--role", "read", "--valid", "2h"), this::explained);
        String lead = "https://mail.example.com/app/#sign-in=";
        assertTrue(printed().startsWith(lead), this::printed);
        assertEquals(1, printed().lines().count(), "a program can read it");
        try (Store store = store()) {
            SignInLinks links = new SignInLinks(
                    store.sessions(),
                    SignedSecrets.ofSignInCodes(new KeyRing(Map.of(1, SECRET))),
                    Clock.systemUTC(),
                    new Random(42));
            String code = printed().strip().substring(lead.length());
            assertEquals(Optional.of(SignInLinks.owner(Role.READ)), links.use(code));
            assertEquals(Optional.empty(), links.use(code));
        }
    }

    @Test
    void withoutThatAddressTheLinkIsForThisMachine() throws Exception {
        createHome();
        assertEquals(0, run(), this::explained);
        assertTrue(printed().startsWith("http://localhost:8080/app/#sign-in="), this::printed);
        assertTrue(explained().contains("TELLTALE_URL is not set"), this::explained);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--role owner", "--role", "--valid soon", "--valid", "--for ann", "now"})
    void wrongArgumentsExitWith64(String arguments) throws Exception {
        createHome();
        assertEquals(64, run(arguments.split(" ", -1)), this::printed);
        assertEquals(1, explained().lines().count(), this::explained);
    }

    @Test
    void aRefusedTimeExitsWith65() throws Exception {
        createHome();
        assertEquals(65, run("--valid", "2d"), this::printed);
    }

    @Test
    void aMissingDatabaseOrKeyExitsWith69() {
        assertEquals(69, run());
        assertTrue(explained().contains("There is no database"), this::explained);
        store().close();
        assertEquals(69, run());
        assertTrue(explained().contains("no signing keys yet"), this::explained);
    }

    @Test
    void aWrongSettingExitsWith78() throws Exception {
        createHome();
        settings.put("TELLTALE_URL", "mail.example.com");
        assertEquals(78, run());
    }

    @Test
    void theHelpExplainsIt() {
        assertEquals(0, run("--help"));
        assertTrue(printed().contains("sign-in [--role"), this::printed);
    }
}
