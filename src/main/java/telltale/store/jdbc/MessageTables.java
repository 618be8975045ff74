package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.ImmutableBytes;
import telltale.model.Sha256;
import telltale.model.Uuid7;
import telltale.store.IdempotencyKeyTakenException;
import telltale.store.PurgeCutoffs;
import telltale.store.StoredMessage;

/** The statements that insert and delete messages and their attachments, within a transaction of the caller. */
final class MessageTables {
    private static final Sql ENDED = Sql.of("""
            select number from messages left join message_views v on v.message = number and v.ended_at is null
            where created_at < case when v.message is null then :ended else :viewed end
                and (key is null or created_at < :keyed) and not exists
                (select 1 from outbox o where o.message = messages.number
                 and (o.ended_at is null or o.ended_at >= case when v.message is null then :ended else :viewed end))
            order by number limit :limit""");

    private static final Sql INSERT_VIEW = Sql.of("insert into message_views (message) values (:message)");

    private final Database database;

    MessageTables(Database database) {
        this.database = database;
    }

    /** The number of a stored message, and whether this transaction has inserted it. */
    record Inserted(long number, boolean isNew) {}

    /**
     * Inserts a message unless it is stored.
     *
     * @param isFirst whether its first recipient is added, so that it is probably not stored yet
     */
    Inserted insertIfAbsent(Connection connection, StoredMessage message, boolean isFirst) throws SQLException {
        Long existing = isFirst ? null : number(connection, message.id());
        Long inserted = existing == null ? insert(connection, message) : null;
        if (inserted != null) {
            attach(connection, inserted, message.attachments());
            if (message.view()) {
                INSERT_VIEW.on(connection, database).bind("message", inserted).update();
            }
            return new Inserted(inserted, true);
        }
        Long number = existing == null ? number(connection, message.id()) : existing;
        if (number == null) {
            throw new IdempotencyKeyTakenException();
        }
        return new Inserted(number, false);
    }

    /** Inserts a message; null if it is stored, or another one with its key. */
    private @Nullable Long insert(Connection connection, StoredMessage message) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into messages (id, created_at, campaign, content, key, digest, sender, privacy)
                values (?, ?, ?, ?, ?, ?, ?, ?)
                on conflict do nothing returning number""")) {
            ImmutableBytes key = message.key();
            database.setId(insert, 1, message.id());
            insert.setLong(2, Uuid7.instant(message.id()).toEpochMilli());
            insert.setString(3, message.campaign());
            insert.setBytes(4, CompressedBytes.pack(message.content()));
            insert.setBytes(5, key == null ? null : key.toBytes());
            insert.setLong(6, message.digest());
            insert.setString(7, message.sender());
            insert.setInt(8, message.privacy().number());
            return RowMapping.first(insert);
        }
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

    /** Deletes the messages that ended before a time; see {@link telltale.store.Messages#purge}. */
    int purge(Connection connection, PurgeCutoffs cutoffs, int limit) throws SQLException {
        List<Long> ended = ended(connection, cutoffs, limit);
        delete(connection, ended);
        return ended.size();
    }

    /** Deletes messages, the data of their recipients, and attachments that no other message uses. */
    private static void delete(Connection connection, List<Long> messages) throws SQLException {
        for (String sql : List.of(
                "delete from outbox where message = ?",
                "delete from message_attachments where message = ?",
                "delete from message_views where message = ?",
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
     * Deletes the data of one person, and the messages without any other recipient.
     *
     * @param lockRows the clause that keeps other transactions from adding a recipient to such a message
     */
    static void erase(Connection connection, long person, String lockRows) throws SQLException {
        List<Long> messages;
        try (PreparedStatement select = connection.prepareStatement("""
                select number from messages where number in
                    (select o.message from outbox o join deliveries d on d.number = o.delivery where d.person = ?)
                order by number""" + lockRows)) {
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

    private List<Long> ended(Connection connection, PurgeCutoffs cutoffs, int limit) throws SQLException {
        return ENDED.on(connection, database)
                .bind("ended", cutoffs.ended())
                .bind("viewed", cutoffs.viewed())
                .bind("keyed", cutoffs.keyed())
                .bind("limit", limit)
                .all(row -> row.number("number"));
    }
}
