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
 * On which days a scanner was certain in which domain, and which deliveries are to be judged again because of it. A day
 * of proof counts for the deliveries that were made in the days around it; so a proof that ends needs no clock.
 */
final class ScannedDomains {
    /** For how many days before and after a proof the deliveries of its domain count as scanned. */
    static final int DAYS = 30;

    private static final long DAY_MILLIS = 86_400_000;

    private final Database database;
    private final String domain;
    private final String skipping;

    /**
     * @param domain the domain of {@code deliveries.recipient} in the words of the database, as the index has it
     * @param skipping as in {@link JdbcJudgements}
     */
    ScannedDomains(Database database, String domain, String skipping) {
        this.database = database;
        this.domain = domain;
        this.skipping = skipping;
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

    /** For a delivery {@code d}: its domain, and whether that is scanned around the day when it was made. */
    String columns() {
        return domain + ", exists (select 1 from scanner_proofs p where p.domain = " + domain
                + " and p.day between d.created_at / " + DAY_MILLIS + " - " + DAYS + " and d.created_at / " + DAY_MILLIS
                + " + " + DAYS + ")";
    }

    /**
     * Keeps what a step of judging has proved, and takes back what it no longer holds.
     *
     * @param proved by which delivery, in the order in which rows are locked
     * @param disproved deliveries that proved something before, and their domains
     */
    void keep(Connection connection, Map<Proof, Long> proved, Map<Long, String> disproved) throws SQLException {
        for (Map.Entry<Long, String> one : disproved.entrySet()) {
            takeBack(connection, one.getKey(), one.getValue());
        }
        for (Map.Entry<Proof, Long> one : proved.entrySet()) {
            if (!isKnown(connection, one.getKey(), one.getValue())
                    && isAdded(connection, one.getKey(), one.getValue())) {
                sweepAround(connection, one.getKey());
            }
        }
    }

    /** The last delivery that proves it stands for it: only when that one does not any more, it may be wrong. */
    private static boolean isKnown(Connection connection, Proof proof, long delivery) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("update scanner_proofs set delivery = ? where domain = ? and day = ?")) {
            update.setLong(1, delivery);
            update.setString(2, proof.domain);
            update.setLong(3, proof.day);
            return update.executeUpdate() == 1;
        }
    }

    private static boolean isAdded(Connection connection, Proof proof, long delivery) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into scanner_proofs (domain, day, delivery) values (?, ?, ?) on conflict do nothing")) {
            insert.setString(1, proof.domain);
            insert.setLong(2, proof.day);
            insert.setLong(3, delivery);
            return insert.executeUpdate() == 1;
        }
    }

    private void takeBack(Connection connection, long delivery, String of) throws SQLException {
        List<Proof> gone;
        try (PreparedStatement delete = connection.prepareStatement(
                "delete from scanner_proofs where domain = ? and delivery = ? returning day")) {
            delete.setString(1, of);
            delete.setLong(2, delivery);
            gone = RowMapping.all(delete, row -> new Proof(of, row.getLong(1)));
        }
        for (Proof proof : gone) {
            sweepAround(connection, proof);
        }
    }

    /** Notes the range of deliveries for which this proof alone makes a difference. */
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

    /** A range of a domain's deliveries, in the order of their identifiers, and how far it was gone through. */
    private record Sweep(String domain, UUID through, UUID after) {}

    private record Found(long number, UUID id) {}

    /**
     * Finds some deliveries that are to be judged again.
     *
     * @return their numbers; none when nothing is left to look through
     */
    List<Long> sweep(Connection connection, int most) throws SQLException {
        List<Sweep> sweeps;
        try (PreparedStatement select = connection.prepareStatement(
                "select domain, through_id, after_id from cohort_sweeps order by domain, through_id limit 1"
                        + skipping)) {
            sweeps = RowMapping.all(
                    select, row -> new Sweep(row.getString(1), database.id(row, 2), database.id(row, 3)));
        }
        List<Long> numbers = new ArrayList<>();
        for (Sweep sweep : sweeps) {
            List<Found> found = found(connection, sweep, most);
            found.forEach(one -> numbers.add(one.number));
            if (found.size() < most) {
                end(connection, sweep);
            } else {
                goOn(connection, sweep, found.get(most - 1).id);
            }
        }
        return numbers;
    }

    private List<Found> found(Connection connection, Sweep sweep, int most) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select d.number, d.id from deliveries d where "
                + domain + " = ? and d.id > ? and d.id < ? order by d.id limit ?")) {
            select.setString(1, sweep.domain);
            database.setId(select, 2, sweep.after);
            database.setId(select, 3, sweep.through);
            select.setInt(4, most);
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

    private void goOn(Connection connection, Sweep sweep, UUID after) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "update cohort_sweeps set after_id = ? where domain = ? and through_id = ?")) {
            database.setId(update, 1, after);
            update.setString(2, sweep.domain);
            database.setId(update, 3, sweep.through);
            update.executeUpdate();
        }
    }
}
