package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import telltale.store.CampaignHolds;

/** The held campaigns in a relational database. */
final class JdbcCampaignHolds implements CampaignHolds {
    /** How often all campaigns are searched; between, those in which this process counted a failure of late. */
    private static final Duration FULL_SEARCH = Duration.ofMinutes(10);

    private static final String SELECT = """
            select c.number, c.name, c.held_at,
                coalesce((select sum(r.deliveries) from campaign_reports r where r.campaign = c.number and %s), 0)
                    as failures,
                coalesce((select sum(d.deliveries) from campaign_deliveries d
                    where d.campaign = c.number and d.state in ('accepted', 'bounced', 'refused', 'failed')), 0) as attempts,
                c.resumed_failures, c.resumed_attempts
            from campaigns c where\040""".formatted(ReportCounters.IS_HARD_FAILURE);

    private static final Sql BY_NUMBER = Sql.of(SELECT + "c.number = :campaign and c.held_at is null");
    private static final Sql BY_NAME = Sql.of(SELECT + "c.name = :name and c.held_at is not null");
    private static final Sql HELD = Sql.of(SELECT + "c.held_at is not null");
    private static final Sql FAILING = Sql.of("select r.campaign from campaign_reports r where r.campaign > 0 and "
            + ReportCounters.IS_HARD_FAILURE + " group by r.campaign having sum(r.deliveries) >= :least");
    private static final Sql HOLD =
            Sql.of("update campaigns set held_at = :now where number = :campaign and held_at is null");
    private static final Sql RESUME = Sql.of("""
            update campaigns set held_at = null, resumed_failures = :failures, resumed_attempts = :attempts
            where number = :campaign and held_at is not null""");

    private final Database database;
    private final ReportCounters counters;
    private final HeldMails mails;
    /** When all campaigns were searched last, in nanoseconds; null: never. */
    private volatile @Nullable Long searchedAt;

    JdbcCampaignHolds(Database database, ReportCounters counters, Dialect dialect) {
        this.database = database;
        this.counters = counters;
        this.mails = new HeldMails(database, dialect);
    }

    /**
     * A campaign with the counts of all its time.
     *
     * @param since the counts at the last resumption
     */
    private record Standing(long number, String name, Counts all, Counts since) {
        long failures() {
            return Math.max(0, all.failures - since.failures);
        }

        long attempts() {
            return Math.max(0, all.attempts - since.attempts);
        }

        Hold hold(Instant at) {
            return new Hold(name, at, failures(), attempts());
        }
    }

    private record Counts(long failures, long attempts) {}

    @Override
    public List<Hold> holdWhereFailing(double share, long minAttempts, Instant now) {
        List<Standing> failing = database.read("searching failing campaigns", connection -> {
            List<Standing> found = new ArrayList<>();
            for (long campaign : candidates(connection, share, minAttempts)) {
                BY_NUMBER
                        .on(connection, database)
                        .bind("campaign", campaign)
                        .first(JdbcCampaignHolds::standing)
                        .filter(one -> one.attempts() >= minAttempts && one.failures() >= share * one.attempts())
                        .ifPresent(found::add);
            }
            return found;
        });
        return failing.isEmpty() ? List.of() : hold(failing, now);
    }

    private Iterable<Long> candidates(Connection connection, double share, long minAttempts) throws SQLException {
        Long before = searchedAt;
        long now = System.nanoTime();
        if (before != null && now - before < FULL_SEARCH.toNanos()) {
            return counters.failingLately();
        }
        List<Long> all = FAILING.on(connection, database)
                .bind("least", (long) Math.ceil(share * minAttempts))
                .all(row -> row.number("campaign"));
        searchedAt = now;
        return all;
    }

    private List<Hold> hold(List<Standing> failing, Instant now) {
        return database.write("holding campaigns", connection -> {
            List<Hold> held = new ArrayList<>();
            for (Standing one : failing) {
                int changed = HOLD.on(connection, database)
                        .bind("campaign", one.number)
                        .bind("now", now)
                        .update();
                if (changed == 1) {
                    held.add(one.hold(now));
                }
            }
            return held;
        });
    }

    @Override
    public List<Hold> holds(List<String> campaigns) {
        return database.read("reading held campaigns", connection -> {
            List<Hold> held =
                    HELD.on(connection, database).all(row -> standing(row).hold(row.instant("held_at")));
            held.removeIf(one -> !campaigns.contains(one.campaign()));
            return held;
        });
    }

    private static Standing standing(Row row) throws SQLException {
        return new Standing(
                row.number("number"),
                row.text("name"),
                new Counts(row.number("failures"), row.number("attempts")),
                new Counts(row.number("resumed_failures"), row.number("resumed_attempts")));
    }

    @Override
    public boolean resume(String campaign) {
        return database.write("resuming a campaign", connection -> {
            Optional<Standing> held =
                    BY_NAME.on(connection, database).bind("name", campaign).first(JdbcCampaignHolds::standing);
            return held.isPresent()
                    && RESUME.on(connection, database)
                                    .bind("campaign", held.get().number)
                                    .bind("failures", held.get().all.failures)
                                    .bind("attempts", held.get().all.attempts)
                                    .update()
                            == 1;
        });
    }

    @Override
    public int release(int limit) {
        return database.write("releasing held mails", connection -> mails.release(connection, limit));
    }
}
