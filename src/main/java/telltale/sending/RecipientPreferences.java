package telltale.sending;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.model.Consent;
import telltale.model.ConsentDecision;
import telltale.model.ConsentPurpose;
import telltale.model.DeliveryId;
import telltale.model.Suppression;
import telltale.model.Topic;
import telltale.model.TopicSubscription;
import telltale.store.Consents;
import telltale.store.Persons;
import telltale.store.Store;
import telltale.store.StoreUnavailableException;
import telltale.store.Topics;

/**
 * The preferences that a recipient changes through the links in a message. Every method throws
 * {@link PreferencesUnavailableException} while the database is unavailable.
 */
public final class RecipientPreferences {
    private static final Logger log = LoggerFactory.getLogger(RecipientPreferences.class);

    private final Persons persons;
    private final Topics topics;
    private final RecipientConsents consents;
    private final Clock clock;

    public RecipientPreferences(Store store, Clock clock) {
        this.persons = store.persons();
        this.topics = store.topics();
        this.consents = new RecipientConsents(store, clock);
        this.clock = clock;
    }

    /**
     * The preferences of a recipient.
     *
     * @param tracked whether opens and clicks may be recorded
     * @param suppression the suppression of bulk mail or of all mail, or null
     * @param topics the topics that the recipient got mail of, or unsubscribed from
     * @param consents the decisions about purposes that are in force
     */
    public record Choices(
            boolean tracked,
            @Nullable Suppression suppression,
            List<TopicSubscription> topics,
            Map<ConsentPurpose, Consent> consents) {
        public Choices {
            topics = List.copyOf(topics);
            consents = Map.copyOf(consents);
        }

        /** Whether the recipient can subscribe to the topic, or unsubscribe from it. */
        public boolean hasTopic(String name) {
            return topics.stream().anyMatch(one -> one.topic().name().equals(name));
        }
    }

    /** The preferences of a delivery's recipient; empty if there is no such delivery. */
    public Optional<Choices> choices(DeliveryId delivery) {
        return available(() -> persons.recipient(delivery)
                .map(person -> new Choices(
                        person.tracked(),
                        person.suppression(),
                        persons.topics(delivery).stream()
                                .filter(TopicSubscription::concernsPerson)
                                .toList(),
                        consents.inForce(delivery))));
    }

    /** The topic of a delivery; empty if it has none, or does not exist. */
    public Optional<Topic> topic(DeliveryId delivery) {
        return available(() -> topics.of(delivery));
    }

    /**
     * Suppresses mail to the recipient of a delivery.
     *
     * @param topic the name of the topic to unsubscribe from, or null for all bulk mail
     * @return false if there is no such delivery
     */
    public boolean unsubscribe(DeliveryId delivery, @Nullable String topic) {
        Suppression.Scope scope = topic == null ? Suppression.Scope.BULK : Suppression.Scope.TOPIC;
        Suppression unsubscribed = new Suppression(scope, topic, Suppression.UNSUBSCRIBED, clock.instant());
        boolean known = available(() -> persons.suppressRecipient(delivery, unsubscribed));
        if (known) {
            log.info("The recipient of {} unsubscribed from {}", delivery, topic == null ? "bulk mail" : topic);
        }
        return known;
    }

    /**
     * Revokes an unsubscription of a delivery's recipient; a suppression with another reason stays.
     *
     * @param topic the name of the topic to subscribe to again, or null for all bulk mail
     */
    public void resubscribe(DeliveryId delivery, @Nullable String topic) {
        if (available(() -> persons.resubscribeRecipient(delivery, topic))) {
            log.info("The recipient of {} subscribed to {} again", delivery, topic == null ? "bulk mail" : topic);
        }
    }

    /** Allows or forbids the recording of opens and clicks from now on, for messages already sent and for new ones. */
    public void track(DeliveryId delivery, boolean tracked) {
        if (available(() -> persons.setTracked(delivery, tracked, clock.instant()))) {
            log.info("The recipient of {} {} tracking", delivery, tracked ? "allowed" : "refused");
        }
    }

    /** Withdraws the consent of a delivery's recipient to a purpose, or stores that the recipient objects to it. */
    public void withdraw(DeliveryId delivery, ConsentPurpose purpose) {
        consents.decide(
                delivery,
                Map.of(purpose, ConsentDecision.WITHDRAWN),
                new RecipientConsents.Proof(
                        null, Consents.PREFERENCE_PAGE, "link in the mail of delivery " + delivery));
    }

    static <T> T available(Supplier<T> call) {
        try {
            return call.get();
        } catch (StoreUnavailableException unavailable) {
            throw new PreferencesUnavailableException(unavailable);
        }
    }
}
