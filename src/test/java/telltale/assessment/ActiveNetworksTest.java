package telltale.assessment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.model.ImmutableBytes;
import telltale.model.Network;
import telltale.model.Network.Kind;
import telltale.model.Sha256;
import telltale.rules.InvalidDataFileException;
import telltale.store.AdoptedLists;
import telltale.store.Store;
import telltale.store.sqlite.SqliteStore;

class ActiveNetworksTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final String RELAY = "version: 1\nnetwork: apple-relay\n198.51.100.0/24,GB,GB-EN,London,\n";
    private static final String ADDRESS = "198.51.100.7";

    private Store store;
    private ActiveNetworks here;
    private ActiveNetworks there;

    @BeforeEach
    void openStore(@TempDir Path home) {
        store = SqliteStore.open(
                home.resolve("telltale.db"),
                home.resolve("native"),
                Duration.ofSeconds(5),
                address -> Optional.empty());
        here = new ActiveNetworks(store.adoptedLists());
        there = new ActiveNetworks(store.adoptedLists());
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void anAdoptedListTakesEffectHereAtOnceAndOnOtherNodesAfterTheNextPoll() throws Exception {
        here.adopt("relay", RELAY, NOON);
        assertEquals(Kind.APPLE_RELAY, kind(here));
        assertEquals(Kind.PUBLIC, kind(there));
        there.step();
        assertEquals(Kind.APPLE_RELAY, kind(there));
        assertEquals(here.get().edition(), there.get().edition());
        assertEquals(Kind.APPLE_RELAY, kind(new ActiveNetworks(store.adoptedLists())));
    }

    @Test
    void theEditionIdentifiesTheSetOfLists() {
        assertEquals("", here.get().edition());
        here.adopt("relay", RELAY, NOON);
        String first = here.get().edition();
        assertTrue(first.matches("networks-[0-9a-f]{8}"), first);
        here.adopt("relay", RELAY.replace("London", "Leeds"), NOON);
        assertNotEquals(first, here.get().edition());
        here.adopt("relay", RELAY, NOON.plusSeconds(9));
        assertEquals(first, here.get().edition());
        here.remove("relay");
        assertEquals("", here.get().edition());
    }

    @Test
    void anInvalidListChangesNothing() throws Exception {
        here.adopt("relay", RELAY, NOON);
        String edition = here.get().edition();
        InvalidDataFileException wrong =
                assertThrows(InvalidDataFileException.class, () -> here.adopt("relay", RELAY + "300.1.1.1/8\n", NOON));
        assertEquals(4, wrong.line());
        assertEquals(edition, here.get().edition());
        assertEquals(Optional.of(RELAY), here.text("relay"));
    }

    @Test
    void removingAnAdoptedListRestoresTheBuiltInOne() {
        String own = here.text("google").orElseThrow();
        here.adopt("google", RELAY.replace("apple-relay", "google"), NOON);
        assertEquals(Optional.of(RELAY.replace("apple-relay", "google")), here.text("google"));
        assertTrue(here.all().stream()
                .anyMatch(list -> list.name().equals("google") && NOON.equals(list.adoptedAt()) && list.ranges() == 1));
        assertTrue(here.remove("google"));
        assertEquals(Optional.of(own), here.text("google"));
        assertTrue(here.all().stream().allMatch(list -> list.adoptedAt() == null));
    }

    @Test
    void aListAdoptedByANewerTelltaleIsIgnored() throws Exception {
        here.adopt("relay", RELAY, NOON);
        ImmutableBytes unknown =
                new ImmutableBytes("version: 1\nnetwork: moon\n8.8.8.0/24\n".getBytes(StandardCharsets.UTF_8));
        store.adoptedLists()
                .adopt(new AdoptedLists.Entry("moon", "1", Kind.GOOGLE, 1, Sha256.of(unknown), NOON), unknown);
        there.step();
        assertEquals(Kind.APPLE_RELAY, kind(there));
        assertEquals(
                Kind.PUBLIC,
                there.get().classify(InetAddress.getByName("8.8.8.8")).kind());
    }

    private static Network.Kind kind(ActiveNetworks networks) throws UnknownHostException {
        return networks.get().classify(InetAddress.getByName(ADDRESS)).kind();
    }
}
