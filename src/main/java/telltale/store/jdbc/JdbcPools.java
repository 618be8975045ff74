package telltale.store.jdbc;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import telltale.model.CampaignKey;
import telltale.model.PoolGroup;
import telltale.store.PooledCounts;
import telltale.store.Pools;

/** The pools of recipients and the clicks of campaigns in a relational database. */
final class JdbcPools implements Pools {
    private static final Sql SEEN =
            Sql.of("update pools set seen = 1 where number = :pool and seen = 0 and noise <= :draw");
    private static final Sql CLICKS = Sql.of("""
            insert into campaign_clicks (campaign, link, clicks) values (:campaign, :link, :clicks)
            on conflict (campaign, link) do update set clicks = campaign_clicks.clicks + excluded.clicks""");
    private static final Sql GROUPS = Sql.of("""
            select p.size, p.noise, count(*) as pools, sum(p.seen) as seen
            from pools p join campaigns c on c.number = p.campaign where c.name = :campaign
            group by p.size, p.noise order by p.size, p.noise""");
    private static final Sql CLICKED =
            Sql.of("select link, clicks from campaign_clicks where campaign = :campaign order by link");

    /** One order for all nodes, so that their transactions do not deadlock. */
    private static final Comparator<ClickedLink> IN_ORDER = Comparator.<ClickedLink, CampaignKey>comparing(
                    ClickedLink::campaign, Comparator.comparing(CampaignKey::value))
            .thenComparingInt(ClickedLink::link);

    private final Database database;

    JdbcPools(Database database) {
        this.database = database;
    }

    @Override
    public void record(Collection<Seen> seen, Map<ClickedLink, Long> clicks) {
        List<Seen> pools =
                seen.stream().sorted(Comparator.comparingLong(Seen::pool)).toList();
        List<ClickedLink> links = clicks.keySet().stream().sorted(IN_ORDER).toList();
        database.write("storing the pools that were seen", connection -> {
            SEEN.batch(
                    connection,
                    database,
                    pools,
                    (update, one) -> update.bind("pool", one.pool()).bind("draw", one.draw()));
            CLICKS.batch(
                    connection,
                    database,
                    links,
                    (insert, link) -> insert.bind("campaign", link.campaign().value())
                            .bind("link", link.link())
                            .bind("clicks", clicks.getOrDefault(link, 0L)));
            return true;
        });
    }

    @Override
    public PooledCounts counts(String campaign) {
        return database.read("reading the pools of a campaign", connection -> {
            List<PoolGroup> groups = GROUPS.on(connection, database)
                    .bind("campaign", campaign)
                    .all(row -> new PoolGroup(
                            row.integer("size"), row.integer("noise"), row.number("pools"), row.number("seen")));
            Map<Integer, Long> clicks = new TreeMap<>();
            CLICKED.on(connection, database)
                    .bind("campaign", CampaignKey.of(campaign).value())
                    .each(row -> clicks.put(row.integer("link"), row.number("clicks")));
            return new PooledCounts(groups, clicks);
        });
    }
}
