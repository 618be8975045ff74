package telltale.store.jdbc;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import telltale.model.Pooling;

/**
 * Assigns the recipients of a message to pools, in random order, so that no position in a list tells who shares a pixel.
 *
 * <p>A pool has at least the wanted number of recipients. Those that are left over join other pools of the same message whose
 * mails are not sent yet; if there is none, they belong to no pool, and their mail has no pixel.
 */
final class PoolAssignment {
    private static final int PERCENT = 100;
    private static final RowBatch INSERT =
            new RowBatch("insert into pools (campaign, size, noise, seen) values %s returning number, size", 4);
    private static final Sql OPEN = Sql.of("""
            select pool from outbox where message = :message and pool is not null
            order by position desc limit :limit""");
    private static final Sql JOIN = Sql.of("update pools set size = size + 1 where number = :pool");

    private final Database database;
    private final SecureRandom random = new SecureRandom();

    PoolAssignment(Database database) {
        this.database = database;
    }

    /** A pool to be filled. */
    private record NewPool(int size, boolean seen) {}

    /**
     * Assigns recipients that are added to a message.
     *
     * @param message the number of the message
     * @param positions the positions of those whose mail may have a pixel
     * @return the number of the pool by position, for those who belong to one
     */
    Map<Integer, Long> assign(
            Connection connection, long message, long campaign, Pooling pooling, List<Integer> positions)
            throws SQLException {
        List<Integer> shuffled = new ArrayList<>(positions);
        Collections.shuffle(shuffled, random);
        return shuffled.size() < pooling.size()
                ? join(connection, message, pooling, shuffled)
                : fill(connection, campaign, pooling, shuffled);
    }

    private Map<Integer, Long> fill(Connection connection, long campaign, Pooling pooling, List<Integer> positions)
            throws SQLException {
        int count = positions.size() / pooling.size();
        int size = positions.size() / count;
        int larger = positions.size() % count;
        List<NewPool> pools = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            pools.add(new NewPool(i < larger ? size + 1 : size, random.nextInt(PERCENT) < pooling.noise()));
        }
        Map<Integer, Long> assigned = new HashMap<>();
        INSERT.read(
                connection,
                pools,
                (insert, from, pool) -> {
                    insert.setLong(from, campaign);
                    insert.setInt(from + 1, pool.size());
                    insert.setInt(from + 2, pooling.noise());
                    insert.setInt(from + 3, pool.seen() ? 1 : 0);
                },
                row -> {
                    for (int i = row.getInt(2); i > 0; i--) {
                        assigned.put(positions.get(assigned.size()), row.getLong(1));
                    }
                });
        return assigned;
    }

    private Map<Integer, Long> join(Connection connection, long message, Pooling pooling, List<Integer> positions)
            throws SQLException {
        List<Long> open = positions.isEmpty() ? List.of() : openPools(connection, message, pooling);
        Map<Integer, Long> assigned = new HashMap<>();
        if (!open.isEmpty()) {
            positions.forEach(position -> assigned.put(position, open.get(random.nextInt(open.size()))));
            // In one order, so that concurrent transactions do not deadlock.
            List<Long> joined = assigned.values().stream().sorted().toList();
            JOIN.batch(connection, database, joined, (update, pool) -> update.bind("pool", pool));
        }
        return assigned;
    }

    private List<Long> openPools(Connection connection, long message, Pooling pooling) throws SQLException {
        return List.copyOf(new TreeSet<>(OPEN.on(connection, database)
                .bind("message", message)
                .bind("limit", pooling.size())
                .all(row -> row.number("pool"))));
    }
}
