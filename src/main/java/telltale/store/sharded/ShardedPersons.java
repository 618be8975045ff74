package telltale.store.sharded;

import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.EmailAddress;
import telltale.model.Person;
import telltale.model.PersonKey;
import telltale.model.Suppression;
import telltale.model.TopicSubscription;
import telltale.store.ClaimedDelivery;
import telltale.store.PersonActivities;
import telltale.store.PersonRights;
import telltale.store.Persons;

/**
 * The persons of several databases. What they decide is stored in the first, and copied to the others before the call returns, as far
 * as they are available.
 */
final class ShardedPersons implements Persons {
    private final ShardSet shards;
    private final Clock clock;

    ShardedPersons(ShardSet shards, Clock clock) {
        this.shards = shards;
        this.clock = clock;
    }

    private Persons first() {
        return shards.first().persons();
    }

    /** Returns the result of a change in the first database when the others know of it. */
    private <T> T told(T result) {
        shards.copying().tell();
        return result;
    }

    @Override
    public List<Person> persons(List<EmailAddress> addresses) {
        return first().persons(addresses);
    }

    @Override
    public Optional<Person> recipient(DeliveryId delivery) {
        return shards.at(delivery.value(), store -> store.persons().recipient(delivery));
    }

    @Override
    public Optional<Person> recipient(ClaimedDelivery delivery) {
        return shards.at(delivery.id().value(), store -> store.persons().recipient(delivery));
    }

    /** Changes what the recipient of a delivery decided; false if the delivery does not exist. */
    private boolean ofRecipient(DeliveryId delivery, Consumer<EmailAddress> change) {
        Optional<EmailAddress> address =
                shards.at(delivery.value(), store -> store.delivery(delivery)).map(Delivery::to);
        address.ifPresent(change);
        return told(address.isPresent());
    }

    /** In the database of the delivery, too: statistics there count that the person unsubscribed by it. */
    @Override
    public boolean suppressRecipient(DeliveryId delivery, Suppression suppression) {
        return ofRecipient(delivery, address -> {
            first().suppress(List.of(new Suppressed(address, suppression)));
            boolean unused =
                    shards.at(delivery.value(), store -> store.persons().suppressRecipient(delivery, suppression));
        });
    }

    @Override
    public boolean setTracked(DeliveryId delivery, boolean tracked, Instant at) {
        return ofRecipient(delivery, address -> first().setTracked(address, tracked, at));
    }

    @Override
    public void setTracked(EmailAddress address, boolean tracked, Instant at) {
        first().setTracked(address, tracked, at);
        shards.copying().tell();
    }

    @Override
    public int suppress(List<Suppressed> suppressed) {
        return told(first().suppress(suppressed));
    }

    @Override
    public boolean release(EmailAddress address) {
        return told(first().release(address));
    }

    @Override
    public boolean release(EmailAddress address, String topic) {
        return told(first().release(address, topic));
    }

    @Override
    public int releaseExpired(Instant now, int limit) {
        return told(first().releaseExpired(now, limit));
    }

    @Override
    public boolean resubscribeRecipient(DeliveryId delivery, @Nullable String topic) {
        return ofRecipient(delivery, address -> first().resubscribe(address, topic));
    }

    @Override
    public void resubscribe(EmailAddress address, @Nullable String topic) {
        first().resubscribe(address, topic);
        shards.copying().tell();
    }

    @Override
    public List<TopicSubscription> topics(DeliveryId delivery) {
        return shards.at(delivery.value(), store -> store.delivery(delivery))
                .map(found -> topics(found.to()))
                .orElse(List.of());
    }

    /** What is suppressed, and the titles, are in the first database. */
    @Override
    public List<TopicSubscription> topics(EmailAddress address) {
        Map<String, TopicSubscription> topics = new TreeMap<>();
        shards.readEach(store -> store.persons().topics(address))
                .forEach((number, some) -> some.forEach(one ->
                        topics.merge(one.topic().name(), number == 0 ? one : titled(one), ShardedPersons::merge)));
        return List.copyOf(topics.values());
    }

    private TopicSubscription titled(TopicSubscription one) {
        return new TopicSubscription(
                shards.first().topics().named(one.topic().name()), one.firstAt(), one.suppression());
    }

    private static TopicSubscription merge(TopicSubscription of, TopicSubscription other) {
        Instant first = Stream.of(of, other)
                .map(TopicSubscription::firstAt)
                .flatMap(Stream::ofNullable)
                .min(Comparator.naturalOrder())
                .orElse(null);
        return new TopicSubscription(of.topic(), first, of.suppression());
    }

    @Override
    public List<Person> suppressed(@Nullable PersonKey from, int limit) {
        return first().suppressed(from, limit);
    }

    @Override
    public PersonActivities activity() {
        return new ShardedActivities(shards);
    }

    /** All of them: without those of a database that is unavailable, an answer to the person would be wrong. */
    @Override
    public List<DeliveryId> deliveries(EmailAddress address) {
        return shards.numbers().stream()
                .flatMap(number -> shards.ask(number, store -> store.persons().deliveries(address)).stream())
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    @Override
    public ErasureResult erase(EmailAddress address, boolean keepsConsents) {
        PersonRights.Erased erased =
                rights().erase(address, new PersonRights.Kept(keepsConsents, false), clock.instant());
        return ErasureResult.of(erased);
    }

    @Override
    public PersonRights rights() {
        return new ShardedRights(shards);
    }
}
