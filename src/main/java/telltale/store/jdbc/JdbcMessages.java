package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.DataKind;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.ImmutableBytes;
import telltale.model.PrivacyProfile;
import telltale.store.MessageProgress;
import telltale.store.Messages;
import telltale.store.PurgeCutoffs;
import telltale.store.QueuedDelivery;
import telltale.store.StoredCopy;
import telltale.store.StoredMessage;

/** The messages in a relational database. */
final class JdbcMessages implements Messages {
    private static final String SELECT = """
            select number, id, campaign, content, key, digest,
                (select count(*) from message_views v where v.message = messages.number) as views
            from messages where\040""";

    private static final Sql BY_KEY = Sql.of(SELECT + "key = :key");
    private static final Sql BY_ID = Sql.of(SELECT + "id = :id");
    private static final Sql STORED_BYTES = Sql.of("""
            select length(m.content) + coalesce((select sum(length(a.content))
                from message_attachments u join attachments a on a.hash = u.hash
                where u.message = m.number), 0) as bytes
            from messages m where m.id = :id""");
    /** Among the last hundred deliveries: those before are older, and so is what is deleted. */
    private static final Sql LATEST = Sql.of("""
            select m.id from (
                select number, id from deliveries where campaign = (select number from campaigns where name = :campaign)
                order by id desc limit 100) d
            join outbox o on o.delivery = d.number join messages m on m.number = o.message
            order by d.id desc limit 1""");

    private static final RowBatch PROFILES =
            new RowBatch("select name, profiles from campaigns where name in (values %s)", 1);
    private static final Sql ATTACHMENTS = Sql.of("""
            select a.content from message_attachments u join attachments a on a.hash = u.hash
            where u.message = :message order by u.position""");
    private static final Sql COPY = Sql.of("""
            select m.id, o.data from outbox o join messages m on m.number = o.message
            where o.delivery = (select number from deliveries where id = :delivery)""");
    private static final Sql PROGRESS = Sql.of("select created_at, campaign, privacy from messages where id = :id");
    private static final Sql DELIVERIES = Sql.of("""
            select d.state, count(*) as deliveries from messages m join outbox o on o.message = m.number
            join deliveries d on d.number = o.delivery where m.id = :id group by d.state""");

    private final Database database;
    private final MessageTables tables;
    private final OutboxRecovery recovery;
    private final OutboxRows outboxRows;
    private final Sql lockQueued;

    JdbcMessages(Database database, MessageTables tables, OutboxRecovery recovery, Dialect dialect) {
        this.database = database;
        this.tables = tables;
        this.recovery = recovery;
        this.outboxRows = new OutboxRows(database);
        this.lockQueued = Sql.of(OutboxRows.SELECT
                + "where m.id = :id and (o.due_at is not null or o.held_campaign is not null or o.lane is not null)"
                + dialect.lockQueued());
    }

    @Override
    public Optional<StoredMessage> byIdempotencyKey(ImmutableBytes keyHash) {
        return database.read(
                "reading a message by its key",
                connection -> BY_KEY.on(connection, database)
                        .bind("key", keyHash.toBytes())
                        .first(row -> message(connection, row)));
    }

    @Override
    public Optional<StoredMessage> message(UUID id) {
        return database.read(
                "reading a message",
                connection -> BY_ID.on(connection, database).bind("id", id).first(row -> message(connection, row)));
    }

    private StoredMessage message(Connection connection, Row row) throws SQLException {
        byte[] key = row.nullableBytes("key");
        return new StoredMessage(
                row.id("id"),
                row.nullableText("campaign"),
                CompressedBytes.unpack(row.bytes("content")),
                attachments(connection, row.number("number")),
                key == null ? null : new ImmutableBytes(key),
                row.number("digest"),
                row.number("views") > 0);
    }

    private List<ImmutableBytes> attachments(Connection connection, long message) throws SQLException {
        return ATTACHMENTS
                .on(connection, database)
                .bind("message", message)
                .all(row -> CompressedBytes.unpack(row.bytes("content")));
    }

