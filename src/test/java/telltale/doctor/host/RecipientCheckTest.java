package telltale.doctor.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.doctor.Finding;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.Suppression;
import telltale.model.Uuid7;
import telltale.store.Persons;
import telltale.store.Store;
import telltale.store.sqlite.SqliteStore;
import telltale.token.PersonKeys;

class RecipientCheckTest {
    private static final EmailAddress OWN = EmailAddress.parse("ann@example.com");
    private static final Instant NOON = Instant.parse("2026-12-01T12:00:00Z");

    private Store store;

    @BeforeEach
    void open(@TempDir Path home) {
        PersonKeys keys = new PersonKeys(new byte[32]);
        store = SqliteStore.open(
                home.resolve("telltale.db"),
                home.resolve("native"),
                Duration.ofSeconds(5),
                address -> Optional.of(keys.keyOf(address)));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void anAddressThatNobodyKnowsIsFine() {
        assertEquals(List.of(), check());
    }

    @Test
    void aRecipientWhoTurnedTrackingOffIsFound() {
        DeliveryId delivery = new DeliveryId(Uuid7.at(NOON, new Random(1)));
        store.insertExternal(new Delivery(delivery, OWN, null, "Hi", DeliveryState.SENDING, null, null), true);
        store.persons().setTracked(delivery, false, NOON);
        assertEquals(List.of("own-address-not-tracked"), check());
    }

    @Test
    void aRecipientWhoGetsNoBulkMailIsFound() {
        store.persons()
                .suppress(
                        List.of(new Persons.Suppressed(OWN, new Suppression(Suppression.Scope.BULK, "by hand", NOON))));
        assertEquals(List.of("own-address-suppressed"), check());
    }

    private List<String> check() {
        List<Finding> findings = new RecipientCheck(store.persons(), List.of(OWN)).run();
        return findings.stream().map(finding -> finding.type().wireName()).toList();
    }
}
