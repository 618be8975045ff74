package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
    private final int shard;

    /**
     * @param shard which rows are this node's, so that nodes do not wait for each other
     */
    CampaignCounters(int shard) {
        this.shard = shard;
    }

    /** The number of a campaign, which is made when its first mail comes; null for no campaign. */
    @Nullable
    Long number(Connection connection, @Nullable String name) throws SQLException {
        if (name == null) {
            return null;
        }
        Long known = existing(connection, name);
        if (known != null) {
            return known;
        }
        try (PreparedStatement insert =
                connection.prepareStatement("insert into campaigns (name) values (?) on conflict do nothing")) {
            insert.setString(1, name);
            insert.executeUpdate();
        }
        return existing(connection, name);
    }

    /** Counts a new delivery, in the quarter of an hour when it was made. */
    void add(Connection connection, @Nullable Long campaign, Instant createdAt, State state) throws SQLException {
        move(connection, new Made(campaign == null ? 0 : campaign, Tally.quarter(createdAt)), state, 1);
    }

    /** Moves the counts along with deliveries that take a step, each with how many take it. */
    void step(Connection connection, Map<Step, Integer> steps) throws SQLException {
        // In one order, so that two who step many at a time do not wait for each other in a circle.
        Map<Counted, Integer> changes = new TreeMap<>(Comparator.comparingLong(Counted::campaign)
                .thenComparingLong(Counted::quarter)
                .thenComparing(Counted::state));
        steps.forEach((step, deliveries) -> {
            if (step.from != null) {
                changes.merge(new Counted(step.campaign, step.quarter, step.from), -deliveries, Integer::sum);
            }
            changes.merge(new Counted(step.campaign, step.quarter, step.to), deliveries, Integer::sum);
        });
        for (Map.Entry<Counted, Integer> change : changes.entrySet()) {
            Counted counted = change.getKey();
            move(connection, new Made(counted.campaign, counted.quarter), counted.state, change.getValue());
        }
    }

    /**
     * What a delivery does that belongs to a campaign (0 for none) and was made in a quarter of an hour.
     *
     * @param from null for a new one
     */
    record Step(long campaign, long quarter, @Nullable State from, State to) {
        Step(@Nullable Long campaign, Instant createdAt, @Nullable State from, State to) {
            this(campaign == null ? 0 : campaign, Tally.quarter(createdAt), from, to);
        }
    }

    private record Counted(long campaign, long quarter, State state) {}

    /** A campaign (0 for none) and the quarter of an hour when deliveries of it were made. */
    private record Made(long campaign, long quarter) {}

    private void move(Connection connection, Made made, State state, int deliveries) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("""
                insert into campaign_deliveries (campaign, quarter, state, shard, deliveries) values (?, ?, ?, ?, ?)
                on conflict (campaign, quarter, state, shard)
                do update set deliveries = campaign_deliveries.deliveries + excluded.deliveries""")) {
            upsert.setLong(1, made.campaign);
            upsert.setLong(2, made.quarter);
            upsert.setString(3, state.word());
            upsert.setInt(4, shard);
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
        // In one order, so that two who step many at a time do not wait for each other in a circle.
        Map<Made, Integer> stepped =
                new TreeMap<>(Comparator.comparingLong(Made::campaign).thenComparingLong(Made::quarter));
        int all = 0;
        try (ResultSet row = update.executeQuery()) {
            while (row.next()) {
                long quarter = Tally.quarter(Instant.ofEpochMilli(row.getLong(2)));
                stepped.merge(new Made(row.getLong(1), quarter), 1, Integer::sum);
                all++;
            }
        }
        for (Map.Entry<Made, Integer> one : stepped.entrySet()) {
            move(connection, one.getKey(), State.SENDING, -one.getValue());
            move(connection, one.getKey(), next, one.getValue());
        }
        return all;
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
                    select quarter, deliveries, case state when 'accepted' then deliveries else 0 end as accepted,
                        0 as opens, 0 as firsts
                    from campaign_deliveries where campaign = ? and quarter >= ? and quarter < ?
                    union all
                    select quarter, 0, 0, events, firsts
                    from campaign_counters where campaign = ? and quarter >= ? and quarter < ? and kind = ?
                ) as counted
                group by quarter order by quarter""")) {
            bind(select, 1, campaign, from, to);
            bind(select, 4, campaign, from, to);
            select.setInt(7, EventKind.OPEN.number());
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
                     where campaign = ? and quarter >= ? and quarter < ?),
                    (select sum(deliveries) from campaign_deliveries
                     where campaign = ? and quarter >= ? and quarter < ? and state = 'accepted'),
                    sum(events), sum(firsts)
                from campaign_counters where campaign = ? and quarter >= ? and quarter < ? and kind = ?""")) {
            for (int first = 1; first <= 7; first += 3) {
                bind(select, first, number, query.fromQuarter(), query.toQuarter());
            }
            select.setInt(10, EventKind.OPEN.number());
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return new Campaign(name, row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4));
            }
        }
    }

    private static void bind(PreparedStatement select, int first, long campaign, long from, long to)
            throws SQLException {
        select.setLong(first, campaign);
        select.setLong(first + 1, from);
        select.setLong(first + 2, to);
    }

    private static @Nullable Long existing(Connection connection, String name) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select number from campaigns where name = ?")) {
            select.setString(1, name);
            return Rows.first(select);
        }
    }
}
