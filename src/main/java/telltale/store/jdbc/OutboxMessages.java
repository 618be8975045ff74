package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.ImmutableBytes;
import telltale.model.Uuid7;
import telltale.store.IdempotencyKeyTakenException;
import telltale.store.MessageProgress;
import telltale.store.Sha256;
import telltale.store.StoredCopy;
import telltale.store.StoredMessage;

/** The contents in the outbox: messages, their attachments, and the texts that they are made from. */
final class OutboxMessages {
    private static final String SELECT = "select number, id, campaign, content, key, digest from messages where ";

    private final Database database;

    OutboxMessages(Database database) {
        this.database = database;
    }

    /**
     * Keeps a message that is not kept yet.
     *
     * @return its number
     */
    long keep(Connection connection, StoredMessage message) throws SQLException {
        Long known = number(connection, message.id());
        if (known != null) {
            return known;
        }
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into messages (id, created_at, campaign, content, key, digest) values (?, ?, ?, ?, ?, ?)
                on conflict do nothing""")) {
            ImmutableBytes key = message.key();
            database.setId(insert, 1, message.id());
            insert.setLong(2, Uuid7.instant(message.id()).toEpochMilli());
            insert.setString(3, message.campaign());
            insert.setBytes(4, CompressedBytes.pack(message.content()));
            insert.setBytes(5, key == null ? null : key.toBytes());
            insert.setLong(6, message.digest());
            insert.executeUpdate();
        }
        Long number = number(connection, message.id());
        if (number == null) {
            throw new IdempotencyKeyTakenException();
        }
        attach(connection, number, message.attachments());
        return number;
    }

    private @Nullable Long number(Connection connection, UUID id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select number from messages where id = ?")) {
            database.setId(select, 1, id);
            return RowMapping.first(select);
        }
    }

    private static void attach(Connection connection, long message, List<ImmutableBytes> attachments)
            throws SQLException {
        try (PreparedStatement file = connection.prepareStatement(
                        "insert into attachments (hash, content) values (?, ?) on conflict do nothing");
                PreparedStatement use = connection.prepareStatement(
                        "insert into message_attachments (message, position, hash) values (?, ?, ?)")) {
            for (int i = 0; i < attachments.size(); i++) {
                byte[] hash = Sha256.of(attachments.get(i)).toBytes();
                file.setBytes(1, hash);
                file.setBytes(2, CompressedBytes.pack(attachments.get(i)));
                file.executeUpdate();
                use.setLong(1, message);
                use.setInt(2, i);
                use.setBytes(3, hash);
                use.executeUpdate();
            }
        }
    }

    Optional<StoredMessage> byKey(ImmutableBytes key) {
        return database.read("looking for a message", connection -> {
            try (PreparedStatement select = connection.prepareStatement(SELECT + "key = ?")) {
                select.setBytes(1, key.toBytes());
                return read(connection, select);
            }
        });
    }

    Optional<StoredMessage> message(UUID id) {
        return database.read("reading a message", connection -> {
            try (PreparedStatement select = connection.prepareStatement(SELECT + "id = ?")) {
                database.setId(select, 1, id);
                return read(connection, select);
            }
        });
    }

    long storedBytes(UUID id) {
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
            List<ImmutableBytes> attachments = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    attachments.add(CompressedBytes.unpack(row.getBytes(1)));
                }
            }
            return attachments;
        }
    }

    Optional<StoredCopy> copy(DeliveryId delivery) {
        return database.read("reading what is kept for a recipient", connection -> {
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

    int recipients(UUID message) {
        return database.read("counting recipients", connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "select count(*) from outbox where message = (select number from messages where id = ?)")) {
                database.setId(select, 1, message);
                return Math.toIntExact(
                        Optional.ofNullable(RowMapping.first(select)).orElse(0L));
            }
        });
    }

    Optional<MessageProgress> progress(Connection connection, UUID message, Map<DeliveryState, Long> deliveries)
            throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select created_at, campaign from messages where id = ?")) {
            database.setId(select, 1, message);
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(new MessageProgress(
                                message, Instant.ofEpochMilli(row.getLong(1)), row.getString(2), deliveries))
                        : Optional.empty();
            }
        }
    }

    int forget(Instant endedBefore, Instant keyedBefore, int most) {
        return database.write("deleting what mails said", connection -> {
            List<Long> ended = ended(connection, endedBefore, keyedBefore, most);
            delete(connection, ended);
            return ended.size();
        });
    }

    /** Deletes messages, what is kept for their recipients, and the files that no other message has. */
    private static void delete(Connection connection, List<Long> messages) throws SQLException {
        for (String sql : List.of(
                "delete from outbox where message = ?",
                "delete from message_attachments where message = ?",
                "delete from messages where number = ?")) {
            try (PreparedStatement delete = connection.prepareStatement(sql)) {
                for (long message : messages) {
                    delete.setLong(1, message);
                    delete.addBatch();
                }
                delete.executeBatch();
            }
        }
        if (!messages.isEmpty()) {
            try (PreparedStatement delete = connection.prepareStatement("""
                    delete from attachments where not exists
                        (select 1 from message_attachments u where u.hash = attachments.hash)""")) {
                delete.executeUpdate();
            }
        }
    }

    /**
     * Deletes what is kept for one person, and the messages that nobody else was to get.
     *
     * @param locking what keeps others from giving such a message one more recipient meanwhile, where there are others
     */
    static void erase(Connection connection, long person, String locking) throws SQLException {
        List<Long> messages;
        try (PreparedStatement select = connection.prepareStatement("""
                select number from messages where number in
                    (select o.message from outbox o join deliveries d on d.number = o.delivery where d.person = ?)
                order by number""" + locking)) {
            select.setLong(1, person);
            messages = RowMapping.all(select, row -> row.getLong(1));
        }
        PersonErasure.run(
                connection,
                "delete from outbox where delivery in (select number from deliveries where person = ?)",
                person);
        List<Long> empty = new ArrayList<>();
        try (PreparedStatement others = connection.prepareStatement("select 1 from outbox where message = ? limit 1")) {
            for (long message : messages) {
                others.setLong(1, message);
                if (RowMapping.first(others) == null) {
                    empty.add(message);
                }
            }
        }
        delete(connection, empty);
    }

    private static List<Long> ended(Connection connection, Instant before, Instant keyedBefore, int most)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                select number from messages where created_at < ? and (key is null or created_at < ?) and not exists
                    (select 1 from outbox o where o.message = messages.number
                     and (o.ended_at is null or o.ended_at >= ?))
                order by number limit ?""")) {
            select.setLong(1, before.toEpochMilli());
            select.setLong(2, keyedBefore.toEpochMilli());
            select.setLong(3, before.toEpochMilli());
            select.setInt(4, most);
            return RowMapping.all(select, row -> row.getLong(1));
        }
    }

    void putTemplate(String name, ImmutableBytes content, Instant now) {
        database.write("keeping a template", connection -> {
            try (PreparedStatement upsert = connection.prepareStatement("""
                    insert into templates (name, content, updated_at) values (?, ?, ?)
                    on conflict (name) do update set content = excluded.content, updated_at = excluded.updated_at""")) {
                upsert.setString(1, name);
                upsert.setBytes(2, CompressedBytes.pack(content));
                upsert.setLong(3, now.toEpochMilli());
                return upsert.executeUpdate();
            }
        });
    }

    Optional<ImmutableBytes> template(String name) {
        return database.read("reading a template", connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("select content from templates where name = ?")) {
                select.setString(1, name);
                try (ResultSet row = select.executeQuery()) {
                    return row.next() ? Optional.of(CompressedBytes.unpack(row.getBytes(1))) : Optional.empty();
                }
            }
        });
    }

    List<String> templates() {
        return database.read("listing templates", connection -> {
            List<String> names = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement("select name from templates order by name");
                    ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    names.add(row.getString(1));
                }
            }
            return names;
        });
    }

    boolean deleteTemplate(String name) {
        return database.write("deleting a template", connection -> {
            try (PreparedStatement delete = connection.prepareStatement("delete from templates where name = ?")) {
                delete.setString(1, name);
                return delete.executeUpdate() == 1;
            }
        });
    }
}
