package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.EventKind;
import telltale.model.PrivacyProfile;
import telltale.store.EnqueueResult;
import telltale.store.NewDelivery;
import telltale.store.StoredMessage;
import telltale.store.jdbc.CampaignCounters.Step;
import telltale.store.jdbc.NewRecipients.Recipient;

/** The inserts that put a message and its recipients into the outbox, within a transaction of the caller. */
final class Enqueuer {
    private static final RowBatch INSERT_DELIVERIES = new RowBatch(
            "insert into deliveries (id, created_at, recipient, campaign, subject, state, node, person, detail, topic,"
                    + " links, profile) values %s returning id, number",
            12);
    private static final RowBatch INSERT_OUTBOX = new RowBatch(
            "insert into outbox (message, position, delivery, data, digest, due_at, began_at, attempts, ended_at,"
                    + " send_window, pool) values %s",
            11);
    private static final RowBatch INSERT_NOTICES = new RowBatch("insert into notices (delivery, address) values %s", 2);

    private final Database database;
    private final CampaignCounters campaigns;
    private final JdbcPersons persons;
    private final PersonTopics topics;
    private final MessageTables messages;
    private final CampaignLinks links;
    private final PoolAssignment pools;
    private final UUID node;

    Enqueuer(
            Database database,
            CampaignCounters campaigns,
            JdbcPersons persons,
            PersonTopics topics,
            MessageTables messages,
            UUID node) {
        this.database = database;
        this.campaigns = campaigns;
        this.persons = persons;
        this.topics = topics;
        this.messages = messages;
        this.links = new CampaignLinks(database);
        this.pools = new PoolAssignment(database);
        this.node = node;
    }

    /** Inserts a message and the recipients whose positions are free; see {@link telltale.store.Outbox#enqueue}. */
    List<EnqueueResult> enqueue(
            Connection connection, StoredMessage message, int position, List<NewDelivery> deliveries)
            throws SQLException {
        Long campaign = campaigns.number(connection, message.campaign());
        boolean isHeld = campaign != null
                && CampaignState.of(connection, database, campaign, message.privacy())
                        .isHeld();
        MessageTables.Inserted inserted = messages.insertIfAbsent(connection, message, position == 0);
        Map<Integer, EnqueueResult> results =
                inserted.isNew() ? new HashMap<>() : existing(connection, inserted.number(), position, deliveries);
        Map<EmailAddress, Recipient> recipients = persons.recipients(
                connection, deliveries.stream().map(NewDelivery::to).toList());
        Map<Integer, NewDelivery> added = new LinkedHashMap<>();
        for (int i = 0; i < deliveries.size(); i++) {
            if (!results.containsKey(position + i)) {
                Recipient recipient = recipients.get(deliveries.get(i).to());
                NewDelivery delivery = admitted(deliveries.get(i), recipient, isHeld);
                added.put(position + i, delivery);
                results.put(position + i, result(delivery, recipient));
            }
        }
        Map<Integer, Long> assigned = pools(connection, message, inserted.number(), campaign, added, recipients);
        assigned.forEach((at, pool) -> results.computeIfPresent(at, (same, result) -> result.in(pool)));
        Long linkList = added.isEmpty() ? null : links.list(connection, campaign, message.links());
        insert(
                connection,
                new InsertedMessage(inserted.number(), campaign, linkList, message.privacy()),
                added,
                recipients,
                assigned);
        return IntStream.range(position, position + deliveries.size())
                .mapToObj(at -> Objects.requireNonNull(results.get(at)))
                .toList();
    }

    /** The pools of the new deliveries by position; without those to people who refuse to be measured. */
    private Map<Integer, Long> pools(
            Connection connection,
            StoredMessage message,
            long number,
            @Nullable Long campaign,
            Map<Integer, NewDelivery> added,
            Map<EmailAddress, Recipient> recipients)
            throws SQLException {
        if (campaign == null || message.pooling() == null) {
            return Map.of();
        }
        List<Integer> positions = added.entrySet().stream()
                .filter(entry -> entry.getValue().state() != DeliveryState.SUPPRESSED
                        && isMeasured(recipients.get(entry.getValue().to()), message.privacy()))
                .map(Map.Entry::getKey)
                .toList();
        return pools.assign(connection, number, campaign, message.pooling(), positions);
    }

    private static boolean isMeasured(@Nullable Recipient recipient, PrivacyProfile profile) {
        return recipient == null || recipient.snapshot().person().allows(profile, EventKind.OPEN);
    }

    /**
     * The message of new deliveries.
     *
     * @param links the number of the list of its links, or null
     */
    private record InsertedMessage(
            long number, @Nullable Long campaign, @Nullable Long links, PrivacyProfile profile) {}

    /** The delivery as it is stored: suppressed if its recipient refuses it, and not sent at once if its campaign is held. */
    private static NewDelivery admitted(NewDelivery delivery, @Nullable Recipient recipient, boolean isHeld) {
        NewDelivery admitted =
                recipient == null ? delivery : delivery.to(recipient.snapshot().person());
        return isHeld ? admitted.waiting() : admitted;
    }

    private static EnqueueResult result(NewDelivery delivery, @Nullable Recipient recipient) {
        return new EnqueueResult(
                delivery.id(),
                delivery.state(),
                delivery.detail(),
                true,
                recipient == null ? null : recipient.snapshot());
    }

