package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import telltale.model.EventKind;
import telltale.model.State;
import telltale.store.CampaignPage;
import telltale.store.CampaignPage.Campaign;
import telltale.store.CampaignQuarter;
import telltale.store.CampaignQuery;
import telltale.store.Tally;

/** Campaigns by number, and what is counted for them by quarter of an hour. */
final class CampaignCounters {
    private static final int SHARD = 0;

    /** The number of a campaign, which is made when its first mail comes; null for no campaign. */
    @Nullable
    Long number(Connection connection, @Nullable String name) throws SQLException {
        if (name == null) {
            return null;
        }
        try (PreparedStatement insert =
                connection.prepareStatement("insert into campaigns (name) values (?) on conflict do nothing")) {
            insert.setString(1, name);
            insert.executeUpdate();
        }
        return existing(connection, name);
    }

    /** Moves the count of a campaign's deliveries in a state, in the quarter of an hour when they were made. */
    void add(Connection connection, @Nullable Long campaign, Instant createdAt, State state, int deliveries)
            throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("""
                insert into campaign_deliveries (campaign, quarter, state, shard, deliveries) values (?, ?, ?, ?, ?)
                on conflict do update set deliveries = deliveries + excluded.deliveries""")) {
            upsert.setLong(1, campaign == null ? 0 : campaign);
            upsert.setLong(2, Tally.quarter(createdAt));
            upsert.setString(3, state.word());
            upsert.setInt(4, SHARD);
            upsert.setInt(5, deliveries);
            upsert.executeUpdate();
        }
    }

    /**
     * Runs a statement that takes deliveries from {@code SENDING} a step further, and moves the counts along.
     *
     * @param update returns campaign and created_at of each
     * @return how many deliveries took the step
     */
    int step(Connection connection, PreparedStatement update, State next) throws SQLException {
        record Stepped(@Nullable Long campaign, Instant createdAt) {}
        List<Stepped> all = new ArrayList<>();
        try (ResultSet row = update.executeQuery()) {
            while (row.next()) {
                long campaign = row.getLong(1);
                all.add(new Stepped(row.wasNull() ? null : campaign, Instant.ofEpochMilli(row.getLong(2))));
            }
        }
        for (Stepped one : all) {
            add(connection, one.campaign, one.createdAt, State.SENDING, -1);
            add(connection, one.campaign, one.createdAt, next, 1);
        }
        return all.size();
    }

    CampaignPage page(Connection connection, CampaignQuery query) throws SQLException {
        List<Campaign> campaigns = new ArrayList<>();
        String last = null;
        boolean more = false;
        String before = query.before();
        Long beforeNumber = before == null ? Long.valueOf(Long.MAX_VALUE) : existing(connection, before);
        try (PreparedStatement select = connection.prepareStatement(
                "select number, name from campaigns where number < ? order by number desc limit ?")) {
            select.setLong(1, beforeNumber == null ? 0 : beforeNumber);
            select.setInt(2, query.limit() + 1);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    if (campaigns.size() == query.limit()) {
                        more = true;
                        break;
                    }
                    last = row.getString(2);
                    campaigns.add(totals(connection, last, row.getLong(1), query));
                }
            }
        }
        return new CampaignPage(campaigns, more ? last : null);
    }

    Optional<List<CampaignQuarter>> quarters(Connection connection, String name, long from, long to)
            throws SQLException {
        Long campaign = existing(connection, name);
        if (campaign == null) {
            return Optional.empty();
        }
        try (PreparedStatement select = connection.prepareStatement("""
                select quarter, sum(deliveries), sum(accepted), sum(opens), sum(firsts)
                from (
                    select quarter, deliveries, iif(state = 'accepted', deliveries, 0) as accepted, 0 as opens, 0 as firsts
                    from campaign_deliveries where campaign = ?1 and quarter >= ?2 and quarter < ?3
                    union all
                    select quarter, 0, 0, events, firsts
                    from campaign_counters where campaign = ?1 and quarter >= ?2 and quarter < ?3 and kind = ?4
                )
                group by quarter order by quarter""")) {
            bind(select, campaign, from, to);
            List<CampaignQuarter> quarters = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    quarters.add(new CampaignQuarter(
                            row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5)));
                }
            }
            return Optional.of(quarters);
        }
    }

    private static Campaign totals(Connection connection, String name, long number, CampaignQuery query)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                select
                    (select sum(deliveries) from campaign_deliveries
                     where campaign = ?1 and quarter >= ?2 and quarter < ?3),
                    (select sum(deliveries) from campaign_deliveries
                     where campaign = ?1 and quarter >= ?2 and quarter < ?3 and state = 'accepted'),
                    sum(events), sum(firsts)
                from campaign_counters where campaign = ?1 and quarter >= ?2 and quarter < ?3 and kind = ?4""")) {
            bind(select, number, query.fromQuarter(), query.toQuarter());
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return new Campaign(name, row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4));
            }
        }
    }

    private static void bind(PreparedStatement select, long campaign, long from, long to) throws SQLException {
        select.setLong(1, campaign);
        select.setLong(2, from);
        select.setLong(3, to);
        select.setInt(4, EventKind.OPEN.number());
    }

    private static @Nullable Long existing(Connection connection, String name) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select number from campaigns where name = ?")) {
            select.setString(1, name);
            return Rows.first(select);
        }
    }
}
