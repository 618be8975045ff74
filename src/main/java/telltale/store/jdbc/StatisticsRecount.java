package telltale.store.jdbc;

import java.util.List;
import java.util.stream.Collectors;
import telltale.store.Metric;

/**
 * The recount of the statistics: sums against what they sum, and the quarter hours against the facts of deliveries and the
 * numbers of their events. The facts are compared while no delivery waits to be judged.
 */
final class StatisticsRecount {
    private static final String DIFFERENCE = """
            select 'statistics of campaign ' || campaign || ' dimension ' || dimension || ' ' || key || ' %s ' || time
                || ': counted ' || sum(counted) || ', but its parts say ' || sum(parts)
            from (%s) as counted
            group by campaign, dimension, key, time
            having sum(counted) <> sum(parts)
            """;

    private static final String DAYS = sums("day", 2, 96, "");
    private static final String HOURS = sums("hour", 1, 4, " and dimension = 0");
    private static final String ALL_MAIL =
            DIFFERENCE.formatted("quarter", """
            select campaign, dimension, key, time, %1$s as counted, 0 as parts from statistics
            where %2$s and level = 0 and dimension < 3
            union all
            select %3$s, dimension, key, time, 0, %1$s from statistics
            where not (%2$s) and level = 0 and dimension < 3
            """.formatted(weighted(), CampaignSeries.IS_ALL, CampaignSeries.SUMMED_IN));

    private static final String FACTS =
            """
            with mail as (
                select d.number, %3$s as campaign, d.state, d.accepted_at, d.bounced_at, d.replied_at
                from deliveries d join judgements j on j.delivery = d.number where j.counted is not null
            )
            select 'statistics of campaign ' || campaign || ' quarter ' || time || ' ' || name || ': counted ' || sum(counted)
                || ', but the rows say ' || sum(rows)
            from (
                select campaign, time, 'accepted' as name, accepted as counted, 0 as rows
                from statistics where dimension = 0 and level = 0
                union all
                select campaign, time, 'delivered', delivered, 0 from statistics where dimension = 0 and level = 0
                union all
                select campaign, time, 'bounced', bounced, 0 from statistics where dimension = 0 and level = 0
                union all
                select campaign, time, 'replied', replied, 0 from statistics where dimension = 0 and level = 0
                union all
                select campaign, 0, 'opens', %1$s, 0 from statistics where dimension = 0 and level = 0
                union all
                select campaign, 0, 'clicks', %2$s, 0 from statistics where dimension = 0 and level = 0
                union all
                select campaign, accepted_at / 900000, 'accepted', 0, 1 from mail where accepted_at is not null
                union all
                select campaign, accepted_at / 900000, 'delivered', 0, 1 from mail
                where accepted_at is not null and state <> 'bounced'
                union all
                select campaign, bounced_at / 900000, 'bounced', 0, 1 from mail where bounced_at is not null
                union all
                select campaign, replied_at / 900000, 'replied', 0, 1 from mail where replied_at is not null
                union all
                select m.campaign, 0, case c.kind when 1 then 'opens' else 'clicks' end, 0, c.events
                from mail m join delivery_counters c on c.delivery = m.number and c.kind in (1, 3)
            ) as counted
            where not (%4$s) and not exists (select 1 from unjudged)
            group by campaign, time, name
            having sum(counted) <> sum(rows)
            """.formatted(columns("open_"), columns("click_"), CampaignSeries.OF_DELIVERY, CampaignSeries.IS_ALL);

    /** Queries that return a line for each counter that differs. */
    static final List<String> QUERIES = List.of(HOURS, DAYS, ALL_MAIL, FACTS);

    private StatisticsRecount() {}

    private static String sums(String name, int level, int quarters, String condition) {
        return DIFFERENCE.formatted(name, """
                select campaign, dimension, key, time, %1$s as counted, 0 as parts from statistics where level = %2$d%4$s
                union all
                select campaign, dimension, key, time / %3$d, 0, %1$s from statistics where level = 0%4$s
                """.formatted(weighted(), level, quarters, condition));
    }

    /** A sum of all figures that differs if any of them does. */
    private static String weighted() {
        return Metric.ALL.stream()
                .map(metric -> metric.column() + " * " + metric.number())
                .collect(Collectors.joining(" + "));
    }

    private static String columns(String prefix) {
        return Metric.ALL.stream()
                .map(Metric::column)
                .filter(column -> column.startsWith(prefix))
                .collect(Collectors.joining(" + "));
    }
}
