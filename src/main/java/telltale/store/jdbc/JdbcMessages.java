package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.ImmutableBytes;
import telltale.store.MessageProgress;
import telltale.store.Messages;
import telltale.store.QueuedDelivery;
import telltale.store.StoredCopy;
import telltale.store.StoredMessage;

/** The messages in a relational database. */
final class JdbcMessages implements Messages {
    private static final String SELECT = "select number, id, campaign, content, key, digest from messages where ";

    private final Database database;
    private final MessageTables tables;
    private final OutboxRecovery recovery;
    private final OutboxRows outboxRows;
    private final Dialect dialect;

    JdbcMessages(Database database, MessageTables tables, OutboxRecovery recovery, Dialect dialect) {
        this.database = database;
        this.tables = tables;
        this.recovery = recovery;
        this.outboxRows = new OutboxRows(database);
        this.dialect = dialect;
    }

    @Override
    public Optional<StoredMessage> byIdempotencyKey(ImmutableBytes keyHash) {
        return database.read("reading a message by its key", connection -> {
            try (PreparedStatement select = connection.prepareStatement(SELECT + "key = ?")) {
                select.setBytes(1, keyHash.toBytes());
                return read(connection, select);
            }
        });
    }

    @Override
    public Optional<StoredMessage> message(UUID id) {
        return database.read("reading a message", connection -> {
            try (PreparedStatement select = connection.prepareStatement(SELECT + "id = ?")) {
                database.setId(select, 1, id);
                return read(connection, select);
            }
        });
    }

    @Override
    public long storedBytes(UUID id) {
        return database.read("reading the size of a message", connection -> {
            try (PreparedStatement select = connection.prepareStatement("""
                    select length(m.content) + coalesce((select sum(length(a.content))
                        from message_attachments u join attachments a on a.hash = u.hash
                        where u.message = m.number), 0)
                    from messages m where m.id = ?""")) {
                database.setId(select, 1, id);
                return Optional.ofNullable(RowMapping.first(select)).orElse(0L);
            }
        });
    }

    private Optional<StoredMessage> read(Connection connection, PreparedStatement select) throws SQLException {
        try (ResultSet row = select.executeQuery()) {
            if (!row.next()) {
                return Optional.empty();
            }
            byte[] key = row.getBytes(5);
            return Optional.of(new StoredMessage(
                    database.id(row, 2),
                    row.getString(3),
                    CompressedBytes.unpack(row.getBytes(4)),
                    attachments(connection, row.getLong(1)),
                    key == null ? null : new ImmutableBytes(key),
                    row.getLong(6)));
        }
    }

    private static List<ImmutableBytes> attachments(Connection connection, long message) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                select a.content from message_attachments u join attachments a on a.hash = u.hash
                where u.message = ? order by u.position""")) {
            select.setLong(1, message);
            return RowMapping.all(select, row -> CompressedBytes.unpack(row.getBytes(1)));
        }
    }

    @Override
    public Optional<StoredCopy> copy(DeliveryId delivery) {
        return database.read("reading a recipient's data", connection -> {
            try (PreparedStatement select = connection.prepareStatement("""
                    select m.id, o.data from outbox o join messages m on m.number = o.message
                    where o.delivery = (select number from deliveries where id = ?)""")) {
                database.setId(select, 1, delivery.value());
                return RowMapping.all(
                                select,
                                row -> new StoredCopy(database.id(row, 1), CompressedBytes.unpack(row.getBytes(2))))
                        .stream()
                        .findFirst();
            }
        });
    }

    @Override
    public Optional<MessageProgress> progress(UUID message) {
        return database.read("reading the progress of a message", connection -> {
            Map<DeliveryState, Long> deliveries = deliveries(connection, message);
            try (PreparedStatement select =
                    connection.prepareStatement("select created_at, campaign from messages where id = ?")) {
                database.setId(select, 1, message);
                return RowMapping.all(
                                select,
                                row -> new MessageProgress(
                                        message, Instant.ofEpochMilli(row.getLong(1)), row.getString(2), deliveries))
                        .stream()
                        .findFirst();
            }
        });
    }

    private Map<DeliveryState, Long> deliveries(Connection connection, UUID message) throws SQLException {
        Map<DeliveryState, Long> deliveries = new EnumMap<>(DeliveryState.class);
        try (PreparedStatement select = connection.prepareStatement("""
                select d.state, count(*) from messages m join outbox o on o.message = m.number
                join deliveries d on d.number = o.delivery where m.id = ? group by d.state""")) {
            database.setId(select, 1, message);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    deliveries.put(DeliveryState.ofWireName(row.getString(1)), row.getLong(2));
                }
            }
        }
        return deliveries;
    }

    @Override
    public int cancel(UUID message, Instant now) {
        return database.write("cancelling a message", connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    OutboxRows.SELECT + "where m.id = ? and o.due_at is not null" + dialect.lockQueued())) {
                database.setId(select, 1, message);
                List<OutboxRow> rows = outboxRows.read(select);
                recovery.end(connection, rows, DeliveryState.CANCELLED, null, now);
                return rows.size();
            }
        });
    }

    @Override
    public List<QueuedDelivery> queued(@Nullable UUID message, @Nullable DeliveryId after, int limit) {
        return database.read("listing queued deliveries", connection -> {
            try (PreparedStatement select = connection.prepareStatement("""
                    select d.id, d.recipient, d.state, o.attempts, o.due_at, d.detail, d.status
                    from outbox o join deliveries d on d.number = o.delivery
                    where o.ended_at is null""" + (after == null ? "" : " and d.id > ?")
                    + (message == null ? "" : " and o.message = (select number from messages where id = ?)")
                    + " order by d.id limit ?")) {
                int position = 0;
                if (after != null) {
                    database.setId(select, ++position, after.value());
                }
                if (message != null) {
                    database.setId(select, ++position, message);
                }
                select.setInt(++position, limit);
                return RowMapping.all(select, this::queued);
            }
        });
    }

    private QueuedDelivery queued(ResultSet row) throws SQLException {
        return new QueuedDelivery(
                new DeliveryId(database.id(row, 1)),
                EmailAddress.parse(row.getString(2)),
                DeliveryState.ofWireName(row.getString(3)),
                row.getInt(4),
                RowMapping.instant(row, 5),
                row.getString(6),
                row.getString(7));
    }

    @Override
    public int purge(Instant endedBefore, Instant keyedBefore, int limit) {
        return database.write(
                "deleting the content of messages",
                connection -> tables.purge(connection, endedBefore, keyedBefore, limit));
    }
}
