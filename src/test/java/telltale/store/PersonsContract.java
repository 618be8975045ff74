package telltale.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
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
import telltale.model.Suppression.Scope;
import telltale.model.Uuid7;
import telltale.store.Persons.ErasureResult;
import telltale.store.Persons.Suppressed;
import telltale.token.PersonKeys;

/** The contract of persons with every database. */
public abstract class PersonsContract {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final EmailAddress ANN = EmailAddress.parse("ann@example.com");
    private static final Suppression UNSUBSCRIBED = new Suppression(Scope.BULK, Suppression.UNSUBSCRIBED, NOON);
    private static final Suppression BY_HAND = new Suppression(Scope.ALL, "asked by letter", NOON.plusSeconds(1));

    private static final PersonKeys KEYS = new PersonKeys(new byte[32]);

    private final Random random = new Random(42);
    private Store store;

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
    protected void closeStore() {
        store.close();
    }

    @Test
    void anUnknownPersonHasNoPreferences() {
        assertEquals(
                new Person(KEYS.keyOf(ANN), "a***@example.com", null, true),
                store.persons().person(ANN));
        assertEquals(Optional.empty(), store.persons().recipient(anyId()));
        assertFalse(store.persons().suppressRecipient(anyId(), UNSUBSCRIBED));
        assertFalse(store.persons().setTracked(anyId(), false, NOON));
    }

    @Test
    void anUnsubscriptionHoldsForEverySpellingOfTheAddress() {
        DeliveryId delivery = delivery("Ann@EXAMPLE.com", null);
        assertTrue(store.persons().suppressRecipient(delivery, UNSUBSCRIBED));
        assertEquals(UNSUBSCRIBED, store.persons().person(ANN).suppression());
        assertEquals(
                UNSUBSCRIBED, store.persons().recipient(delivery).orElseThrow().suppression());
        assertNull(store.persons().person(EmailAddress.parse("bob@example.com")).suppression());
    }

    @Test
    void aPreferenceSetAfterAMailWasClaimedIsRespected() {
        EmailAddress ben = EmailAddress.parse("ben@example.com");
        EmailAddress eve = EmailAddress.parse("eve@example.com");
        List<EnqueueResult> queued = enqueue(ANN, ben, eve, EmailAddress.parse("kim@example.com"));
        List<ClaimedDelivery> mails = store.outbox().claim(NOON, 10).stream()
                .sorted(Comparator.comparing(mail -> mail.to().toString()))
                .toList();
        assertEquals(4, mails.size());

        assertTrue(recipient(mails.get(0)).orElseThrow().tracked());
        assertTrue(store.persons().setTracked(mails.get(0).id(), false, NOON));
        store.persons().suppress(List.of(new Suppressed(ben, BY_HAND)));
        store.persons().erase(eve);

        assertFalse(recipient(mails.get(0)).orElseThrow().tracked());
        assertTrue(
                Objects.requireNonNull(queued.get(0).recipient()).person().tracked(), "as it was when it was queued");
        assertEquals(BY_HAND, recipient(mails.get(1)).orElseThrow().suppression());
        assertEquals(Optional.empty(), recipient(mails.get(2)));
        assertNull(recipient(mails.get(3)).orElseThrow().suppression());
        store.persons().release(ben);
        assertNull(recipient(mails.get(1)).orElseThrow().suppression());
    }

    private Optional<Person> recipient(ClaimedDelivery mail) {
        return store.persons().recipient(mail);
    }

    private List<EnqueueResult> enqueue(EmailAddress... recipients) {
        return store.outbox()
                .enqueue(
                        message("of persons", List.of()),
                        0,
                        Stream.of(recipients).map(this::delivery).toList());
    }

    private NewDelivery delivery(EmailAddress to) {
        return new NewDelivery(anyId(), to, "Hi", ImmutableBytes.NONE, 0, DeliveryState.QUEUED, NOON);
    }

