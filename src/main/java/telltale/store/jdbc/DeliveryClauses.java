package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import telltale.model.Delivery;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.EventKind;
import telltale.model.FailureClass;
import telltale.model.FailureReason;
import telltale.model.MeasurementConsent;
import telltale.model.PrivacyProfile;
import telltale.model.Provider;
import telltale.model.Uuid7;
import telltale.model.VerdictClass;
import telltale.store.DeliveryCondition;
import telltale.store.DeliveryCondition.Campaign;
import telltale.store.DeliveryCondition.CreatedBefore;
import telltale.store.DeliveryCondition.CreatedFrom;
import telltale.store.DeliveryCondition.DeliveryOrMessage;
import telltale.store.DeliveryCondition.FailedBecause;
import telltale.store.DeliveryCondition.Identified;
import telltale.store.DeliveryCondition.LinkTo;
import telltale.store.DeliveryCondition.MailboxProvider;
import telltale.store.DeliveryCondition.OpenedBy;
import telltale.store.DeliveryCondition.QueueIds;
import telltale.store.DeliveryCondition.QueueIdsOr;
import telltale.store.DeliveryCondition.Recipient;
import telltale.store.DeliveryCondition.RecipientDomain;
import telltale.store.DeliveryCondition.State;
import telltale.store.DeliveryCondition.SubjectWords;
import telltale.store.DeliveryCondition.TopicName;
import telltale.store.Reader;

/** Translates conditions on deliveries {@code d} to SQL. */
final class DeliveryClauses {
    private static final String OPENED =
            "exists (select 1 from delivery_counters k where k.delivery = d.number and k.kind = "
                    + EventKind.OPEN.number() + " and k.events > 0)";
    private static final String JUDGED = "exists (select 1 from judgements j where j.delivery = d.number and ";
    private static final String BY_PERSON = JUDGED + "j.first_open is not null)";
    private static final String BY_MACHINES =
            JUDGED + "j.first_open is null and j.opens <> '' and ' ' || j.opens not like '% "
                    + VerdictClass.UNKNOWN.number() + "=%')";
    /** What has the bits of a measurement bucket for a pixel, and none of those for events, an answer or a scanner. */
    private static final String UNSEEN = JUDGED + "(j.cell & %d) = %d)".formatted(1 << 17 | 1 << 16 | 0x1f, 1 << 4);
    /** A person who has objected to the measurement since it was sent. */
    private static final String OBJECTED = "exists (select 1 from persons p where p.number = d.person"
            + " and (p.withdrawn_at is not null or p.opens_from = " + MeasurementConsent.DENIED + "))";
    /** A privacy profile that records single opens of persons. */
    private static final String RECORDED = Stream.of(PrivacyProfile.values())
            .filter(PrivacyProfile::storesEventsOfPersons)
            .map(profile -> String.valueOf(profile.number()))
            .collect(Collectors.joining(", ", "d.profile in (", ")"));

    private static final String BY_NOBODY =
            "not " + OPENED + " and " + UNSEEN + " and not " + OBJECTED + " and " + RECORDED;
    private static final String FAILED = "d.state in ('" + DeliveryState.BOUNCED.wireName() + "', '"
            + DeliveryState.REFUSED.wireName() + "', '" + DeliveryState.FAILED.wireName() + "')";

    private static final Sql EXISTS = Sql.of("select 1 from deliveries d where d.id = :id");

    private static final String OF_MESSAGE = """
        select d.id from outbox o join deliveries d on d.number = o.delivery
        where o.message = (select number from messages where id = :id) order by o.position\040\
        """;
    private static final Sql FIRST_OF_MESSAGE = Sql.of(OF_MESSAGE + "limit 1");
    private static final Sql LAST_OF_MESSAGE = Sql.of(OF_MESSAGE + "desc limit 1");
    /** How far the ids of a message's deliveries may be from the order of its recipients, because clocks are set. */
    private static final Duration ORDER_SLACK = Duration.ofMinutes(1);

    private final Database database;
    private final JdbcPersons persons;
    private final Map<Class<? extends DeliveryCondition>, Translation<?>> translations = new HashMap<>();