    /** The results of an earlier submission, by position. */
    private Map<Integer, EnqueueResult> existing(
            Connection connection, long message, int position, List<NewDelivery> deliveries) throws SQLException {
        Map<Integer, EnqueueResult> existing = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement("""
                select o.position, d.id, d.state, o.digest, d.detail from outbox o join deliveries d on d.number = o.delivery
                where o.message = ? and o.position >= ? and o.position < ?""")) {
            select.setLong(1, message);
            select.setInt(2, position);
            select.setInt(3, position + deliveries.size());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    int at = row.getInt(1);
                    boolean same = deliveries.get(at - position).digest() == row.getLong(4);
                    DeliveryId id = new DeliveryId(database.id(row, 2));
                    DeliveryState state = DeliveryState.ofWireName(row.getString(3));
                    existing.put(at, new EnqueueResult(id, state, row.getString(5), same, null));
                }
            }
        }
        return existing;
    }

    /**
     * Inserts the rows of new deliveries.
     *
     * @param added the deliveries by their positions in the message
     * @param pools the pools of some of them, by position
     */
    private void insert(
            Connection connection,
            InsertedMessage message,
            Map<Integer, NewDelivery> added,
            Map<EmailAddress, Recipient> recipients,
            Map<Integer, Long> pools)
            throws SQLException {
        List<NewDelivery> deliveries = List.copyOf(added.values());
        Map<UUID, Long> numbers = insertDeliveries(connection, message, deliveries, recipients);
        INSERT_OUTBOX.run(connection, List.copyOf(added.entrySet()), (insert, from, entry) -> {
            insert.setLong(from, message.number);
            insert.setInt(from + 1, entry.getKey());
            bindOutbox(insert, from + 2, number(numbers, entry.getValue()), entry.getValue());
            RowMapping.setLong(insert, from + 10, pools.get(entry.getKey()));
        });
        INSERT_NOTICES.run(
                connection,
                deliveries.stream()
                        .filter(delivery -> delivery.notifyAddress() != null)
                        .toList(),
                (insert, from, delivery) -> {
                    insert.setLong(from, number(numbers, delivery));
                    insert.setString(from + 1, String.valueOf(delivery.notifyAddress()));
                });
        campaigns.step(
                connection,
                deliveries.stream()
                        .map(delivery ->
                                new Step(message.campaign, delivery.id().createdAt(), null, delivery.state()))
                        .toList());
    }

    private static long number(Map<UUID, Long> numbers, NewDelivery delivery) {
        return Objects.requireNonNull(numbers.get(delivery.id().value()));
    }

    private Map<UUID, Long> insertDeliveries(
            Connection connection,
            InsertedMessage message,
            List<NewDelivery> deliveries,
            Map<EmailAddress, Recipient> recipients)
            throws SQLException {
        Map<String, Long> topicNumbers = topics.add(
                connection,
                deliveries.stream().map(delivery -> mail(delivery, recipients)).toList());
        Map<UUID, Long> numbers = new HashMap<>();
        INSERT_DELIVERIES.read(
                connection,
                deliveries,
                (insert, from, delivery) -> {
                    database.setId(insert, from, delivery.id().value());
                    insert.setLong(from + 1, delivery.id().createdAt().toEpochMilli());
                    insert.setString(from + 2, delivery.to().toString());
                    RowMapping.setLong(insert, from + 3, message.campaign);
                    insert.setString(from + 4, delivery.subject());
                    insert.setString(from + 5, delivery.state().wireName());
                    database.setId(insert, from + 6, node);
                    RowMapping.setLong(insert, from + 7, personOf(delivery, recipients));
                    insert.setString(from + 8, delivery.detail());
                    RowMapping.setLong(insert, from + 9, topicNumbers.get(delivery.topic()));
                    RowMapping.setLong(insert, from + 10, message.links);
                    insert.setInt(from + 11, message.profile.number());
                },
                row -> numbers.put(database.id(row, 1), row.getLong(2)));
        return numbers;
    }

    private static PersonTopics.Mail mail(NewDelivery delivery, Map<EmailAddress, Recipient> recipients) {
        Long person = personOf(delivery, recipients);
        return new PersonTopics.Mail(
                delivery.topic(), person, delivery.state(), delivery.id().createdAt());
    }

    private static @Nullable Long personOf(NewDelivery delivery, Map<EmailAddress, Recipient> recipients) {
        Recipient recipient = recipients.get(delivery.to());
        return recipient == null ? null : recipient.number();
    }

    private static void bindOutbox(PreparedStatement insert, int from, long number, NewDelivery delivery)
            throws SQLException {
        boolean begun = delivery.state() == DeliveryState.SENDING;
        boolean ended = delivery.state().isFinal();
        Long due = delivery.dueAt().toEpochMilli();
        insert.setLong(from, number);
        insert.setBytes(from + 1, CompressedBytes.pack(delivery.data()));
        insert.setLong(from + 2, delivery.digest());
        RowMapping.setLong(insert, from + 3, begun || ended ? null : due);
        RowMapping.setLong(insert, from + 4, begun ? due : null);
        insert.setInt(from + 5, begun ? 1 : 0);
        RowMapping.setLong(insert, from + 6, ended ? due : null);
        insert.setString(
                from + 7, delivery.window() == null ? null : delivery.window().toString());
    }
}
