package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The days on which a scanner was proved in a domain, and the deliveries to judge again because of that. A proof holds for
 * the deliveries created in the days around it, so nothing has to expire by a clock.
 */
final class ScannedDomains {
    /** The number of days before and after a proof in which deliveries of its domain count as scanned. */
    static final int DAYS = 30;

    private static final long DAY_MILLIS = 86_400_000;

    private final Database database;
    private final String domain;
    private final String skipLocked;

    /**
     * @param domain the expression for the domain of {@code d.recipient}, as in the index
     * @param skipLocked the clause that skips rows locked by other transactions
     */
    ScannedDomains(Database database, String domain, String skipLocked) {
        this.database = database;
        this.domain = domain;
        this.skipLocked = skipLocked;
    }

    /** A domain in lower case, and a day since 1970 (UTC). */
    record Proof(String domain, long day) implements Comparable<Proof> {
        private static final Comparator<Proof> IN_ORDER =
                Comparator.comparing(Proof::domain).thenComparingLong(Proof::day);

        static Proof at(String domain, long millis) {
            return new Proof(domain, Math.floorDiv(millis, DAY_MILLIS));
        }

        @Override
        public int compareTo(Proof other) {
            return IN_ORDER.compare(this, other);
        }
    }

    /** The columns for a delivery {@code d}: its domain, and whether that is scanned around the day of its creation. */
    String columns() {
        return domain + ", exists (select 1 from scanner_proofs p where p.domain = " + domain
                + " and p.day between d.created_at / " + DAY_MILLIS + " - " + DAYS + " and d.created_at / " + DAY_MILLIS
                + " + " + DAYS + ")";
    }

    /**
     * Stores new proofs and removes disproved ones.
     *
     * @param proved the proofs with the deliveries that prove them, in the order in which rows are locked
     * @param disproved deliveries that no longer prove anything, with their domains
     */
    void update(Connection connection, Map<Proof, Long> proved, Map<Long, String> disproved) throws SQLException {
        for (Map.Entry<Long, String> entry : disproved.entrySet()) {
            remove(connection, entry.getKey(), entry.getValue());
        }
        for (Map.Entry<Proof, Long> entry : proved.entrySet()) {
            if (!replace(connection, entry.getKey(), entry.getValue())
                    && insert(connection, entry.getKey(), entry.getValue())) {
                sweepAround(connection, entry.getKey());
            }
        }
    }

    /** Updates a stored proof with its last delivery: the proof ends when that delivery no longer proves it. */
    private static boolean replace(Connection connection, Proof proof, long delivery) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("update scanner_proofs set delivery = ? where domain = ? and day = ?")) {
            update.setLong(1, delivery);
            update.setString(2, proof.domain);
            update.setLong(3, proof.day);
            return update.executeUpdate() == 1;
        }
    }

    private static boolean insert(Connection connection, Proof proof, long delivery) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into scanner_proofs (domain, day, delivery) values (?, ?, ?) on conflict do nothing")) {
            insert.setString(1, proof.domain);
            insert.setLong(2, proof.day);
            insert.setLong(3, delivery);
            return insert.executeUpdate() == 1;
        }
    }

    private void remove(Connection connection, long delivery, String domain) throws SQLException {
        List<Proof> removed;
        try (PreparedStatement delete = connection.prepareStatement(
                "delete from scanner_proofs where domain = ? and delivery = ? returning day")) {
            delete.setString(1, domain);
            delete.setLong(2, delivery);
            removed = RowMapping.all(delete, row -> new Proof(domain, row.getLong(1)));
        }
        for (Proof proof : removed) {
            sweepAround(connection, proof);
        }
    }

    /** Stores the range of deliveries that depend on this proof alone. */
    private void sweepAround(Connection connection, Proof proof) throws SQLException {
        Long before = neighbour(connection, "select max(day) from scanner_proofs where domain = ? and day < ?", proof);
        Long after = neighbour(connection, "select min(day) from scanner_proofs where domain = ? and day > ?", proof);
        long first = Math.max(proof.day - DAYS, before == null ? Long.MIN_VALUE : before + DAYS + 1);
        long last = Math.min(proof.day + DAYS, after == null ? Long.MAX_VALUE : after - DAYS - 1);
        if (first > last) {
            return;
        }
        try (PreparedStatement upsert = connection.prepareStatement("""
                insert into cohort_sweeps (domain, through_id, after_id) values (?, ?, ?)
                on conflict (domain, through_id) do update set after_id = excluded.after_id""")) {
            upsert.setString(1, proof.domain);
            database.setId(upsert, 2, firstIdOf(last + 1));
            database.setId(upsert, 3, firstIdOf(first));
            upsert.executeUpdate();
        }
    }

    private static @Nullable Long neighbour(Connection connection, String sql, Proof proof) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, proof.domain);
            select.setLong(2, proof.day);
            return RowMapping.all(select, row -> {
                        long day = row.getLong(1);
                        return row.wasNull() ? Long.MIN_VALUE : day;
                    })
                    .stream()
                    .filter(day -> day != Long.MIN_VALUE)
                    .findFirst()
                    .orElse(null);
        }
    }

    /** The smallest UUIDv7 of a day. */
    private static UUID firstIdOf(long day) {
        return new UUID((Math.max(0, day) * DAY_MILLIS) << 16, 0);
    }

    /** A range of a domain's deliveries in the order of their ids, and the position reached in it. */
    private record Sweep(String domain, UUID through, UUID after) {}

    private record Found(long number, UUID id) {}

    /**
     * Finds some deliveries to judge again.
     *
     * @return their numbers; empty when nothing is left to sweep
     */
    List<Long> sweep(Connection connection, int limit) throws SQLException {
        List<Sweep> sweeps;
        try (PreparedStatement select = connection.prepareStatement(
                "select domain, through_id, after_id from cohort_sweeps order by domain, through_id limit 1"
                        + skipLocked)) {
            sweeps = RowMapping.all(
                    select, row -> new Sweep(row.getString(1), database.id(row, 2), database.id(row, 3)));
        }
        List<Long> numbers = new ArrayList<>();
        for (Sweep sweep : sweeps) {
            List<Found> found = found(connection, sweep, limit);
            found.forEach(delivery -> numbers.add(delivery.number));
            if (found.size() < limit) {
                end(connection, sweep);
            } else {
                advance(connection, sweep, found.get(limit - 1).id);
            }
        }
        return numbers;
    }

    private List<Found> found(Connection connection, Sweep sweep, int limit) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select d.number, d.id from deliveries d where "
                + domain + " = ? and d.id > ? and d.id < ? order by d.id limit ?")) {
            select.setString(1, sweep.domain);
            database.setId(select, 2, sweep.after);
            database.setId(select, 3, sweep.through);
            select.setInt(4, limit);
            return RowMapping.all(select, (ResultSet row) -> new Found(row.getLong(1), database.id(row, 2)));
        }
    }

    private void end(Connection connection, Sweep sweep) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("delete from cohort_sweeps where domain = ? and through_id = ?")) {
            delete.setString(1, sweep.domain);
            database.setId(delete, 2, sweep.through);
            delete.executeUpdate();
        }
    }

    private void advance(Connection connection, Sweep sweep, UUID after) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "update cohort_sweeps set after_id = ? where domain = ? and through_id = ?")) {
            database.setId(update, 1, after);
            update.setString(2, sweep.domain);
            database.setId(update, 3, sweep.through);
            update.executeUpdate();
        }
    }
}
