package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The days on which a scanner was proved in a domain, and the deliveries to judge again because of that. A proof holds for
 * the deliveries created in the days around it, so nothing has to expire by a clock.
 */
final class ScannedDomains {
    /** The number of days before and after a proof in which deliveries of its domain count as scanned. */
    static final int DAYS = 30;

    private static final long DAY_MILLIS = 86_400_000;

    private static final Sql REPLACE =
            Sql.of("update scanner_proofs set delivery = :delivery where domain = :domain and day = :day");
    private static final Sql INSERT = Sql.of("insert into scanner_proofs (domain, day, delivery)"
            + " values (:domain, :day, :delivery) on conflict do nothing");
    private static final Sql REMOVE =
            Sql.of("delete from scanner_proofs where domain = :domain and delivery = :delivery returning day");
    private static final Sql BEFORE =
            Sql.of("select day from scanner_proofs where domain = :domain and day < :day order by day desc limit 1");
    private static final Sql AFTER =
            Sql.of("select day from scanner_proofs where domain = :domain and day > :day order by day limit 1");
    private static final Sql BEGIN_SWEEP = Sql.of("""
            insert into cohort_sweeps (domain, through_id, after_id) values (:domain, :through, :after)
            on conflict (domain, through_id) do update set after_id = excluded.after_id""");
    private static final Sql END_SWEEP =
            Sql.of("delete from cohort_sweeps where domain = :domain and through_id = :through");
    private static final Sql ADVANCE_SWEEP =
            Sql.of("update cohort_sweeps set after_id = :after where domain = :domain and through_id = :through");

    private final Database database;
    private final String domain;
    private final Sql nextSweep;
    private final Sql swept;

    /**
     * @param domain the expression for the domain of {@code d.recipient}, as in the index
     * @param skipLocked the clause that skips rows locked by other transactions
     */
    ScannedDomains(Database database, String domain, String skipLocked) {
        this.database = database;
        this.domain = domain;
        this.nextSweep =
                Sql.of("select domain, through_id, after_id from cohort_sweeps order by domain, through_id limit 1"
                        + skipLocked);
        this.swept = Sql.of("select d.number, d.id from deliveries d where " + domain
                + " = :domain and d.id > :after and d.id < :through order by d.id limit :limit");
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
    private boolean replace(Connection connection, Proof proof, long delivery) throws SQLException {
        return bound(REPLACE, connection, proof).bind("delivery", delivery).update() == 1;
    }

    private boolean insert(Connection connection, Proof proof, long delivery) throws SQLException {
        return bound(INSERT, connection, proof).bind("delivery", delivery).update() == 1;
    }

    private Sql.Query bound(Sql sql, Connection connection, Proof proof) {
        return sql.on(connection, database).bind("domain", proof.domain).bind("day", proof.day);
    }

    private void remove(Connection connection, long delivery, String domain) throws SQLException {
        List<Proof> removed = REMOVE.on(connection, database)
                .bind("domain", domain)
                .bind("delivery", delivery)
                .all(row -> new Proof(domain, row.number("day")));
        for (Proof proof : removed) {
            sweepAround(connection, proof);
        }
    }

    /** Stores the range of deliveries that depend on this proof alone. */
    private void sweepAround(Connection connection, Proof proof) throws SQLException {
        Optional<Long> before = bound(BEFORE, connection, proof).first(row -> row.number("day"));
        Optional<Long> after = bound(AFTER, connection, proof).first(row -> row.number("day"));
        long first =
                Math.max(proof.day - DAYS, before.map(day -> day + DAYS + 1).orElse(Long.MIN_VALUE));
        long last = Math.min(proof.day + DAYS, after.map(day -> day - DAYS - 1).orElse(Long.MAX_VALUE));
        if (first <= last) {
            BEGIN_SWEEP
                    .on(connection, database)
                    .bind("domain", proof.domain)
                    .bind("through", firstIdOf(last + 1))
                    .bind("after", firstIdOf(first))
                    .update();
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
        List<Sweep> sweeps = nextSweep
                .on(connection, database)
                .all(row -> new Sweep(row.text("domain"), row.id("through_id"), row.id("after_id")));
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
        return bound(swept, connection, sweep)
                .bind("after", sweep.after)
                .bind("limit", limit)
                .all(row -> new Found(row.number("number"), row.id("id")));
    }

    private void end(Connection connection, Sweep sweep) throws SQLException {
        bound(END_SWEEP, connection, sweep).update();
    }

    private void advance(Connection connection, Sweep sweep, UUID after) throws SQLException {
        bound(ADVANCE_SWEEP, connection, sweep).bind("after", after).update();
    }

    private Sql.Query bound(Sql sql, Connection connection, Sweep sweep) {
        return sql.on(connection, database).bind("domain", sweep.domain).bind("through", sweep.through);
    }
}
