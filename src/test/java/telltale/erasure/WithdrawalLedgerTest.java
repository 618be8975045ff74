package telltale.erasure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.model.Consent;
import telltale.model.ConsentDecision;
import telltale.model.ConsentPurpose;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.MeasurementConsent;
import telltale.model.Uuid7;
import telltale.store.Consents;
import telltale.store.PersonRights.Kept;
import telltale.store.Store;
import telltale.store.sqlite.SqliteStore;
import telltale.token.PersonKeys;

class WithdrawalLedgerTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final EmailAddress ANN = EmailAddress.parse("ann@example.com");
    private static final EmailAddress BOB = EmailAddress.parse("bob@example.com");
    private static final EmailAddress CAT = EmailAddress.parse("cat@example.com");
    private static final PersonKeys KEYS = new PersonKeys(new byte[32]);

    @TempDir
    private Path home;

    private final Random random = new Random(1);

    @Test
    void whatWasWithdrawnSinceTheBackupIsWithdrawnAgain() throws Exception {
        DeliveryId ann;
        try (Store store = open()) {
            ann = delivery(store, ANN);
            decide(store, BOB, ConsentDecision.GIVEN, NOON);
            step(store);
        }
        backUp();
        try (Store store = open()) {
            assertTrue(store.persons().setTracked(ann, false, NOON.plusSeconds(60)));
            decide(store, BOB, ConsentDecision.WITHDRAWN, NOON.plusSeconds(60));
            decide(store, CAT, ConsentDecision.REFUSED, NOON.plusSeconds(60));
            store.persons().rights().restrict(CAT, NOON);
            step(store);
        }
        restore();
        try (Store store = open()) {
            assertTrue(store.persons().person(ANN).tracked(), "the backup has the earlier choice");
            step(store);

            assertFalse(store.persons().person(ANN).tracked());
            assertEquals(
                    MeasurementConsent.DENIED,
                    store.persons().person(BOB).consent().opensFrom());
            Consents.Entry entry = store.consents().inForce(BOB).get(0);
            assertEquals(ConsentDecision.WITHDRAWN, entry.consent().decision());
            assertEquals("restored backup", entry.consent().channel());
            assertEquals(
                    MeasurementConsent.DENIED,
                    store.persons().person(CAT).consent().opensFrom(),
                    "the backup does not know this person");
            assertTrue(store.persons().rights().restrictedSince(CAT).isPresent());
            assertEquals(List.of(), store.recount().differences());
        }
    }

    @Test
    void whatWasTakenBackIsNotWithdrawnAgain() throws Exception {
        DeliveryId ann;
        try (Store store = open()) {
            ann = delivery(store, ANN);
        }
        backUp();
        try (Store store = open()) {
            assertTrue(store.persons().setTracked(ann, false, NOON));
            step(store);
            assertTrue(store.persons().setTracked(ann, true, NOON));
            step(store);
        }
        restore();
        try (Store store = open()) {
            step(store);
            assertTrue(store.persons().person(ANN).tracked());
        }
    }

    @Test
    void anErasedPersonDoesNotReturnByAWithdrawal() throws Exception {
        try (Store store = open()) {
            decide(store, BOB, ConsentDecision.GIVEN, NOON);
        }
        backUp();
        try (Store store = open()) {
            decide(store, CAT, ConsentDecision.REFUSED, NOON);
            step(store);
            new ErasureLedger(store.persons().rights(), new ErasureFile(home.resolve("erasures")))
                    .add(store.persons().rights().erase(CAT, Kept.NOTHING, NOON).erasure());
        }
        restore();
        try (Store store = open()) {
            Duration unused =
                    new ErasureLedger(store.persons().rights(), new ErasureFile(home.resolve("erasures"))).step();
            step(store);
            assertEquals(
                    MeasurementConsent.NOT_ASKED,
                    store.persons().person(CAT).consent().opensFrom());
        }
    }

    @Test
    void theNextRestorationIsNoticedToo() throws Exception {
        DeliveryId ann;
        try (Store store = open()) {
            ann = delivery(store, ANN);
        }
        backUp();
        try (Store store = open()) {
            assertTrue(store.persons().setTracked(ann, false, NOON));
            step(store);
        }
        Files.writeString(home.resolve("withdrawals"), "12 no-key 3\n", StandardOpenOption.APPEND);
        for (int i = 0; i < 2; i++) {
            restore();
            try (Store store = open()) {
                step(store);
                assertFalse(store.persons().person(ANN).tracked());
            }
        }
    }

    private void decide(Store store, EmailAddress address, ConsentDecision decision, Instant at) {
        Consent consent = new Consent(ConsentPurpose.OPEN_MEASUREMENT, decision, at, "v1", "form", "ticked");
        assertEquals(
                1, store.consents().record(List.of(new Consents.Decided(address, consent)), Consents.RECIPIENT, at));
    }

    private void step(Store store) {
        Duration unused = new WithdrawalLedger(
                        store.persons().rights().denials(),
                        new WithdrawalFile(home.resolve("withdrawals")),
                        Clock.fixed(NOON.plusSeconds(3_600), ZoneOffset.UTC))
                .step();
    }

    private void backUp() throws Exception {
        Files.copy(home.resolve("telltale.db"), home.resolve("backup"), StandardCopyOption.REPLACE_EXISTING);
    }

    private void restore() throws Exception {
        Files.copy(home.resolve("backup"), home.resolve("telltale.db"), StandardCopyOption.REPLACE_EXISTING);
    }

    private DeliveryId delivery(Store store, EmailAddress to) {
        DeliveryId id = new DeliveryId(Uuid7.at(NOON, random));
        store.insertExternal(new Delivery(id, to, "spring", "Hi", DeliveryState.SENDING, null, null), true);
        return id;
    }

    private Store open() {
        return SqliteStore.open(
                home.resolve("telltale.db"),
                home.resolve("native"),
                Duration.ofSeconds(5),
                address -> Optional.of(KEYS.keyOf(address)));
    }
}