    @Test
    void aSuppressedDeliveryIsStoredAndNeverDue() {
        store.persons().suppress(List.of(new Suppressed(ANN, BY_HAND)));
        String reason = "the recipient gets no mail: asked by letter, since " + BY_HAND.at();
        StoredMessage message = message("unwanted", List.of());
        NewDelivery unwanted = delivery(ANN);
        EnqueueResult result =
                store.outbox().enqueue(message, 0, List.of(unwanted)).get(0);

        assertEquals(DeliveryState.SUPPRESSED, result.state());
        assertEquals(reason, result.detail());
        assertEquals(
                List.of(new EnqueueResult(unwanted.id(), DeliveryState.SUPPRESSED, reason, true, null)),
                store.outbox().enqueue(message, 0, List.of(unwanted)));
        assertEquals(List.of(), store.outbox().claim(NOON.plusSeconds(9), 10));
        assertEquals(List.of(), store.messages().queued(null, null, 10));
        assertEquals(reason, store.delivery(unwanted.id()).orElseThrow().detail());
        Instant later = NOON.plus(Duration.ofDays(7));
        assertEquals(1, store.messages().purge(new PurgeCutoffs(later, later, later), 10));
        assertClean(0);
    }

    @Test
    void aRecipientWhoUnsubscribedFromBulkMailStillGetsOtherMail() {
        store.persons().suppress(List.of(new Suppressed(ANN, UNSUBSCRIBED)));
        List<NewDelivery> deliveries = List.of(
                delivery(ANN),
                delivery(ANN).bulk(true),
                delivery(ANN).bulk(true).sending(),
                delivery(EmailAddress.parse("ben@example.com")).bulk(true));
        assertEquals(
                List.of(DeliveryState.QUEUED, DeliveryState.SUPPRESSED, DeliveryState.SUPPRESSED, DeliveryState.QUEUED),
                store.outbox().enqueue(message("offer", List.of()), 0, deliveries).stream()
                        .map(EnqueueResult::state)
                        .toList());
        assertEquals(2, store.outbox().claim(NOON, 10).size());
        assertClean(0);
    }

    @Test
    void theWiderSuppressionHoldsAndOfTwoEqualOnesTheFirst() {
        Suppression first = new Suppression(Scope.BULK, "imported", NOON);
        assertEquals(1, store.persons().suppress(List.of(new Suppressed(ANN, first))));
        Suppression later = new Suppression(Scope.BULK, "imported again", NOON.plusSeconds(9));
        assertEquals(0, store.persons().suppress(List.of(new Suppressed(ANN, later))));
        assertEquals(0, store.persons().suppress(List.of(new Suppressed(ANN, UNSUBSCRIBED))));
        assertEquals(first, store.persons().person(ANN).suppression());
        assertEquals(1, store.persons().suppress(List.of(new Suppressed(ANN, BY_HAND))));
        assertEquals(0, store.persons().suppress(List.of(new Suppressed(ANN, UNSUBSCRIBED))));
        assertEquals(BY_HAND, store.persons().person(ANN).suppression());
    }

    @Test
    void manyPersonsAreReadInTheOrderOfTheirAddresses() {
        EmailAddress ben = EmailAddress.parse("ben@example.com");
        store.persons().suppress(List.of(new Suppressed(ANN, BY_HAND)));
        List<EmailAddress> many = new ArrayList<>(Collections.nCopies(1_100, ben));
        many.add(EmailAddress.parse("ANN@example.com"));
        many.add(ben);

        List<Person> persons = store.persons().persons(many);

        assertEquals(
                many.stream().map(KEYS::keyOf).toList(),
                persons.stream().map(Person::key).toList());
        assertEquals(
                List.of(1_100),
                IntStream.range(0, many.size())
                        .filter(i -> persons.get(i).suppression() != null)
                        .boxed()
                        .toList());
        assertEquals(List.of(), store.persons().persons(List.of()));
    }

    @Test
    void aSuppressionCanBeRemoved() {
        store.persons().suppress(List.of(new Suppressed(ANN, BY_HAND)));
        assertTrue(store.persons().release(ANN));
        assertFalse(store.persons().release(ANN));
        assertNull(store.persons().person(ANN).suppression());
    }

