package telltale.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.model.DeliveryId;
import telltale.model.Uuid7;
import telltale.settings.Secret;
import telltale.store.SharedSecrets;
import telltale.token.Tokens;

class NodeKeysTest {
    private static final DeliveryId DELIVERY =
            new DeliveryId(Uuid7.at(Instant.parse("2026-11-22T12:00:00Z"), new Random(1)));
    private static final Secret OWN = new Secret("a secret of more than thirty-two characters");

    private final InMemory database = new InMemory();

    @TempDir
    Path parent;

    /** What a database would keep. */
    private static final class InMemory implements SharedSecrets {
        private final Map<String, SharedSecret> all = new TreeMap<>();

        @Override
        public Map<String, SharedSecret> share(UnaryOperator<Map<String, SharedSecret>> missing) {
            all.putAll(missing.apply(Map.copyOf(all)));
            return Map.copyOf(all);
        }
    }

    @Test
    void keysAndSecretStayTheSame() throws Exception {
        String token = make("home", null);
        String key = Files.readString(parent.resolve("home/key"));
        assertNotEquals(key, Files.readString(parent.resolve("home/track-key")));
        assertEquals(43, key.strip().length());
        make("home", null);
        assertEquals(key, Files.readString(parent.resolve("home/key")));
        assertTrue(knows("home", null, token));
    }

    @Test
    void aDamagedSecretIsNeverReplacedByANewOne() throws Exception {
        Files.writeString(Files.createDirectory(parent.resolve("home")).resolve("secret"), "signing.1=%%%\npepper=x\n");
        StartupException refused = assertThrows(StartupException.class, () -> make("home", null));
        assertTrue(String.valueOf(refused.getMessage()).contains("backup"), refused.getMessage());
        assertEquals("signing.1=%%%\npepper=x\n", Files.readString(parent.resolve("home/secret")));
    }

    @Test
    void aSecretThatIsEmptyOrCutOffIsNeverReplacedByANewOne() throws Exception {
        make("home", null);
        Path file = parent.resolve("home/secret");
        String whole = Files.readString(file);
        for (int length = 0; length < whole.length() - 1; length += 7) {
            String part = whole.substring(0, length);
            Files.writeString(file, part);

            StartupException refused = assertThrows(StartupException.class, () -> make("home", null), part);
            assertTrue(String.valueOf(refused.getMessage()).contains(file + ""), refused.getMessage());
            assertEquals(part, Files.readString(file));
        }
    }

    @Test
    void aDamagedSecretIsOfNoConsequenceBesideTheSetting() throws Exception {
        String token = make("one", OWN);
        Files.writeString(Files.createDirectory(parent.resolve("two")).resolve("secret"), "");

        assertEquals(token, make("two", OWN));
    }

    @Test
    void anOwnSecretGivesTheSameKeysOnEveryNode() {
        assertTrue(knows("two", OWN, make("one", OWN)));
    }

    @Test
    void theSecondNodeGetsWhatTheFirstMade() throws Exception {
        String token = share("one", null);
        assertEquals(token, share("two", null));
        assertEquals(Files.readString(parent.resolve("one/key")), Files.readString(parent.resolve("two/key")));
        assertTrue(knows("two", null, token), "its home has a copy");
    }

    @Test
    void theSecretOfAnExistingHomeBecomesThatOfAllNodes() {
        String token = make("one", null);
        assertEquals(token, share("one", null));
        assertEquals(token, share("two", null));
    }

    @Test
    void aNodeWithAnotherSecretIsToldWhichFileToCopy() {
        share("one", null);
        String before = make("two", null);
        IllegalStateException refused = assertThrows(IllegalStateException.class, () -> share("two", null));
        assertTrue(String.valueOf(refused.getMessage()).contains(parent.resolve("two") + "/"), refused.getMessage());
        assertEquals(before, make("two", null), "nothing of it was changed");
    }

    @Test
    void theDatabaseNeverGetsASecretThatIsGivenBySetting() {
        share("one", OWN);
        assertTrue(database.all.values().stream().noneMatch(one -> OWN.reveal().equals(one.value())));
        assertTrue(database.all.containsKey("signing.0"));
        share("two", OWN);
        IllegalStateException lacking = assertThrows(IllegalStateException.class, () -> share("three", null));
        assertTrue(String.valueOf(lacking.getMessage()).contains("TELLTALE_SECRET"), lacking.getMessage());
        Secret another = new Secret("another secret of more than thirty-two characters");
        assertThrows(IllegalStateException.class, () -> share("four", another));
    }

    @Test
    void aSettingBesideSecretsOfTheDatabaseIsRefused() {
        share("one", null);
        IllegalStateException refused = assertThrows(IllegalStateException.class, () -> share("two", OWN));
        assertTrue(String.valueOf(refused.getMessage()).contains("TELLTALE_SECRET"), refused.getMessage());
    }

    private String make(String home, @Nullable Secret secret) {
        try (HomeFolder folder = HomeFolder.open(parent.resolve(home))) {
            NodeKeys keys = new NodeKeys(folder, secret, true);
            keys.loadOrGenerate();
            return new Tokens(keys.signing()).forPixel(DELIVERY);
        }
    }

    private String share(String home, @Nullable Secret secret) {
        try (HomeFolder folder = HomeFolder.open(parent.resolve(home))) {
            NodeKeys keys = new NodeKeys(folder, secret, true);
            keys.share(database);
            return new Tokens(keys.signing()).forPixel(DELIVERY);
        }
    }

    /** Whether a node that only has its home reads a token. */
    private boolean knows(String home, @Nullable Secret secret, String token) {
        try (HomeFolder folder = HomeFolder.open(parent.resolve(home))) {
            NodeKeys keys = new NodeKeys(folder, secret, true);
            keys.load();
            return new Tokens(keys.signing())
                    .readPixel(token)
                    .filter(pixel -> pixel.delivery().equals(DELIVERY))
                    .isPresent();
        }
    }
}
