package telltale.web.api;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.FailureClass;
import telltale.model.InvalidInputException;
import telltale.model.PrivacyProfile;
import telltale.model.Provider;
import telltale.model.WireConstant;
import telltale.store.DeliveryCondition;
import telltale.store.DeliveryCondition.Campaign;
import telltale.store.DeliveryCondition.CreatedBefore;
import telltale.store.DeliveryCondition.CreatedFrom;
import telltale.store.DeliveryCondition.DeliveryOrMessage;
import telltale.store.DeliveryCondition.FailedBecause;
import telltale.store.DeliveryCondition.Identified;
import telltale.store.DeliveryCondition.MailboxProvider;
import telltale.store.DeliveryCondition.OpenedBy;
import telltale.store.DeliveryCondition.QueueIds;
import telltale.store.DeliveryCondition.QueueIdsOr;
import telltale.store.DeliveryCondition.Recipient;
import telltale.store.DeliveryCondition.State;
import telltale.store.DeliveryCondition.TopicName;
import telltale.store.Reader;
import telltale.web.http.Fields;
import telltale.web.http.RoutedRequest;

/** The conditions that a query for deliveries states. */
final class DeliveryFilters {
    /** The fields that it may have. */
    static final Set<String> FIELDS =
            Set.of("q", "to", "from", "campaign", "topic", "state", "queueId", "provider", "reader", "bounce");

    private final SearchText search;
    private final PrivacyProfile privacy;

    /** @param privacy limits what is recorded */
    DeliveryFilters(SearchText search, PrivacyProfile privacy) {
        this.search = search;
        this.privacy = privacy;
    }

    /**
     * The conditions of a query, in no particular order.
     *
     * @throws InvalidInputException naming the field
     */
    List<DeliveryCondition> conditions(Fields query) {
        List<DeliveryCondition> conditions = new ArrayList<>();
        add(conditions, query.read("q", search::condition));
        add(conditions, query.read("to", DeliveryFilters::recipientOrTime));
        add(conditions, query.read("from", time -> new CreatedFrom(EventsApi.instant(time))));
        add(conditions, text(query, "campaign", Campaign::new));
        add(conditions, text(query, "topic", TopicName::new));
        add(conditions, query.read("state", name -> new State(DeliveryState.ofWireName(name))));
        add(conditions, text(query, "queueId", id -> new QueueIds(List.of(id))));
        add(conditions, query.read("provider", name -> new MailboxProvider(WireConstant.of(Provider.class, name))));
        add(conditions, query.read("reader", this::openedBy));
        add(conditions, query.read("bounce", name -> new FailedBecause(WireConstant.of(FailureClass.class, name))));
        requireRange(conditions);
        return conditions;
    }

    private static void add(List<DeliveryCondition> conditions, @Nullable DeliveryCondition condition) {
        if (condition != null) {
            conditions.add(condition);
        }
    }

    /** A field that may be empty: then nothing matches. */
    private static @Nullable DeliveryCondition text(
            Fields query, String name, Function<String, DeliveryCondition> condition) {
        String text = query.get(name);
        if (text != null && text.indexOf('\0') >= 0) {
            throw new InvalidInputException(name, name + " contains U+0000");
        }
        return text == null ? null : condition.apply(text);
    }

    /** Without recorded opens, all recipients would seem not to have opened their mail. */
    private DeliveryCondition openedBy(String name) {
        Reader reader = WireConstant.of(Reader.class, name);
        if (reader == Reader.NOBODY && !privacy.storesEventsOfPersons()) {
            throw new InvalidInputException(
                    "reader",
                    "reader=nobody is refused: under the privacy profile " + privacy.wireName()
                            + " no single opens are recorded, so it is unknown who did not open a mail");
        }
        return new OpenedBy(reader);
    }

    /** Only an address has an at sign. */
    private static DeliveryCondition recipientOrTime(String text) {
        return text.matches("\\d{4}-.*") && !text.contains("@")
                ? new CreatedBefore(EventsApi.instant(text))
                : new Recipient(EmailAddress.parse(text));
    }

    private static void requireRange(List<DeliveryCondition> conditions) {
        Instant from = ofKind(conditions, CreatedFrom.class)
                .map(CreatedFrom::time)
                .findFirst()
                .orElse(Instant.MIN);
        Instant to = ofKind(conditions, CreatedBefore.class)
                .map(CreatedBefore::time)
                .findFirst()
                .orElse(Instant.MAX);
        if (!from.isBefore(to)) {
            throw new InvalidInputException("to", "to must be after from");
        }
    }

    private static <C> Stream<C> ofKind(List<DeliveryCondition> conditions, Class<C> kind) {
        return conditions.stream().filter(kind::isInstance).map(kind::cast);
    }

    /** Names the person or the delivery that a query looks for, for the audit log. */
    static void name(DeliveryCondition condition, RoutedRequest request) {
        if (condition instanceof Recipient recipient) {
            request.concerns(recipient.address());
        } else if (condition instanceof QueueIdsOr either) {
            name(either.otherwise(), request);
        } else if (condition instanceof Identified one) {
            request.concerns("delivery " + one.delivery());
        } else if (condition instanceof DeliveryOrMessage one) {
            request.concerns(one.id().toString());
        }
    }
}
