package telltale.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import telltale.model.Consent;
import telltale.model.ConsentDecision;
import telltale.model.ConsentPurpose;
import telltale.model.ConsentRequest;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.ImmutableBytes;
import telltale.model.PersonKey;
import telltale.store.ConsentRequests.Asked;
import telltale.store.ConsentRequests.Objection;
import telltale.store.ConsentRequests.Reason;
import telltale.store.Consents.Decided;
import telltale.token.PersonKeys;

/** The contract of requests for consent with every database. */
public abstract class ConsentRequestsContract {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Instant LATER = Instant.parse("2027-05-22T12:00:00Z");
    private static final EmailAddress ANN = EmailAddress.parse("ann@example.com");
    private static final EmailAddress BOB = EmailAddress.parse("bob@example.com");
    private static final ConsentRequest REQUEST = new ConsentRequest(
            Set.of(ConsentPurpose.OPEN_MEASUREMENT, ConsentPurpose.HYGIENE), "Shop", "spring", "Hello\nyou");

    private final PersonKeys keys = new PersonKeys(new byte[32]);

    @AutoClose
    private Store store;

    /** Opens the store under test. */
    protected abstract Store open(Function<EmailAddress, Optional<PersonKey>> keys);

    /** The number of the database that messages and deliveries are stored in. */
    protected int shard() {
        return 0;
    }

    @BeforeEach
    void openStore() {
        store = open(address -> Optional.of(keys.keyOf(address)));
    }

    @Test
    void aPersonHasTheLastRequest() {
        DeliveryId delivery = DeliveryId.create(NOON, shard(), new Random(42));
        store.insert(new Delivery(delivery, ANN, null, "Hi", DeliveryState.SENDING, null, null));
        assertEquals(Optional.empty(), requests().of(delivery));
        assertEquals(List.of(), ask(1, NOON, ANN));
        assertEquals(Optional.of(new Asked(REQUEST, NOON)), requests().of(delivery));
        assertEquals(List.of(), ask(2, LATER, ANN));
        assertEquals(Optional.of(new Asked(REQUEST, LATER)), requests().of(EmailAddress.parse("Ann@EXAMPLE.com")));
        assertEquals(Optional.empty(), requests().of(BOB));
    }

    @Test
    void aRepetitionChangesNothing() {
        assertEquals(List.of(), ask(1, NOON, ANN));
        assertEquals(List.of(), ask(1, NOON.plusSeconds(9), ANN, BOB));
        assertEquals(NOON, requests().of(ANN).orElseThrow().at());
        assertEquals(NOON.plusSeconds(9), requests().of(BOB).orElseThrow().at());
        Instant tomorrow = NOON.plusSeconds(86_400);
        assertEquals(List.of(), ask(1, tomorrow.minusMillis(1), ANN));
        assertEquals(List.of(new Objection(0, Reason.ASKED, null, LATER)), ask(1, tomorrow, ANN));
    }

    @Test
    void eitherAllOrNoneAreAsked() {
        assertEquals(List.of(), ask(1, NOON, ANN));
        assertEquals(List.of(new Objection(1, Reason.ASKED, null, LATER)), ask(2, LATER.minusMillis(1), BOB, ANN));
        assertEquals(Optional.empty(), requests().of(BOB));
        assertFalse(store.persons().erase(BOB).person(), "nothing is stored of a person who was not asked");
    }

    @Test
    void aDecisionAboutAPurposeOfTheRequestCounts() {
        decide(ConsentPurpose.CLICK_MEASUREMENT, ConsentDecision.REFUSED);
        decide(ConsentPurpose.OPEN_MEASUREMENT, ConsentDecision.GIVEN);
        decide(ConsentPurpose.HYGIENE, ConsentDecision.WITHDRAWN);
        assertEquals(
                List.of(new Objection(0, Reason.WITHDRAWN, ConsentPurpose.HYGIENE, LATER)),
                ask(1, LATER.minusMillis(1), ANN));
        assertEquals(List.of(), ask(1, LATER, ANN));
    }

    @Test
    void theRequestIsErasedWithThePerson() {
        assertEquals(List.of(), ask(1, NOON, ANN));
        store.persons().erase(ANN, true);
        assertEquals(Optional.empty(), requests().of(ANN));
        assertEquals(List.of(), ask(2, NOON, ANN));
    }

    private void decide(ConsentPurpose purpose, ConsentDecision decision) {
        Consent consent = new Consent(purpose, decision, NOON, "1", "form", "order 17");
        store.consents().record(List.of(new Decided(ANN, consent)), Consents.RECIPIENT, NOON);
    }

    private ConsentRequests requests() {
        return store.consents().requests();
    }

    private List<Objection> ask(int key, Instant now, EmailAddress... addresses) {
        return requests().ask(List.of(addresses), REQUEST, new ImmutableBytes(new byte[] {(byte) key}), now);
    }
}
