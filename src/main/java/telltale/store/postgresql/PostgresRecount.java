package telltale.store.postgresql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import telltale.store.RecountResult;
import telltale.store.jdbc.CampaignSeries;
import telltale.store.jdbc.CounterRecount;

/** The recount in PostgreSQL, from the rows and from what is left of deleted rows. */
public final class PostgresRecount {
    private static final String MILLIS = PostgresSummaries.MILLIS.formatted("id");

    private static final String DELIVERIES = """
            with seen as (
                select delivery, kind, sum(rows) as rows, min(first_at) as first_at
                from (
                    select delivery, kind, count(*) as rows, min(%s) as first_at from events group by 1, 2
                    union all
                    select delivery, kind, sum(events), min(first_at) from summaries where first_at is not null group by 1, 2
                ) as stored group by delivery, kind
            ), gone as (
                select delivery, kind, sum(rows) as rows
                from (
                    select delivery, kind, rows from retired
                    union all
                    select delivery, kind, events from summaries where first_at is null
                ) as counted group by delivery, kind
            )
            select 'delivery ' || delivery || ' kind ' || kind || ': counted ' || coalesce(c.events - c.folded, 0)
                || ', but the rows say ' || coalesce(s.rows, 0) + coalesce(g.rows, 0)
                || '; first ' || coalesce(c.first_at, 0) || ', but the rows say ' || coalesce(s.first_at, 0)
            from delivery_counters c full join seen s using (delivery, kind) left join gone g using (delivery, kind)
            where coalesce(c.events - c.folded, 0) <> coalesce(s.rows, 0) + coalesce(g.rows, 0)
                or (coalesce(c.folded, 0) = 0 and g.rows is null and c.first_at is distinct from s.first_at)
            """.formatted(MILLIS);

    private static final String CAMPAIGNS = """
            select 'campaign ' || campaign || ' quarter ' || quarter || ' kind ' || kind || ': counted ' || sum(counted)
                || ', but the rows say ' || sum(rows) || '; firsts ' || sum(counted_firsts) || ', but the rows say ' || sum(row_firsts)
            from (
                select campaign, quarter, kind, events - folded as counted, 0 as rows, firsts as counted_firsts, 0 as row_firsts
                from campaign_counters
                union all
                select %2$s, e.millis / 900000, e.kind, 0, 1, 0, 0
                from (select delivery, kind, %1$s as millis from events) as e left join deliveries d on d.number = e.delivery
                union all
                select %2$s, s.first_at / 900000, s.kind, 0, s.events, 0, 0
                from summaries s left join deliveries d on d.number = s.delivery where s.first_at is not null
                union all
                select %2$s, c.first_at / 900000, c.kind, 0, 0, 0, 1
                from delivery_counters c left join deliveries d on d.number = c.delivery
            ) as counted
            where quarter * 900000 >= (select max(events_before) from retention)
            group by campaign, quarter, kind
            having sum(counted) <> sum(rows) or sum(counted_firsts) <> sum(row_firsts)
            """.formatted(MILLIS, CampaignSeries.OF_DELIVERY);

    private PostgresRecount() {}

    /** Recounts on a connection that sees a snapshot of the database. */
    public static RecountResult run(Connection connection) throws SQLException {
        return CounterRecount.run(connection, List.of(DELIVERIES, CAMPAIGNS));
    }
}
