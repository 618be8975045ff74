package telltale.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import telltale.model.Client;
import telltale.model.Consent;
import telltale.model.ConsentDecision;
import telltale.model.ConsentPurpose;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.MeasurementConsent;
import telltale.model.Network;
import telltale.model.PersonKey;
import telltale.model.PrivacyProfile;
import telltale.model.Uuid7;
import telltale.store.Consents.Decided;
import telltale.store.Consents.Entry;
import telltale.token.PersonKeys;

/** The contract of the consent ledger with every database. */
public abstract class ConsentsContract {
    protected static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final EmailAddress ANN = EmailAddress.parse("ann@example.com");
    private static final EmailAddress BOB = EmailAddress.parse("bob@example.com");
    private static final AuditEntry.Actor SHOP = new AuditEntry.Actor("api-key", "shop");
    protected static final PersonKeys KEYS = new PersonKeys(new byte[32]);

    private final Random random = new Random(42);
    private Store store;

    /** Opens the store under test. */
    protected abstract Store open(Function<EmailAddress, Optional<PersonKey>> keys);

    /** The number of the database that messages and deliveries are stored in. */
    protected int shard() {
        return 0;
    }

    /** Connects to its database. */
    protected abstract Connection connect() throws SQLException;

    @BeforeEach
    void openStore() {
        store = open(address -> Optional.of(KEYS.keyOf(address)));
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void anEntryKeepsWhatProvesIt() {
        Consent consent = opens(ConsentDecision.GIVEN, 0);
        assertEquals(1, record(new Decided(EmailAddress.parse("Ann@EXAMPLE.com"), consent)));
        Entry entry = store.consents().page(0, 10).get(0);
        assertEquals(KEYS.keyOf(ANN), entry.person());
        assertEquals("A***@EXAMPLE.com", entry.masked());
        assertEquals(consent, entry.consent());
        assertEquals(NOON, entry.recordedAt());
        assertEquals(SHOP, entry.actor());
        assertEquals(List.of(entry), store.consents().page(ANN, 0, 10));
        assertEquals(List.of(entry), store.consents().inForce(ANN));
        assertEquals(List.of(), store.consents().inForce(BOB));
    }

    @Test
    void theSameDecisionIsRecordedOnce() {
        assertEquals(2, record(of(opens(ConsentDecision.GIVEN, 0)), of(opens(ConsentDecision.WITHDRAWN, 1))));
        assertEquals(0, record(of(opens(ConsentDecision.GIVEN, 0))));
        assertEquals(2, store.consents().page(0, 10).size());
        assertFalse(store.persons().person(ANN).allows(PrivacyProfile.INDIVIDUAL, EventKind.OPEN));
    }

    @Test
    void theLatestDecisionHoldsInWhateverOrderTheyAreRecorded() {
        record(of(opens(ConsentDecision.WITHDRAWN, 5)));
        record(of(opens(ConsentDecision.GIVEN, 0)));
        assertEquals(
                new MeasurementConsent(MeasurementConsent.DENIED, MeasurementConsent.NOT_ASKED),
                store.persons().person(ANN).consent());
        assertEquals(
                ConsentDecision.WITHDRAWN,
                store.consents().inForce(ANN).get(0).consent().decision());
        record(of(opens(ConsentDecision.GIVEN, 9)));
        assertEquals(
                new MeasurementConsent(NOON.plusSeconds(9).toEpochMilli(), MeasurementConsent.NOT_ASKED),
                store.persons().person(ANN).consent());
    }

    /** A system may know the time of decisions by the second only, and repeat one. */
    @Test
    void ofDecisionsAtTheSameTimeTheStricterOneHolds() {
        record(of(opens(ConsentDecision.WITHDRAWN, 0)));
        record(of(opens(ConsentDecision.GIVEN, 0)));
        assertEquals(0, record(of(opens(ConsentDecision.WITHDRAWN, 0))));
        assertFalse(store.persons().person(ANN).allows(PrivacyProfile.INDIVIDUAL, EventKind.OPEN));
    }

    /** Such mail is in the first database. */
    @Test
    void aDecisionHoldsForMailFromBeforeThereWerePersons() {
        store.close();
        store = open(address -> Optional.empty());
        DeliveryId old = delivery(0);
        store.close();
        openStore();
        assertEquals(1, store.append(List.of(open(old, 1))).stored());
        record(of(opens(ConsentDecision.REFUSED, 0)));
        assertEquals(1, store.append(List.of(open(old, 2))).withdrawn().size());
        assertEquals(List.of(old), store.persons().deliveries(ANN));
    }

    @Test
    void pagesFollowTheOrderOfRecording() {
        for (int i = 0; i < 5; i++) {
            record(new Decided(EmailAddress.parse("p" + i + "@example.com"), opens(ConsentDecision.GIVEN, i)));
        }
        List<Entry> first = store.consents().page(0, 3);
        List<Entry> second = store.consents().page(first.get(2).number(), 3);
        assertEquals(3, first.size());
        assertEquals(2, second.size());
        assertEquals("p***@example.com", second.get(1).masked());
        assertTrue(first.get(2).number() < second.get(0).number());
    }

    @ParameterizedTest
    @EnumSource(value = ConsentDecision.class, names = "GIVEN", mode = EnumSource.Mode.EXCLUDE)
    void aRefusalOrWithdrawalReachesMailAlreadySentForItsPurposeOnly(ConsentDecision decision) {
        DeliveryId delivery = delivery();
        assertEquals(
                2, store.append(List.of(open(delivery, 1), click(delivery, 1))).stored());
        record(of(new Consent(ConsentPurpose.OPEN_MEASUREMENT, decision, NOON, null, null, null)));
        Event open = open(delivery, 2);
        AppendResult result = store.append(List.of(open, click(delivery, 2)));
        assertEquals(Set.of(open.id()), result.withdrawn());
        assertEquals(1, result.stored());
        assertEquals(3, store.events(delivery, 10).size());
    }

    @Test
    void aConsentCountsFromItsTimeOn() {
        DeliveryId delivery = delivery();
        record(of(opens(ConsentDecision.WITHDRAWN, 0)), of(opens(ConsentDecision.GIVEN, 10)));
        AppendResult result = store.append(List.of(open(delivery, 9), open(delivery, 10)));
        assertEquals(1, result.withdrawn().size());
        assertEquals(1, result.stored());
    }

    @Test
    void underConsentOnlyWhatWasConsentedToIsStored() {
        DeliveryId delivery = delivery();
        Event before = under(PrivacyProfile.CONSENT, open(delivery, 1));
        assertEquals(Set.of(before.id()), store.append(List.of(before)).withdrawn());
        record(of(opens(ConsentDecision.GIVEN, 2)));
        Event early = under(PrivacyProfile.CONSENT, open(delivery, 1));
        Event open = under(PrivacyProfile.CONSENT, open(delivery, 3));
        Event click = under(PrivacyProfile.CONSENT, click(delivery, 3));
        AppendResult result = store.append(List.of(early, open, click));
        assertEquals(Set.of(early.id(), click.id()), result.withdrawn());
        assertEquals(1, result.stored());
        record(of(opens(ConsentDecision.WITHDRAWN, 4)));
        Event late = under(PrivacyProfile.CONSENT, open(delivery, 5));
        assertEquals(Set.of(late.id()), store.append(List.of(late)).withdrawn());
        assertEquals(1, store.events(delivery, 10).size());
    }

    private static Event under(PrivacyProfile profile, Event event) {
        return new Event(
                event.id(), event.kind(), event.delivery(), event.link(), event.client(), event.network(), profile);
    }

    @Test
    void optingOutOfTrackingWithdrawsTheConsentsThatWereGiven() {
        DeliveryId delivery = delivery();
        record(of(opens(ConsentDecision.GIVEN, -60)));
        record(of(new Consent(
                ConsentPurpose.CLICK_MEASUREMENT,
                ConsentDecision.GIVEN,
                NOON.plusMillis(5),
                "v1",
                "form",
                "order 17")));
        store.persons().setTracked(delivery, false, NOON);
        List<Entry> entries = store.consents().page(ANN, 0, 10);
        assertEquals(4, entries.size());
        assertEquals(ConsentDecision.WITHDRAWN, entries.get(2).consent().decision());
        assertEquals(Consents.RECIPIENT, entries.get(2).actor());
        store.persons().setTracked(delivery, true, NOON.plusSeconds(1));
        assertEquals(
                2,
                store.append(List.of(open(delivery, 2), click(delivery, 2)))
                        .withdrawn()
                        .size());
    }

    @Test
    void aRecipientDecidesByADelivery() {
        DeliveryId delivery = delivery();
        assertTrue(
                store.consents().record(delivery, List.of(opens(ConsentDecision.GIVEN, 0)), Consents.RECIPIENT, NOON));
        assertEquals(1, store.consents().inForce(delivery).orElseThrow().size());
        DeliveryId unknown = DeliveryId.create(NOON, shard(), random);
        assertFalse(
                store.consents().record(unknown, List.of(opens(ConsentDecision.GIVEN, 0)), Consents.RECIPIENT, NOON));
        assertEquals(Optional.empty(), store.consents().inForce(unknown));
    }

    @Test
    void aCampaignHasTheProfilesOfItsMails() {
        delivery();
        assertEquals(
                profiles("spring", PrivacyProfile.INDIVIDUAL), store.messages().profiles(List.of("spring", "new")));
        for (String campaign : List.of("spring", "autumn")) {
            DeliveryId id = DeliveryId.create(NOON, shard(), random);
            store.insertExternal(
                    new Delivery(id, ANN, campaign, "Hi", DeliveryState.SENDING, null, null),
                    false,
                    List.of(),
                    PrivacyProfile.CONSENT);
        }
        assertEquals(
                profiles("autumn", PrivacyProfile.CONSENT), store.messages().profiles(List.of("autumn")));
        assertEquals(
                profiles("spring", PrivacyProfile.INDIVIDUAL, PrivacyProfile.CONSENT),
                store.messages().profiles(List.of("spring")));
    }

    private static Map<String, Set<PrivacyProfile>> profiles(String campaign, PrivacyProfile... profiles) {
        return Map.of(campaign, Set.of(profiles));
    }

    @Test
    void noEntryCanBeChanged() throws Exception {
        record(of(opens(ConsentDecision.REFUSED, 0)));
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            SQLException refused =
                    assertThrows(SQLException.class, () -> statement.executeUpdate("update consents set decision = 1"));
            assertTrue(String.valueOf(refused.getMessage()).contains("never changed"), refused.getMessage());
        }
    }