    /** Translates conditions of one kind. */
    private interface Translation<C> {
        /** @param name a name for the parameter, or the begin of the names of several */
        DeliveryClause of(Connection connection, C condition, String name) throws SQLException;
    }

    /** Translates conditions of one kind without a look at the database. */
    private interface PureTranslation<C> {
        DeliveryClause of(C condition, String name);
    }

    /** @param recipientDomain the domain of {@code d.recipient}, as the index has it */
    DeliveryClauses(Database database, JdbcPersons persons, String recipientDomain) {
        this.database = database;
        this.persons = persons;
        addBounds();
        addIndexed(recipientDomain);
        addOthers();
    }

    /** The clauses of some conditions, in order. */
    List<DeliveryClause> of(Connection connection, List<DeliveryCondition> conditions) throws SQLException {
        DeliveryClause[] clauses = new DeliveryClause[conditions.size()];
        for (int i = 0; i < clauses.length; i++) {
            clauses[i] = translate(connection, conditions.get(i), "c" + i);
        }
        return List.of(clauses);
    }

    @SuppressWarnings("unchecked") // the map has a translation of each class under that class
    private <C extends DeliveryCondition> DeliveryClause translate(Connection connection, C condition, String name)
            throws SQLException {
        Translation<C> translation = (Translation<C>) Objects.requireNonNull(translations.get(condition.getClass()));
        return translation.of(connection, condition, name);
    }

    private <C extends DeliveryCondition> void add(Class<C> kind, PureTranslation<C> translation) {
        translations.put(kind, (Translation<C>) (connection, condition, name) -> translation.of(condition, name));
    }

    private <C extends DeliveryCondition> void addLooking(Class<C> kind, Translation<C> translation) {
        translations.put(kind, translation);
    }

    private void addBounds() {
        add(
                CreatedFrom.class,
                (from, name) -> DeliveryClause.of(
                        DeliveryClause.BOUND, "d.id >= :" + name, query -> query.bind(name, Uuid7.floor(from.time()))));
        add(
                CreatedBefore.class,
                (to, name) -> DeliveryClause.of(
                        DeliveryClause.BOUND, "d.id < :" + name, query -> query.bind(name, Uuid7.floor(to.time()))));
    }

    /** The conditions with an index, beginning with those that few deliveries meet. */
    private void addIndexed(String recipientDomain) {
        add(
                Identified.class,
                (one, name) -> DeliveryClause.of(
                        0,
                        "d.id = :" + name,
                        query -> query.bind(name, one.delivery().value())));
        addLooking(DeliveryOrMessage.class, this::deliveryOrMessage);
        add(QueueIds.class, DeliveryClauses::queueIds);
        addLooking(QueueIdsOr.class, this::queueIdsOr);
        addLooking(Recipient.class, this::recipient);
        add(
                RecipientDomain.class,
                (at, name) ->
                        DeliveryClause.of(4, recipientDomain + " = :" + name, query -> query.bind(name, at.domain())));
        add(
                Campaign.class,
                (campaign, name) -> DeliveryClause.of(
                        5,
                        "d.campaign = (select number from campaigns where name = :" + name + ")",
                        query -> query.bind(name, campaign.name())));
        add(
                TopicName.class,
                (topic, name) -> DeliveryClause.of(
                        6,
                        "d.topic = (select number from topics where name = :" + name + ")",
                        query -> query.bind(name, topic.name())));
        add(
                State.class,
                (state, name) -> DeliveryClause.of(
                        7,
                        "d.state = :" + name,
                        query -> query.bind(name, state.state().wireName())));
    }

    private DeliveryClause deliveryOrMessage(Connection connection, DeliveryOrMessage either, String name)
            throws SQLException {
        if (EXISTS.on(connection, database).bind("id", either.id()).exists()) {
            return DeliveryClause.of(0, "d.id = :" + name, query -> query.bind(name, either.id()));
        }
        Optional<Instant> first = created(connection, FIRST_OF_MESSAGE, either);
        Optional<Instant> last = created(connection, LAST_OF_MESSAGE, either);
        if (first.isEmpty() || last.isEmpty()) {
            return DeliveryClause.of(0, "1 = 0", query -> {});
        }
        return DeliveryClause.of(
                1,
                "d.id >= :%1$s_from and d.id < :%1$s_to and exists (select 1 from outbox o where o.delivery = d.number"
                                .formatted(name)
                        + " and o.message = (select number from messages where id = :" + name + "))",
                query -> query.bind(name, either.id())
                        .bind(name + "_from", Uuid7.floor(first.get().minus(ORDER_SLACK)))
                        .bind(name + "_to", Uuid7.floor(last.get().plus(ORDER_SLACK))));
    }

