package telltale.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import telltale.assessment.AssessmentService;
import telltale.judging.Networks;
import telltale.judging.Ruleset;
import telltale.model.Client;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.model.ImmutableBytes;
import telltale.model.Network;
import telltale.model.Person;
import telltale.model.PersonKey;
import telltale.model.Suppression;
import telltale.model.Uuid7;
import telltale.model.VerdictClass;
import telltale.store.PersonRights.Erased;
import telltale.store.PersonRights.Erasure;
import telltale.store.PersonRights.Kept;
import telltale.store.Persons.Suppressed;
import telltale.token.PersonKeys;

/** The contract of restriction and erasure with every database. */
public abstract class PersonRightsContract {
    protected static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    protected static final EmailAddress ANN = EmailAddress.parse("ann@example.com");
    private static final EmailAddress BOB = EmailAddress.parse("bob@example.com");
    protected static final PersonKeys KEYS = new PersonKeys(new byte[32]);

    private final Random random = new Random(42);
    protected Store store;

    /** Opens the store under test, as another node if the database can have several. */
    protected abstract Store open(Function<EmailAddress, Optional<PersonKey>> keys);

    /** The number of the database that messages and deliveries are stored in. */
    protected int shard() {
        return 0;
    }

    @BeforeEach
    void openStore() {
        store = open(address -> Optional.of(KEYS.keyOf(address)));
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void nothingNewIsRecordedAboutARestrictedPersonUntilTheEnd() {
        DeliveryId delivery = delivery(ANN);
        store.append(List.of(load(delivery, 1)));
        assertTrue(store.persons().rights().restrict(ANN, NOON));
        assertFalse(store.persons().rights().restrict(ANN, NOON.plusSeconds(1)), "it is restricted since then");

        assertEquals(Optional.of(NOON), store.persons().rights().restrictedSince(ANN));
        assertEquals(1, store.append(List.of(load(delivery, 2))).withdrawn().size());
        assertFalse(store.persons().person(ANN).tracked(), "no pixel, and no tracked links");
        assertEquals(1, store.events(delivery, 9).size(), "what is stored stays");

        assertTrue(store.persons().rights().release(ANN));
        assertFalse(store.persons().rights().release(ANN));
        assertEquals(1, store.append(List.of(load(delivery, 3))).stored());
        assertTrue(store.persons().person(ANN).tracked());
    }

    @Test
    void anObjectionIsNeitherMadeNorEndedByARestriction() {
        DeliveryId delivery = delivery(ANN);
        store.persons().setTracked(delivery, false, NOON);
        store.persons().rights().restrict(ANN, NOON);
        store.persons().rights().release(ANN);
        assertFalse(store.persons().person(ANN).tracked());
        store.persons().rights().restrict(ANN, NOON);
        store.persons().setTracked(delivery, true, NOON);
        assertFalse(store.persons().person(ANN).tracked());
        store.persons().rights().release(ANN);
        assertTrue(store.persons().person(ANN).tracked());
    }

    @Test
    void listsAndStreamsLeaveARestrictedPersonOut() {
        DeliveryId ann = delivery(ANN);
        DeliveryId bob = delivery(BOB);
        store.append(List.of(load(ann, 1), load(bob, 2)));
        assertEquals(Set.of(ann, bob), listed());
        assertEquals(Set.of(ann, bob), listedEvents(null));

        store.persons().rights().restrict(ANN, NOON);
        assertEquals(Set.of(bob), listed());
        assertEquals(Set.of(bob), listedEvents(null));
        assertEquals(Set.of(), listedEvents(ann));
        assertEquals(
                List.of(),
                store.deliveries(new DeliveryQuery(ANN, null, null, null, 10)).deliveries());
        assertEquals(List.of(ann), store.persons().deliveries(ANN), "the access of the person");
        assertEquals(1, store.activity(ann).orElseThrow().evidence().events().size());

        store.persons().rights().release(ANN);
        assertEquals(Set.of(ann, bob), listed());
        assertEquals(Set.of(ann), listedEvents(ann));
        assertEquals(List.of(), store.recount().differences());
    }

    private Set<DeliveryId> listed() {
        return store.deliveries(new DeliveryQuery(null, null, null, null, 10)).deliveries().stream()
                .map(Delivery::id)
                .collect(Collectors.toSet());
    }

    private Set<DeliveryId> listedEvents(@Nullable DeliveryId delivery) {
        EventQuery query = new EventQuery(null, null, null, delivery, null, false, null, 10);
        return store.eventHistory().page(query).events().stream()
                .map(stored -> stored.event().delivery())
                .collect(Collectors.toSet());
    }

    @Test
    void anErasureIsCountedAndEnteredInTheLedger() {
        DeliveryId delivery = delivery(ANN);
        store.append(List.of(load(delivery, 1), load(delivery, 700)));
        Erased erased = store.persons().rights().erase(ANN, Kept.NOTHING, NOON);

        assertTrue(erased.known());
        assertEquals(1, erased.count("deliveries"));
        assertEquals(2, erased.count("events"));
        assertEquals(new Erasure(KEYS.keyOf(ANN), NOON, Kept.NOTHING), erased.erasure());
        assertEquals(List.of(erased.erasure()), store.persons().rights().erasures(null, 10));
        assertEquals(List.of(), store.persons().rights().erasures(KEYS.keyOf(ANN), 10));
        assertFalse(store.persons()
                .rights()
                .erase(ANN, Kept.NOTHING, NOON.plusSeconds(9))
                .known());
        assertEquals(
                NOON.plusSeconds(9),
                store.persons().rights().erasures(null, 10).get(0).at());
    }

    @Test
    void suppressionsOutliveAnErasureUnderTheKeyAloneIfThatIsChosen() {
        DeliveryId delivery = delivery(ANN);
        store.persons()
                .suppress(List.of(
                        new Suppressed(ANN, new Suppression(Suppression.Scope.ALL, "ann@example.com wrote", NOON)),
                        new Suppressed(ANN, Suppression.ofTopic("news", Suppression.UNSUBSCRIBED, NOON))));
        store.persons().rights().erase(ANN, new Kept(false, true), NOON);

        Person kept = store.persons().person(ANN);
        assertEquals(new Suppression(Suppression.Scope.ALL, "kept after the erasure", NOON), kept.suppression());
        assertEquals(List.of(Suppression.ofTopic("news", Suppression.UNSUBSCRIBED, NOON)), kept.topics());
        assertEquals("***", kept.masked());
        assertTrue(kept.refusal(false, null).isPresent());
        assertEquals(Optional.empty(), store.delivery(delivery));

        store.persons().rights().erase(ANN, Kept.NOTHING, NOON);
        assertNull(store.persons().person(ANN).suppression());
        assertEquals(List.of(), store.persons().person(ANN).topics());
    }

    @Test
    void anErasureIsRepeatedByTheKeyAlone() {
        DeliveryId ann = delivery(ANN);
        DeliveryId bob = delivery(BOB);
        Erasure erasure = new Erasure(KEYS.keyOf(ANN), NOON, Kept.NOTHING);
        assertTrue(store.persons().rights().eraseAgain(erasure));
        assertFalse(store.persons().rights().eraseAgain(erasure));

        assertEquals(Optional.empty(), store.delivery(ann));
        assertTrue(store.delivery(bob).isPresent());
        assertEquals(List.of(erasure), store.persons().rights().erasures(null, 10));

        Suppression byHand = new Suppression(Suppression.Scope.ALL, "by letter", NOON);
        store.persons().suppress(List.of(new Suppressed(ANN, byHand)));
        assertTrue(store.persons().rights().eraseAgain(erasure), "a person without mail");
        assertNull(store.persons().person(ANN).suppression());
    }

    @Test
    void nobodyIsNotifiedOfAnOpenOfAPersonWhoObjectsBefore() {
        DeliveryId delivery = DeliveryId.create(NOON, shard(), random);
        NewDelivery notifying = new NewDelivery(
                        delivery, ANN, "Hi", ImmutableBytes.NONE, 0, DeliveryState.SENDING, NOON)
                .notifying(BOB);
        store.outbox()
                .enqueue(
                        new StoredMessage(
                                Uuid7.at(NOON, shard(), random), null, ImmutableBytes.NONE, List.of(), null, 0),
                        0,
                        List.of(notifying));
        store.outbox()
                .recordResults(
                        List.of(new AttemptResult(delivery, 1, DeliveryState.ACCEPTED, NOON, "250 ok", null, null)));
        Event open = load(delivery, 3_600);
        store.append(List.of(open));
        store.judgements().correct(delivery, open.id(), VerdictClass.HUMAN_DIRECT);
        Networks networks = Networks.builtIn();
        AssessmentService people = new AssessmentService(Ruleset.builtIn(), () -> networks);
        store.judgements().judge(10, evidence -> people.assess(evidence).judgement());

        store.persons().setTracked(delivery, false, NOON);
        assertEquals(List.of(), pendingNotices());
        store.persons().setTracked(delivery, true, NOON);
        assertEquals(List.of(), pendingNotices(), "the notice is not kept");
    }

    private List<EmailAddress> pendingNotices() {
        List<EmailAddress> pending = new ArrayList<>();
        store.openNotices().enqueue(10, opened -> {
            pending.add(opened.to());
            return Optional.empty();
        });
        return pending;
    }

    protected DeliveryId delivery(EmailAddress to) {
        DeliveryId id = DeliveryId.create(NOON, shard(), random);
        store.insert(new Delivery(id, to, "spring", "Hi", DeliveryState.SENDING, null, null));
        return id;
    }

    protected Event load(DeliveryId delivery, int second) {
        return new Event(
                Uuid7.at(NOON.plus(Duration.ofSeconds(second)), random),
                EventKind.OPEN,
                delivery,
                0,
                Client.of("x", Set.of()),
                Network.UNKNOWN);
    }
}