    @Test
    void erasingAPersonErasesItsEntriesAndNoOthers() {
        delivery();
        record(of(opens(ConsentDecision.WITHDRAWN, 0)), new Decided(BOB, opens(ConsentDecision.GIVEN, 0)));
        assertEquals(1, store.persons().erase(ANN).consents());
        assertEquals(List.of(), store.consents().page(ANN, 0, 10));
        assertEquals(MeasurementConsent.NONE, store.persons().person(ANN).consent());
        assertEquals(1, store.consents().page(0, 10).size());
    }

    @Test
    void theProofCanOutliveThePersonAndStillForbids() {
        delivery();
        record(of(opens(ConsentDecision.WITHDRAWN, 0)));
        Persons.ErasureResult erased = store.persons().erase(ANN, true);
        assertEquals(new Persons.ErasureResult(true, 1, 0, 0, 0), erased);
        assertEquals(1, store.consents().page(ANN, 0, 10).size());
        assertEquals(List.of(), store.persons().deliveries(ANN));
        DeliveryId later = delivery();
        assertEquals(1, store.append(List.of(open(later, 2))).withdrawn().size());
        assertEquals(List.of(), store.recount().differences());
    }

    @Test
    void theObjectionToAllTrackingOutlivesThePersonWithTheProof() {
        store.persons().setTracked(delivery(), false, NOON);
        store.persons().erase(ANN, true);
        assertFalse(store.persons().person(ANN).tracked());
        assertEquals(1, store.append(List.of(open(delivery(), 2))).withdrawn().size());
        store.persons().erase(ANN);
        assertTrue(store.persons().person(ANN).tracked());
    }

