package telltale.store.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.SendWindow;
import telltale.store.ClaimedDelivery;
import telltale.store.MailOrigin;

/** Reads rows of the outbox joined with their deliveries, messages and recipients. */
final class OutboxRows {
    /** A select without its conditions, in which {@code o} is the outbox, {@code d} deliveries, {@code m} messages. */
    static final String SELECT = """
            select d.id, d.recipient, d.subject, m.id, o.data, o.attempts, o.began_at, d.state, d.campaign,
                d.created_at, d.number, o.suspicion, m.sender, m.campaign, o.server,
                o.send_window, o.pool,""" + " " + PersonColumns.ALL + """
            from outbox o join deliveries d on d.number = o.delivery join messages m on m.number = o.message
                left join persons p on p.number = d.person
            """;

    /** The select of a delivery, by its id, that a node is sending. */
    static final String SELECT_CLAIMED = SELECT + "where d.id = ? and d.state = 'sending' and d.node = ?";

    private final Database database;

    OutboxRows(Database database) {
        this.database = database;
    }

    List<OutboxRow> read(PreparedStatement select) throws SQLException {
        List<OutboxRow> rows = new ArrayList<>();
        read(select, Long.MAX_VALUE, rows::add);
        return rows;
    }

    /**
     * Reads rows until their data reach a size.
     *
     * @param maxBytes the size of the recipients' data after which no further row is read
     * @param consumer returns whether a further row is wanted
     */
    void read(PreparedStatement select, long maxBytes, Predicate<OutboxRow> consumer) throws SQLException {
        long bytes = 0;
        try (ResultSet row = select.executeQuery()) {
            for (boolean isWanted = true; isWanted && bytes < maxBytes && row.next(); ) {
                OutboxRow next = row(row);
                bytes += next.mail().data().size();
                isWanted = consumer.test(next);
            }
        }
    }

    /** Reads a row of {@link #SELECT}. */
    OutboxRow row(ResultSet row) throws SQLException {
        Instant createdAt = Instant.ofEpochMilli(row.getLong(10));
        Instant beganAt = RowMapping.instant(row, 7);
        ClaimedDelivery mail = new ClaimedDelivery(
                new DeliveryId(database.id(row, 1)),
                EmailAddress.parse(row.getString(2)),
                row.getString(3),
                database.id(row, 4),
                CompressedBytes.unpack(row.getBytes(5)),
                row.getInt(6),
                beganAt == null ? createdAt : beganAt,
                row.getInt(12),
                null,
                new MailOrigin(row.getString(13), row.getString(14), row.getString(15)),
                window(row.getString(16)),
                RowMapping.nullableLong(row, 17));
        return new OutboxRow(
                mail,
                beganAt,
                DeliveryState.ofWireName(row.getString(8)),
                row.getLong(9),
                createdAt,
                row.getLong(11),
                row.getBytes(18) == null ? null : PersonColumns.read(database, row, 18));
    }

    private static @Nullable SendWindow window(@Nullable String text) {
        return text == null ? null : SendWindow.parse(text);
    }
}
