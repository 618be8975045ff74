package telltale.store;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.FailureClass;
import telltale.model.Provider;

/** A condition on deliveries. A query has several, which all apply. */
public sealed interface DeliveryCondition {
    /** One delivery. */
    record Identified(DeliveryId delivery) implements DeliveryCondition {}

    /** The delivery with this id, or those of the message with it as long as the message is stored. */
    record DeliveryOrMessage(UUID id) implements DeliveryCondition {}

    /** The deliveries to a person. */
    record Recipient(EmailAddress address) implements DeliveryCondition {}

    /**
     * The deliveries to recipients at a domain.
     *
     * @param domain a domain in lower case, as the stored addresses have it
     */
    record RecipientDomain(String domain) implements DeliveryCondition {}

    /** The deliveries of a campaign. */
    record Campaign(String name) implements DeliveryCondition {}

    /** The deliveries with a topic. */
    record TopicName(String name) implements DeliveryCondition {}

    /** The deliveries in a state. */
    record State(DeliveryState state) implements DeliveryCondition {}

    /** The deliveries to which the mail server gave one of these identifiers. */
    record QueueIds(List<String> ids) implements DeliveryCondition {
        public QueueIds {
            ids = List.copyOf(ids);
        }
    }

    /** The deliveries with one of these identifiers of the mail server; if there is none, those that meet another condition. */
    record QueueIdsOr(QueueIds ids, DeliveryCondition otherwise) implements DeliveryCondition {}

    /** The deliveries of campaigns with a link to a destination. */
    record LinkTo(String url) implements DeliveryCondition {}

    /** The deliveries whose subject contains all these texts, whatever their case. */
    record SubjectWords(List<String> words) implements DeliveryCondition {
        public SubjectWords {
            words = List.copyOf(words);
        }
    }

    /** The deliveries to mailboxes at a provider. Those whose provider was not looked up yet count as {@code OTHER}. */
    record MailboxProvider(Provider provider) implements DeliveryCondition {}

    /** The deliveries that were opened by such readers. */
    record OpenedBy(Reader reader) implements DeliveryCondition {}

    /** The deliveries that failed or bounced for a reason of a class. */
    record FailedBecause(FailureClass type) implements DeliveryCondition {}

    /** The deliveries that were created at a time or later. */
    record CreatedFrom(Instant time) implements DeliveryCondition {}

    /** The deliveries that were created before a time. */
    record CreatedBefore(Instant time) implements DeliveryCondition {}
}
