package telltale.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.ImmutableBytes;
import telltale.model.InvalidInputException;
import telltale.model.Person;
import telltale.model.PersonKey;
import telltale.model.Suppression;
import telltale.model.Suppression.Scope;
import telltale.model.Topic;
import telltale.model.TopicSubscription;
import telltale.model.Uuid7;
import telltale.store.Persons.Suppressed;
import telltale.token.PersonKeys;

/** The contract of topics with every database. */
public abstract class TopicsContract {
    protected static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final EmailAddress ANN = EmailAddress.parse("ann@example.com");
    private static final EmailAddress BEN = EmailAddress.parse("ben@example.com");
    private static final String NEWS = "product-news";
    private static final Suppression NO_NEWS = Suppression.ofTopic(NEWS, Suppression.UNSUBSCRIBED, NOON);
    private static final Suppression NO_BULK = new Suppression(Scope.BULK, Suppression.UNSUBSCRIBED, NOON);
    private static final PersonKeys KEYS = new PersonKeys(new byte[32]);

    private final Random random = new Random(42);
    private Store store;
    private Persons persons;

    /** Opens the store under test, as another node if the database can have several. */
    protected abstract Store open(Function<EmailAddress, Optional<PersonKey>> keys);

    /** The number of the database that messages and deliveries are stored in. */
    protected int shard() {
        return 0;
    }

    @BeforeEach
    void openStore() {
        store = open(address -> Optional.of(KEYS.keyOf(address)));
        persons = store.persons();
    }

    @AfterEach
    protected void closeStore() {
        store.close();
    }

    @Test
    void aTopicIsTitledByItsNameUntilItHasATitle() {
        assertEquals(new Topic(NEWS, "Product news"), store.topics().named(NEWS));
        assertEquals(List.of(), store.topics().page(null, 10), "asking creates none");
        store.topics().put(new Topic(NEWS, "<b>Neues</b> 😀"));
        assertEquals("<b>Neues</b> 😀", store.topics().named(NEWS).title());
        store.topics().put(new Topic(NEWS, "News"));
        assertEquals("News", store.topics().named(NEWS).title());
        assertThrows(InvalidInputException.class, () -> store.topics().named("News"));
    }

    @Test
    void topicsAreListedByNamePageByPage() {
        List<String> names = List.of("0", "a", "a-", "a-b", "a0", "b");
        for (int i = names.size() - 1; i >= 0; i--) {
            enqueue(bulk(ANN, names.get(i)));
        }
        List<String> listed = new ArrayList<>();
        for (String after = null; ; after = listed.get(listed.size() - 1)) {
            List<Topic> page = store.topics().page(after, 4);
            if (page.isEmpty()) {
                break;
            }
            page.forEach(topic -> listed.add(topic.name()));
        }
        assertEquals(names, listed);
    }

    @Test
    void aDeliveryHasItsTopic() {
        DeliveryId news = enqueue(bulk(ANN, NEWS)).get(0).id();
        DeliveryId other = enqueue(bulk(ANN, null)).get(0).id();
        Delivery external = external(BEN, "offers", DeliveryState.SENDING);

        assertEquals(NEWS, store.delivery(news).orElseThrow().topic());
        assertEquals(Optional.of(Topic.named(NEWS)), store.topics().of(news));
        assertEquals(Optional.empty(), store.topics().of(other));
        assertEquals(Optional.of(external), store.delivery(external.id()));
        assertEquals(List.of(news), found(null, NEWS));
        assertEquals(List.of(external.id()), found(BEN, "offers"));
        assertEquals(List.of(), found(ANN, "offers"));
        assertEquals(List.of(), found(null, "unknown"));
    }

