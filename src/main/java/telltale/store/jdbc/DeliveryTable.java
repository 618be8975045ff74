package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.EventKind;
import telltale.model.FailureReason;
import telltale.model.PrivacyProfile;
import telltale.model.StateTransition;
import telltale.store.DeliveryPage;
import telltale.store.DeliveryQuery;
import telltale.store.OpenCounts;
import telltale.store.jdbc.CampaignCounters.Step;
import telltale.store.jdbc.StateUpdate.StateChange;

/** The deliveries and their counters in a relational database. */
final class DeliveryTable {
    /** The sender of deliveries that another mailer sends, in place of a node. */
    static final UUID EXTERNAL = new UUID(0, 1);

    private static final StateTransition ACCEPTED = new StateTransition(DeliveryState.SENDING, DeliveryState.ACCEPTED);

    private static final String COLUMNS = """
            select d.id, d.recipient, c.name as campaign, t.name as topic, d.subject, d.state, d.accepted_at, d.detail,
                d.queue_id, d.failure, d.bounced_at, d.delivered_at, d.receipt_at, d.replied_at""";
    private static final String TABLES = """

        from deliveries d left join campaigns c on c.number = d.campaign left join topics t on t.number = d.topic
        """;

    /** A select without its conditions, in which {@code d} are deliveries. */
    static final String SELECT_DELIVERY = COLUMNS + TABLES;

    private static final Sql FIND = Sql.of(SELECT_DELIVERY + "where d.id = :id");
    private static final Sql INSERT = Sql.of("""
            insert into deliveries
            (id, created_at, recipient, campaign, subject, state, accepted_at, detail, node, person, pixel, topic, links,
                profile)
            values (:id, :createdAt, :recipient, :campaign, :subject, :state, :acceptedAt, :detail, :node, :person, :pixel,
                :topic, :links, :profile)""");

    private final Database database;
    private final CampaignCounters campaigns;
    private final JdbcPersons persons;
    private final PersonTopics topics;
    private final DeliverySearch search;
    private final CampaignLinks links;
    private final StateUpdate acceptance;

    DeliveryTable(
            Database database,
            CampaignCounters campaigns,
            JdbcPersons persons,
            PersonTopics topics,
            DeliverySearch search) {
        this.database = database;
        this.campaigns = campaigns;
        this.persons = persons;
        this.topics = topics;
        this.search = search;
        this.links = new CampaignLinks(database);
        this.acceptance = new StateUpdate(
                database,
                List.of("accepted_at", "detail", "queue_id", "node"),
                "accepted_at = change.accepted_at, detail = change.detail, queue_id = change.queue_id",
                "deliveries.node = change.node");
    }

    /**
     * @param destinations the destinations of its links in the order of their numbers
     * @param profile limits the recording of opens and clicks
     */
    void insert(Delivery delivery, UUID sender, boolean pixel, List<String> destinations, PrivacyProfile profile) {
        database.write("storing a delivery", connection -> {
            Long campaign = campaigns.number(connection, delivery.campaign());
            if (campaign != null) {
                CampaignState.of(connection, database, campaign, profile);
            }
            NewRecipients.Recipient recipient =
                    persons.recipients(connection, List.of(delivery.to())).get(delivery.to());
            Long person = recipient == null ? null : recipient.number();
            PersonTopics.Mail mail =
                    new PersonTopics.Mail(delivery.topic(), person, delivery.state(), delivery.createdAt());
            Map<String, Long> topicNumbers = topics.add(connection, List.of(mail));
            INSERT.on(connection, database)
                    .bind("id", delivery.id().value())
                    .bind("createdAt", delivery.createdAt())
                    .bind("recipient", delivery.to().toString())
                    .bind("campaign", campaign)
                    .bind("subject", delivery.subject())
                    .bind("state", delivery.state().wireName())
                    .bind("acceptedAt", delivery.acceptedAt())
                    .bind("detail", delivery.detail())
                    .bind("node", sender)
                    .bind("person", person)
                    .bind("pixel", pixel)
                    .bind("topic", topicNumbers.get(delivery.topic()))
                    .bind("links", links.list(connection, campaign, destinations))
                    .bind("profile", profile)
                    .update();
            campaigns.add(connection, campaign, delivery.createdAt(), delivery.state());
            return true;
        });
    }

    boolean acceptExternal(DeliveryId delivery, Instant at, String detail, @Nullable String queueId) {
        return database.write("accepting an external delivery", connection -> {
            List<Step> steps = new ArrayList<>();
            acceptance.applyIfHeld(
                    connection,
                    List.of(new StateChange<>(delivery, ACCEPTED, detail)),
                    (update, from, reply) -> {
                        update.setLong(from, at.toEpochMilli());
                        update.setString(from + 1, reply);
                        update.setString(from + 2, queueId);
                        database.setId(update, from + 3, EXTERNAL);
                    },
                    row -> steps.add(new Step(
                            row.getLong(2), Instant.ofEpochMilli(row.getLong(3)), ACCEPTED.from(), ACCEPTED.to())));
            campaigns.step(connection, steps);
            return !steps.isEmpty();
        });
    }

    Optional<Delivery> find(DeliveryId id) {
        return database.read("reading a delivery", connection -> find(connection, id));
    }

    Optional<Delivery> find(Connection connection, DeliveryId id) throws SQLException {
        return FIND.on(connection, database).bind("id", id.value()).first(DeliveryTable::delivery);
    }

    DeliveryPage page(DeliveryQuery query) {
        return database.read("listing deliveries", connection -> search.page(connection, query));
    }

    /** The counters of deliveries by id. */
    Map<UUID, OpenCounts> counts(Connection connection, List<DeliveryId> deliveries) throws SQLException {
        Map<UUID, OpenCounts> found = new HashMap<>();
        if (deliveries.isEmpty()) {
            return found;
        }
        try (PreparedStatement select =
                connection.prepareStatement("""
                select d.id, sum(case c.kind when ? then c.events else 0 end), sum(case c.kind when ? then c.events else 0 end),
                    d.profile
                from deliveries d left join delivery_counters c on c.delivery = d.number
                where d.id in (?""" + ", ?".repeat(deliveries.size() - 1) + ") group by d.id, d.profile")) {
            select.setInt(1, EventKind.OPEN.number());
            select.setInt(2, EventKind.CLICK.number());
            for (int i = 0; i < deliveries.size(); i++) {
                database.setId(select, i + 3, deliveries.get(i).value());
            }
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.put(
                            database.id(row, 1),
                            new OpenCounts(row.getLong(2), row.getLong(3), PrivacyProfile.ofNumber(row.getInt(4))));
                }
            }
        }
        return found;
    }

    /** {@link #SELECT_DELIVERY} with a further column. */
    static String selectDelivery(String column) {
        return COLUMNS + ", " + column + TABLES;
    }

    /** Reads a row of {@link #SELECT_DELIVERY}. */
    static Delivery delivery(Row row) throws SQLException {
        return new Delivery(
                new DeliveryId(row.id("id")),
                EmailAddress.parse(row.text("recipient")),
                row.nullableText("campaign"),
                row.nullableText("topic"),
                row.text("subject"),
                DeliveryState.ofWireName(row.text("state")),
                row.nullableInstant("accepted_at"),
                row.nullableText("detail"),
                row.nullableText("queue_id"),
                new Delivery.Feedback(
                        row.nullableConstant(FailureReason.class, "failure"),
                        row.nullableInstant("bounced_at"),
                        row.nullableInstant("delivered_at"),
                        row.nullableInstant("receipt_at"),
                        row.nullableInstant("replied_at")));
    }
}