    @Test
    void suppressedPersonsAreListedOncePageByPage() {
        List<Suppressed> all = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            all.add(new Suppressed(EmailAddress.parse("person" + i + "@example.com"), UNSUBSCRIBED));
        }
        assertEquals(25, store.persons().suppress(all));
        delivery("not.suppressed@example.com", null);
        List<PersonKey> seen = new ArrayList<>();
        List<Person> page = store.persons().suppressed(null, 10);
        while (page.size() == 10) {
            page.subList(0, 9).forEach(person -> seen.add(person.key()));
            page = store.persons().suppressed(page.get(9).key(), 10);
        }
        page.forEach(person -> seen.add(person.key()));
        assertEquals(25, seen.size());
        assertEquals(25, Set.copyOf(seen).size());
    }

    @Test
    void hitsOfPersonsWhoOptedOutAreNotStoredAndThoseOfOthersAre() {
        DeliveryId ann = delivery("ann@example.com", "spring");
        DeliveryId bob = delivery("bob@example.com", "spring");
        store.append(List.of(open(ann, 1), open(bob, 1)));

        assertTrue(store.persons().setTracked(ann, false, NOON));
        assertFalse(store.persons().person(ANN).tracked());
        Event late = open(ann, 2);
        assertEquals(new AppendResult(1, 0, 0, Set.of(late.id())), store.append(List.of(late, open(bob, 2))));
        assertEquals(1, store.events(ann, 10).size());
        assertEquals(List.of(new OpenCounts(1), new OpenCounts(2)), store.openCounts(List.of(ann, bob)));
        assertClean(3);
    }

    @Test
    void spooledHitsOfAPersonWhoOptsOutAreNotStored() {
        DeliveryId ann = delivery("ann@example.com", null);
        Event waiting = open(ann, 1);
        store.persons().setTracked(ann, false, NOON);
        assertEquals(
                Set.of(waiting.id()),
                store.replay(UUID.randomUUID(), List.of(waiting), 1).withdrawn());
        assertClean(0);
    }

    @Test
    void optingOutAffectsEveryMailOfThePersonAndCanBeRevoked() {
        DeliveryId first = delivery("ann@example.com", null);
        DeliveryId second = delivery("ANN@example.com", null);
        store.append(List.of(open(first, 1), open(second, 1)));
        store.persons().setTracked(second, false, NOON);
        assertEquals(
                2,
                store.append(List.of(open(first, 2), open(second, 2)))
                        .withdrawn()
                        .size());
        DeliveryId third = delivery("ann@example.com", null);
        assertEquals(1, store.append(List.of(open(third, 2))).withdrawn().size());
        store.persons().setTracked(first, true, NOON);
        assertEquals(
                3,
                store.append(List.of(open(first, 3), open(second, 3), open(third, 3)))
                        .stored());
        assertClean(5);
    }

    /** Such deliveries are in the first database. */
    @Test
    void deliveriesFromBeforeThereWerePersonsBelongToThemToo() {
        DeliveryId old;
        try (Store withoutKeys = open(address -> Optional.empty())) {
            store.close();
            DeliveryId id = DeliveryId.create(NOON, 0, random);
            Delivery delivery = new Delivery(id, ANN, null, "Hi", DeliveryState.SENDING, null, null);
            withoutKeys.insert(delivery);
            old = delivery.id();
        }
        openStore();
        store.append(List.of(open(old, 1)));
        store.persons().setTracked(old, false, NOON);
        assertEquals(1, store.append(List.of(open(old, 2))).withdrawn().size());
        assertEquals(List.of(old), store.persons().deliveries(ANN));
    }

    @Test
    void erasingAPersonSubtractsItFromEveryCounter() {
        DeliveryId ann = delivery("ann@example.com", "spring");
        DeliveryId again = delivery("Ann@example.com", null);
        DeliveryId bob = delivery("bob@example.com", "spring");
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            events.add(open(List.of(ann, again, bob).get(i % 3), i * 600));
            events.add(click(List.of(ann, again, bob).get(i % 3), i * 600));
        }
        store.append(events);
        store.persons().suppress(List.of(new Suppressed(ANN, UNSUBSCRIBED)));
        assertEquals(Set.of(ann, again), Set.copyOf(store.persons().deliveries(ANN)));

        assertEquals(new ErasureResult(true, 2, 54, 0, 0), store.persons().erase(ANN));
        assertEquals(Optional.empty(), store.delivery(ann));
        assertEquals(List.of(), store.persons().deliveries(ANN));
        assertNull(store.persons().person(ANN).suppression());
        assertEquals(new ErasureResult(false, 0, 0, 0, 0), store.persons().erase(ANN));
        assertEquals(1, store.append(List.of(open(ann, 9))).unknownDelivery());
        assertEquals(1, store.append(List.of(open(bob, 9_000))).stored());
        assertClean(27);
        delivery("ann@example.com", "spring");
        store.append(List.of(open(bob, 9_900)));
        assertClean(28);
    }

    @Test
    void erasingAPersonDeletesTheAttemptsOfItsDeliveries() {
        DeliveryId delivery = enqueue(ANN).get(0).id();
        ClaimedDelivery claimed = store.outbox().claim(NOON, 1).get(0);
        store.outbox()
                .recordResults(List.of(new AttemptResult(
                        delivery,
                        claimed.attempt(),
                        DeliveryState.DEFERRED,
                        NOON,
                        "450 <ann@example.com>",
                        null,
                        NOON)));
        assertEquals(1, store.outbox().history(delivery).deferrals().size());

        store.persons().erase(ANN);
        assertEquals(new DeliveryHistory(null, List.of(), null), store.outbox().history(delivery));
    }

    @Test
    void erasingAPersonDeletesItsDataInTheOutboxAtOnce() {
        StoredMessage alone = message("alone", List.of(octets("for Ann"), octets("for all")));
        StoredMessage common = message("common", List.of(octets("for all")));
        DeliveryId single = entered(alone, "ann@example.com").get(0);
        List<DeliveryId> batch = entered(common, "bob@example.com", "ann@example.com");

        assertEquals(new ErasureResult(true, 2, 0, 0, 0), store.persons().erase(ANN));

        Messages messages = store.messages();
        assertEquals(Optional.empty(), messages.message(alone.id()));
        assertEquals(Optional.empty(), messages.byIdempotencyKey(octets("alone")));
        assertEquals(Optional.empty(), messages.copy(single));
        assertEquals(Optional.empty(), messages.copy(batch.get(1)));
        assertEquals(Optional.of(common), messages.message(common.id()));
        assertEquals(
                Optional.of(new StoredCopy(common.id(), octets("data of bob@example.com"))),
                messages.copy(batch.get(0)));
        assertEquals(
                List.of(batch.get(0)),
                store.outbox().claim(NOON, 10).stream().map(ClaimedDelivery::id).toList());
        assertClean(0);
    }

    private List<DeliveryId> entered(StoredMessage message, String... recipients) {
        List<NewDelivery> deliveries = Arrays.stream(recipients)
                .map(to -> new NewDelivery(
                        anyId(), EmailAddress.parse(to), "Hi", octets("data of " + to), 0, DeliveryState.QUEUED, NOON))
                .toList();
        return store.outbox().enqueue(message, 0, deliveries).stream()
                .map(EnqueueResult::id)
                .toList();
    }

    private StoredMessage message(String key, List<ImmutableBytes> files) {
        return new StoredMessage(
                Uuid7.at(NOON, shard(), random), "spring", octets("content of " + key), files, octets(key), 1);
    }

    private static ImmutableBytes octets(String text) {
        return new ImmutableBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private void assertClean(long events) {
        RecountResult recount = store.recount();
        assertEquals(List.of(), recount.differences());
        assertEquals(events, recount.events());
    }

    private DeliveryId delivery(String to, @Nullable String campaign) {
        Delivery delivery =
                new Delivery(anyId(), EmailAddress.parse(to), campaign, "Hi", DeliveryState.SENDING, null, null);
        store.insert(delivery);
        return delivery.id();
    }

    private Event open(DeliveryId delivery, int second) {
        return event(EventKind.OPEN, delivery, 0, second);
    }

    private Event click(DeliveryId delivery, int second) {
        return event(EventKind.CLICK, delivery, 1, second);
    }

    private Event event(EventKind kind, DeliveryId delivery, int link, int second) {
        UUID id = Uuid7.at(NOON.plusSeconds(second), random);
        return new Event(id, kind, delivery, link, Client.of("x", Set.of()), Network.UNKNOWN);
    }

    private DeliveryId anyId() {
        return DeliveryId.create(NOON, shard(), random);
    }
}