    private List<DeliveryId> found(@Nullable EmailAddress to, String topic) {
        List<DeliveryCondition> conditions = new ArrayList<>(List.of(new DeliveryCondition.TopicName(topic)));
        if (to != null) {
            conditions.add(new DeliveryCondition.Recipient(to));
        }
        return store.deliveries(new DeliveryQuery(conditions, null, 10)).deliveries().stream()
                .map(Delivery::id)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "topic, QUEUED, SUPPRESSED, QUEUED, QUEUED",
        "bulk, QUEUED, SUPPRESSED, SUPPRESSED, SUPPRESSED",
        "all, SUPPRESSED, SUPPRESSED, SUPPRESSED, SUPPRESSED"
    })
    void aSuppressionCoversItsTopicOrAllBulkMailOrAllMail(
            String scope, DeliveryState personal, DeliveryState news, DeliveryState offers, DeliveryState bulk) {
        Scope suppressed = Scope.ofWireName(scope);
        suppress(ANN, new Suppression(suppressed, suppressed == Scope.TOPIC ? NEWS : null, "by hand", NOON));
        List<EnqueueResult> results =
                enqueue(delivery(ANN), bulk(ANN, NEWS), bulk(ANN, "offers"), bulk(ANN, null), bulk(BEN, NEWS));
        assertEquals(
                List.of(personal, news, offers, bulk, DeliveryState.QUEUED),
                results.stream().map(EnqueueResult::state).toList());
        assertEquals(List.of(), store.recount().differences());
    }

    @Test
    void theReasonNamesTheTopic() {
        suppress(ANN, NO_NEWS);
        String reason = "the recipient gets no mail of the topic product-news: unsubscribed, since " + NOON;
        EnqueueResult result = enqueue(bulk(ANN, NEWS)).get(0);
        assertEquals(reason, result.detail());
        assertEquals(reason, store.delivery(result.id()).orElseThrow().detail());
        suppress(ANN, NO_BULK);
        assertEquals(
                "the recipient gets no bulk mail: unsubscribed, since " + NOON,
                enqueue(bulk(ANN, NEWS)).get(0).detail());
    }

    @Test
    void aPersonWhoUnsubscribesFromTheTopicAfterTheClaimRefusesTheMail() {
        enqueue(bulk(ANN, NEWS), bulk(BEN, NEWS));
        List<ClaimedDelivery> claimed = store.outbox().claim(NOON, 10);
        for (ClaimedDelivery mail : claimed) {
            assertEquals(Optional.empty(), refusal(mail));
        }
        ClaimedDelivery first = claimed.get(0);
        assertTrue(persons.suppressRecipient(first.id(), NO_NEWS));
        assertTrue(refusal(first).isPresent());
        assertEquals(Optional.empty(), refusal(claimed.get(1)));
        assertTrue(persons.resubscribeRecipient(first.id(), NEWS));
        assertEquals(Optional.empty(), refusal(first));
    }

    private Optional<String> refusal(ClaimedDelivery mail) {
        return persons.recipient(mail).orElseThrow().refusal(true, NEWS);
    }

    @Test
    void theClaimedRecipientHasItsTopics() {
        enqueue(bulk(ANN, NEWS));
        suppress(ANN, Suppression.ofTopic("offers", "moved,  away", NOON), NO_NEWS);
        PersonSnapshot recipient = store.outbox().claim(NOON, 10).get(0).recipient();
        assertEquals(
                List.of(Suppression.ofTopic("offers", "moved,  away", NOON), NO_NEWS),
                recipient == null ? List.of() : recipient.person().topics());
    }

    @Test
    void aPersonHasASuppressionOfEachTopicBesideTheWiderOne() {
        Suppression offers = Suppression.ofTopic("offers", "by hand", NOON.plusSeconds(1));
        assertEquals(
                3,
                persons.suppress(List.of(
                        new Suppressed(ANN, NO_NEWS), new Suppressed(ANN, offers), new Suppressed(ANN, NO_BULK))));
        assertEquals(0, suppress(ANN, offers, NO_NEWS));
        Person ann = persons.person(EmailAddress.parse("Ann@EXAMPLE.com"));
        assertEquals(List.of(NO_BULK, offers, NO_NEWS), ann.suppressions());
        assertEquals(List.of(), persons.person(BEN).suppressions());

        assertTrue(persons.release(ANN, NEWS));
        assertFalse(persons.release(ANN, NEWS));
        assertFalse(persons.release(ANN, "unknown"));
        assertFalse(persons.release(BEN, "offers"));
        assertEquals(List.of(NO_BULK, offers), persons.person(ANN).suppressions());
        assertTrue(persons.release(ANN));
        assertEquals(List.of(offers), persons.person(ANN).suppressions());
    }

    @ParameterizedTest
    @ValueSource(strings = {"topic", "bulk"})
    void anotherReasonReplacesAnUnsubscriptionAndIsKept(String scope) {
        Suppression own = scope.equals("topic") ? NO_NEWS : NO_BULK;
        Suppression complaint = new Suppression(own.scope(), own.topic(), "complaint", NOON.plusSeconds(1));
        Suppression later = new Suppression(own.scope(), own.topic(), "by hand", NOON.plusSeconds(2));
        assertEquals(1, suppress(ANN, own));
        assertEquals(0, suppress(ANN, own));
        assertEquals(1, suppress(ANN, complaint));
        assertEquals(0, suppress(ANN, own, later, complaint));
        assertEquals(List.of(complaint), persons.person(ANN).suppressions());
        DeliveryId delivery = enqueue(delivery(ANN)).get(0).id();
        assertTrue(persons.resubscribeRecipient(delivery, own.topic()));
        assertEquals(List.of(complaint), persons.person(ANN).suppressions());
    }

    @Test
    void aPersonHasTheTopicsOfItsMailAndOfItsSuppressions() {
        DeliveryId first = enqueue(bulk(ANN, NEWS)).get(0).id();
        enqueue(bulk(ANN, NEWS), bulk(BEN, NEWS), bulk(ANN, NEWS));
        external(ANN, "offers", DeliveryState.SENDING);
        suppress(ANN, Suppression.ofTopic("jobs", "by hand", NOON), NO_NEWS);
        external(ANN, "refused", DeliveryState.SUPPRESSED);
        store.topics().put(new Topic("offers", "Our offers"));

        List<TopicSubscription> expected = List.of(
                new TopicSubscription(Topic.named("jobs"), null, Suppression.ofTopic("jobs", "by hand", NOON)),
                new TopicSubscription(new Topic("offers", "Our offers"), NOON, null),
                new TopicSubscription(Topic.named(NEWS), NOON, NO_NEWS));
        assertEquals(expected, persons.topics(ANN));
        assertEquals(expected, persons.topics(first));
        assertEquals(List.of(new TopicSubscription(Topic.named(NEWS), NOON, null)), persons.topics(BEN));
        assertTrue(persons.release(ANN, "jobs") && persons.release(ANN, NEWS));
        assertEquals(
                List.of("offers", NEWS),
                persons.topics(ANN).stream().map(one -> one.topic().name()).toList());
    }

    @Test
    void aMailToASuppressedRecipientIsNoMailOfTheTopic() {
        suppress(ANN, NO_BULK);
        enqueue(bulk(ANN, NEWS));
        assertEquals(List.of(), persons.topics(ANN));
        persons.release(ANN);
        enqueue(bulk(ANN, NEWS));
        assertEquals(NOON, persons.topics(ANN).get(0).firstAt());
    }

    @Test
    void aThousandRecipientsOfATopicAreStored() {
        NewDelivery[] many = IntStream.range(0, 1_000)
                .mapToObj(i -> bulk(EmailAddress.parse("r" + i % 990 + "@example.com"), NEWS))
                .toArray(NewDelivery[]::new);
        for (int i = 0; i < 2; i++) {
            assertEquals(1_000, enqueue(many.clone()).size());
        }
        assertEquals(1, persons.topics(EmailAddress.parse("r989@example.com")).size());
    }

    @Test
    void personsWithSuppressedTopicsOnlyAreListedToo() {
        suppress(ANN, NO_NEWS);
        suppress(BEN, NO_BULK);
        enqueue(bulk(EmailAddress.parse("kim@example.com"), NEWS));
        List<Person> all = persons.suppressed(null, 10);
        assertEquals(
                Stream.of(ANN, BEN)
                        .map(KEYS::keyOf)
                        .map(PersonKey::hex)
                        .sorted()
                        .toList(),
                all.stream().map(person -> person.key().hex()).toList());
        assertEquals(all.subList(1, 2), persons.suppressed(all.get(1).key(), 10));
        persons.release(ANN, NEWS);
        persons.release(BEN);
        assertEquals(List.of(), persons.suppressed(null, 10));
    }

    @Test
    void erasingAPersonErasesItsTopics() {
        enqueue(bulk(ANN, NEWS), bulk(BEN, NEWS));
        suppress(ANN, NO_NEWS, Suppression.ofTopic("jobs", "by hand", NOON));
        assertEquals(1, persons.erase(ANN).deliveries());
        assertEquals(List.of(), persons.topics(ANN));
        assertEquals(List.of(), persons.person(ANN).suppressions());
        assertEquals(1, persons.topics(BEN).size());
        assertEquals(DeliveryState.QUEUED, enqueue(bulk(ANN, NEWS)).get(0).state());
        assertEquals(List.of(), store.recount().differences());
    }

    /** A process without keys for persons, which uses a single database, stores mail of a topic. */
    protected final void assertMailOfATopicIsStoredWithoutAKeyForPersons() {
        try (Store withoutKeys = openWithoutKeys()) {
            NewDelivery mail = bulk(ANN, NEWS);
            withoutKeys.outbox().enqueue(message(), 0, List.of(mail));
            assertEquals(Optional.of(Topic.named(NEWS)), withoutKeys.topics().of(mail.id()));
            assertEquals(List.of(), withoutKeys.persons().topics(mail.id()));
        }
    }

    private Store openWithoutKeys() {
        store.close();
        return open(address -> Optional.empty());
    }

    private int suppress(EmailAddress address, Suppression... suppressions) {
        return persons.suppress(
                Stream.of(suppressions).map(one -> new Suppressed(address, one)).toList());
    }

    private List<EnqueueResult> enqueue(NewDelivery... deliveries) {
        List<NewDelivery> fresh = Stream.of(deliveries)
                .map(one -> delivery(one.to()).bulk(one.bulk()).topic(one.topic() == null ? null : topic(one)))
                .toList();
        return store.outbox().enqueue(message(), 0, fresh);
    }

    private static Topic topic(NewDelivery delivery) {
        return Topic.named(String.valueOf(delivery.topic()));
    }

    private NewDelivery bulk(EmailAddress to, @Nullable String topic) {
        return delivery(to).bulk(true).topic(topic == null ? null : Topic.named(topic));
    }

    private NewDelivery delivery(EmailAddress to) {
        return new NewDelivery(id(), to, "Hi", ImmutableBytes.NONE, 0, DeliveryState.QUEUED, NOON);
    }

    private Delivery external(EmailAddress to, String topic, DeliveryState state) {
        Delivery delivery = new Delivery(id(), to, null, topic, "Hi", state, null, null, null);
        store.insertExternal(delivery, true);
        return delivery;
    }

    private StoredMessage message() {
        return new StoredMessage(Uuid7.at(NOON, shard(), random), "spring", ImmutableBytes.NONE, List.of(), null, 1);
    }

    private DeliveryId id() {
        return DeliveryId.create(NOON, shard(), random);
    }
}