    @Test
    void aProofThatOutlivedItsPersonCanBeErased() {
        record(of(new Consent(ConsentPurpose.HYGIENE, ConsentDecision.REFUSED, NOON, null, null, null)));
        store.persons().erase(ANN, true);
        assertEquals(1, store.consents().page(ANN, 0, 10).size());
        assertEquals(
                new Persons.ErasureResult(true, 0, 0, 0, 1), store.persons().erase(ANN));
    }

    protected final int record(Decided... decided) {
        return store.consents().record(List.of(decided), SHOP, NOON);
    }

    protected static Decided of(Consent consent) {
        return new Decided(ANN, consent);
    }

    protected static Consent opens(ConsentDecision decision, int second) {
        return new Consent(
                ConsentPurpose.OPEN_MEASUREMENT, decision, NOON.plusSeconds(second), "v1", "sign-up form", "order 17");
    }

    protected final DeliveryId delivery() {
        return delivery(shard());
    }

    private DeliveryId delivery(int database) {
        DeliveryId id = DeliveryId.create(NOON, database, random);
        store.insert(new Delivery(id, ANN, "spring", "Hi", DeliveryState.SENDING, null, null));
        return id;
    }

    protected final Event open(DeliveryId delivery, int second) {
        return event(EventKind.OPEN, delivery, 0, second);
    }

    private Event click(DeliveryId delivery, int second) {
        return event(EventKind.CLICK, delivery, 1, second);
    }

    private Event event(EventKind kind, DeliveryId delivery, int link, int second) {
        return new Event(
                Uuid7.at(NOON.plusSeconds(second), random),
                kind,
                delivery,
                link,
                Client.of("x", Set.of()),
                Network.UNKNOWN);
    }
}