    private Optional<Instant> created(Connection connection, Sql select, DeliveryOrMessage message)
            throws SQLException {
        return select.on(connection, database).bind("id", message.id()).first(row -> Uuid7.instant(row.id("id")));
    }

    private static DeliveryClause queueIds(QueueIds given, String name) {
        List<String> ids = given.ids();
        String names = IntStream.range(0, ids.size())
                .mapToObj(i -> ":" + name + "_" + i)
                .collect(Collectors.joining(", "));
        return DeliveryClause.of(2, "d.queue_id in (" + names + ")", query -> {
            for (int i = 0; i < ids.size(); i++) {
                Sql.Query unused = query.bind(name + "_" + i, ids.get(i));
            }
        });
    }

    private DeliveryClause queueIdsOr(Connection connection, QueueIdsOr either, String name) throws SQLException {
        DeliveryClause given = queueIds(either.ids(), name);
        Sql.Query query =
                Sql.of("select 1 from deliveries d where " + given.sql()).on(connection, database);
        given.values().accept(query);
        return query.exists() ? given : translate(connection, either.otherwise(), name);
    }

    private DeliveryClause recipient(Connection connection, Recipient recipient, String name) throws SQLException {
        EmailAddress address = recipient.address();
        Long person = persons.numberOf(connection, address);
        // Deliveries from before there were persons have none.
        return DeliveryClause.of(
                3,
                "(d.person = :%1$s or (d.person is null and lower(d.recipient) = lower(:%1$s_address)))"
                        .formatted(name),
                query -> query.bind(name, person).bind(name + "_address", address.toString()));
    }

    private void addOthers() {
        add(
                LinkTo.class,
                (link, name) -> DeliveryClause.of(
                        DeliveryClause.NONE,
                        "exists (select 1 from link_lists l where l.number = d.links and l.links like :" + name + ")",
                        query -> query.bind(name, "%" + CampaignLinks.key(link.url()) + " %")));
        add(
                SubjectWords.class,
                (subject, name) -> new DeliveryClause(
                        DeliveryClause.NONE, "1 = 1", query -> {}, delivery -> isAbout(delivery, subject.words())));
        add(
                MailboxProvider.class,
                (at, name) -> DeliveryClause.of(
                        DeliveryClause.NONE,
                        "coalesce(d.provider, " + Provider.OTHER.number() + ") = :" + name,
                        query -> query.bind(name, at.provider())));
        add(
                OpenedBy.class,
                (opened, name) -> DeliveryClause.of(DeliveryClause.NONE, opened(opened.reader()), query -> {}));
        add(
                FailedBecause.class,
                (failed, name) -> DeliveryClause.of(
                        DeliveryClause.NONE,
                        FAILED + " and d.failure in (" + reasons(failed.type()) + ")",
                        query -> {}));
    }

    private static String opened(Reader reader) {
        return switch (reader) {
            case PEOPLE -> BY_PERSON;
            case MACHINES -> BY_MACHINES;
            case UNKNOWN -> OPENED + " and not " + BY_PERSON + " and not " + BY_MACHINES;
            case NOBODY -> BY_NOBODY;
            case UNMEASURED -> "not " + OPENED + " and not (" + BY_NOBODY + ")";
        };
    }

    /** The numbers of the reasons of a class. */
    static String reasons(FailureClass type) {
        return Arrays.stream(FailureReason.values())
                .filter(reason -> reason.type() == type)
                .map(reason -> Integer.toString(reason.number()))
                .collect(Collectors.joining(", "));
    }

    private static boolean isAbout(Delivery delivery, List<String> words) {
        String subject = folded(delivery.subject());
        return words.stream().map(DeliveryClauses::folded).allMatch(subject::contains);
    }

    /** A text without differences of case, and in composed Unicode. The databases do this differently. */
    private static String folded(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
    }
}
