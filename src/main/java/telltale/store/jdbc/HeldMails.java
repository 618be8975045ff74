package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The mails of held campaigns in the outbox. A claim sets aside those that come up as due, so that the next claims do not read
 * them again.
 */
final class HeldMails {
    /** The due mails that one transaction looks at. */
    private static final int MAX_BATCH = 1_000;

    private static final Sql HELD = Sql.of("select number from campaigns where held_at is not null");
    private static final Sql NEXT_PARKED = Sql.of("""
            select held_campaign from outbox where held_campaign > :after order by held_campaign limit 1""");
    private static final RowBatch PARK = new RowBatch("""
            with parked (delivery, campaign) as (values %s)
            update outbox set held_due_at = due_at, held_campaign = parked.campaign, due_at = null
            from parked where outbox.delivery = parked.delivery""", 2);

    private final Database database;
    private final Sql due;
    private final Sql release;

    HeldMails(Database database, Dialect dialect) {
        this.database = database;
        this.due = Sql.of("""
                select o.delivery, coalesce(d.campaign, 0) as campaign
                from outbox o join deliveries d on d.number = o.delivery
                where o.due_at <= :now order by o.due_at limit :limit""" + dialect.skipLockedQueued());
        this.release = Sql.of("""
                update outbox set due_at = held_due_at, held_due_at = null, held_campaign = null
                where delivery in (
                    select o.delivery from outbox o where o.held_campaign = :campaign
                    order by o.delivery limit :limit""" + dialect.skipLockedQueued() + ")");
    }

    /** The held campaigns. */
    Set<Long> campaigns(Connection connection) throws SQLException {
        return new HashSet<>(HELD.on(connection, database).all(row -> row.number("number")));
    }

    private record Due(long delivery, long campaign) {}

    /** Sets aside mails of these campaigns among the first that are due, and returns how many. */
    int park(Connection connection, Set<Long> held, Instant now) throws SQLException {
        List<Due> parked = due.on(connection, database)
                .bind("now", now)
                .bind("limit", MAX_BATCH)
                .all(row -> new Due(row.number("delivery"), row.number("campaign")));
        parked.removeIf(mail -> !held.contains(mail.campaign));
        return PARK.run(connection, parked, HeldMails::bind);
    }

    private static void bind(PreparedStatement update, int from, Due mail) throws SQLException {
        update.setLong(from, mail.delivery);
        update.setLong(from + 1, mail.campaign);
    }

    /** Returns mails that were set aside, of campaigns that are no longer held, and returns how many. */
    int release(Connection connection, int limit) throws SQLException {
        Set<Long> held = campaigns(connection);
        int released = 0;
        OptionalLong campaign = nextParked(connection, 0);
        while (campaign.isPresent() && released < limit) {
            if (!held.contains(campaign.getAsLong())) {
                released += release.on(connection, database)
                        .bind("campaign", campaign.getAsLong())
                        .bind("limit", limit - released)
                        .update();
            }
            campaign = nextParked(connection, campaign.getAsLong());
        }
        return released;
    }

    /** The next campaign with mails that are set aside, in the order of their numbers. */
    private OptionalLong nextParked(Connection connection, long after) throws SQLException {
        return NEXT_PARKED
                .on(connection, database)
                .bind("after", after)
                .first(row -> OptionalLong.of(row.number("held_campaign")))
                .orElse(OptionalLong.empty());
    }
}