    @Override
    public Optional<UUID> latest(String campaign) {
        return database.read(
                "finding the latest message of a campaign",
                connection -> LATEST.on(connection, database)
                        .bind("campaign", campaign)
                        .first(row -> row.id("id")));
    }

    @Override
    public Map<String, Set<PrivacyProfile>> profiles(List<String> campaigns) {
        return database.read("reading the profiles of campaigns", connection -> {
            Map<String, Set<PrivacyProfile>> profiles = new HashMap<>();
            PROFILES.read(
                    connection,
                    campaigns,
                    PreparedStatement::setString,
                    row -> profiles.put(row.getString(1), CampaignState.profiles(row.getInt(2))));
            return profiles;
        });
    }

    @Override
    public long storedBytes(UUID id) {
        return database.read(
                "reading the size of a message",
                connection -> STORED_BYTES
                        .on(connection, database)
                        .bind("id", id)
                        .first(row -> row.number("bytes"))
                        .orElse(0L));
    }

    @Override
    public Optional<StoredCopy> copy(DeliveryId delivery) {
        return database.read(
                "reading a recipient's data",
                connection -> COPY.on(connection, database)
                        .bind("delivery", delivery.value())
                        .first(row -> new StoredCopy(row.id("id"), CompressedBytes.unpack(row.bytes("data")))));
    }

    @Override
    public Optional<MessageProgress> progress(UUID message) {
        return database.read("reading the progress of a message", connection -> {
            Map<DeliveryState, Long> deliveries = deliveries(connection, message);
            return PROGRESS.on(connection, database)
                    .bind("id", message)
                    .first(row -> new MessageProgress(
                            message,
                            row.instant("created_at"),
                            row.nullableText("campaign"),
                            PrivacyProfile.ofNumber(row.integer("privacy")),
                            deliveries));
        });
    }

    private Map<DeliveryState, Long> deliveries(Connection connection, UUID message) throws SQLException {
        Map<DeliveryState, Long> deliveries = new EnumMap<>(DeliveryState.class);
        DELIVERIES
                .on(connection, database)
                .bind("id", message)
                .each(row -> deliveries.put(DeliveryState.ofWireName(row.text("state")), row.number("deliveries")));
        return deliveries;
    }

    @Override
    public int cancel(UUID message, Instant now) {
        return database.write("cancelling a message", connection -> {
            List<OutboxRow> rows =
                    lockQueued.on(connection, database).bind("id", message).all(row -> outboxRows.row(row.columns()));
            recovery.end(connection, rows, DeliveryState.CANCELLED, null, now);
            return rows.size();
        });
    }

    @Override
    public List<QueuedDelivery> queued(@Nullable UUID message, @Nullable DeliveryId after, int limit) {
        Sql select = Sql.of("""
                select d.id, d.recipient, d.state, o.attempts, o.due_at, d.detail, d.status,
                    case when o.held_campaign is null then 0 else 1 end as held
                from outbox o join deliveries d on d.number = o.delivery
                where o.ended_at is null""" + (after == null ? "" : " and d.id > :after")
                + (message == null ? "" : " and o.message = (select number from messages where id = :message)")
                + " order by d.id limit :limit");
        return database.read(
                "listing queued deliveries",
                connection -> select.on(connection, database)
                        .bind("after", after == null ? null : after.value())
                        .bind("message", message)
                        .bind("limit", limit)
                        .all(JdbcMessages::queued));
    }

    private static QueuedDelivery queued(Row row) throws SQLException {
        return new QueuedDelivery(
                new DeliveryId(row.id("id")),
                EmailAddress.parse(row.text("recipient")),
                DeliveryState.ofWireName(row.text("state")),
                row.integer("attempts"),
                row.nullableInstant("due_at"),
                row.number("held") == 1,
                row.nullableText("detail"),
                row.nullableText("status"));
    }

    @Override
    public int purge(PurgeCutoffs cutoffs, int limit) {
        return database.write(
                "deleting the content of messages",
                connection -> JdbcDeletionLog.add(
                        connection, database, DataKind.MESSAGE_CONTENT, tables.purge(connection, cutoffs, limit)));
    }
}
