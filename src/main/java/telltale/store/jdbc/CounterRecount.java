package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import telltale.store.RecountResult;

/**
 * The recount of all counters from the rows, in SQL that shares nothing with the code that updates the counters. Events
 * that were aggregated or deleted have no row, so their numbers come from the counters.
 */
public final class CounterRecount {
    private static final int MAX_LINES = 100;

    private static final String EVENTS = "select count(*) from events";

    public static final String DELIVERIES = """
            select 'delivery ' || delivery || ' kind ' || kind || ': counted ' || sum(counted) || ', but the rows say ' || sum(rows)
                || '; first ' || sum(counted_first) || ', but the rows say ' || sum(row_first)
                || '; last row ' || sum(counted_last) || ', but it is ' || sum(row_last)
            from (
                select delivery, kind, events - folded - retired as counted, 0 as rows,
                    iif(retired = 0 and folded = 0, first_at, 0) as counted_first, 0 as row_first,
                    iif(events > folded + retired, last_event, 0) as counted_last, 0 as row_last
                from delivery_counters
                union all
                select delivery, kind, 0, rows, 0, iif(is_whole, row_first, 0), 0, row_last
                from (
                    select delivery, kind, count(*) as rows, min(id_high >> 16) as row_first, max(number) as row_last
                    from events group by delivery, kind
                ) left join (
                    select delivery as d, kind as k, retired = 0 and folded = 0 as is_whole from delivery_counters
                ) on d = delivery and k = kind
            )
            group by delivery, kind
            having sum(counted) <> sum(rows) or sum(counted_first) <> sum(row_first) or sum(counted_last) <> sum(row_last)
            """;

    public static final String CHAINS = """
            select 'event ' || e.number || ' follows event ' || e.previous || ', which is of another delivery or kind'
            from events e join events p on p.number = e.previous
            where p.delivery <> e.delivery or p.kind <> e.kind or p.number >= e.number
            """;

    /** The events of summaries are among those without a row, and are all of them if nothing else was deleted. */
    public static final String SUMMARIES = """
            select 'delivery ' || s.delivery || ' kind ' || s.kind || ': the summaries have ' || s.events || ' events of '
                || coalesce(c.retired, 0) || ' without a row; first ' || coalesce(c.first_at, 0) || ', but it is ' || s.first
            from (
                select delivery, kind, sum(events) as events, min(first_at) as first from summaries group by delivery, kind
            ) as s left join delivery_counters c on c.delivery = s.delivery and c.kind = s.kind
            where s.events > coalesce(c.retired, 0) or s.first < c.first_at
            """;

    public static final String CAMPAIGNS = """
            select 'campaign ' || campaign || ' quarter ' || quarter || ' kind ' || kind || ': counted ' || sum(counted)
                || ', but the rows say ' || sum(rows) || '; firsts ' || sum(counted_firsts) || ', but the rows say ' || sum(row_firsts)
            from (
                select campaign, quarter, kind, sum(events - folded) as counted, 0 as rows, sum(firsts) as counted_firsts, 0 as row_firsts
                from campaign_counters group by campaign, quarter, kind
                union all
                select %1$s, (e.id_high >> 16) / 900000, e.kind, 0, count(*), 0, 0
                from events e left join deliveries d on d.number = e.delivery group by 1, 2, 3
                union all
                select %1$s, s.quarter, s.kind, 0, sum(s.events), 0, 0
                from summaries s left join deliveries d on d.number = s.delivery group by 1, 2, 3
                union all
                select %1$s, c.first_at / 900000, c.kind, 0, 0, 0, count(*)
                from delivery_counters c left join deliveries d on d.number = c.delivery group by 1, 2, 3
            )
            where quarter * 900000 >= (select max(events_before) from retention)
            group by campaign, quarter, kind
            having sum(counted) <> sum(rows) or sum(counted_firsts) <> sum(row_firsts)
            """.formatted(CampaignSeries.OF_DELIVERY);

    private static final String DAYS = """
            select 'campaign ' || campaign || ' day ' || day || ' kind ' || kind || ': counted ' || sum(counted)
                || ', but its quarters say ' || sum(quarters)
            from (
                select campaign, day, kind, events + folded * 3 + firsts * 5 as counted, 0 as quarters
                from campaign_days
                union all
                select campaign, quarter / 96, kind, 0, events + folded * 3 + firsts * 5 from campaign_counters
            ) as counted
            group by campaign, day, kind
            having sum(counted) <> sum(quarters)
            """;

    private static final String STATES = """
            select 'campaign ' || campaign || ' quarter ' || quarter || ' ' || state || ': counted ' || sum(counted)
                || ', but the rows say ' || sum(rows)
            from (
                select campaign, quarter, state, sum(deliveries) as counted, 0 as rows
                from campaign_deliveries group by campaign, quarter, state
                union all
                select coalesce(campaign, 0), created_at / 900000, state, 0, count(*)
                from deliveries group by 1, 2, 3
            ) as counted
            group by campaign, quarter, state
            having sum(counted) <> sum(rows)
            """;

    private static final String REPLIES = """
            select 'campaign ' || campaign || ' quarter ' || quarter || ' failure ' || reason || ': counted ' || sum(counted)
                || ', but the rows say ' || sum(rows)
            from (
                select campaign, quarter, reason, sum(deliveries) as counted, 0 as rows
                from campaign_reports where kind = 0 group by campaign, quarter, reason
                union all
                select coalesce(campaign, 0), created_at / 900000, failure, 0, count(*)
                from deliveries where state in ('refused', 'failed') and failure is not null group by 1, 2, 3
            ) as counted
            group by campaign, quarter, reason
            having sum(counted) <> sum(rows)
            """;

    private static final String CELLS = """
            select 'campaign ' || campaign || ' quarter ' || quarter || ' cell ' || cell || ': counted ' || sum(counted)
                || ', but the judgements say ' || sum(rows)
            from (
                select campaign, quarter, cell, sum(deliveries) as counted, 0 as rows
                from campaign_cells group by campaign, quarter, cell
                union all
                select %1$s, d.created_at / 900000, j.cell, 0, count(*)
                from judgements j join deliveries d on d.number = j.delivery
                where j.cell is not null group by 1, 2, 3
            ) as counted
            group by campaign, quarter, cell
            having sum(counted) <> sum(rows)
            """.formatted(CampaignSeries.OF_DELIVERY);

    /** Kind 0, the replies of mail servers, has no reports. */
    private static final String REPORTS = """
            select 'campaign ' || campaign || ' quarter ' || quarter || ' report kind ' || kind || ' reason ' || reason
                || ': counted ' || sum(counted) || ', but the reports say ' || sum(rows)
            from (
                select campaign, quarter, kind, reason, sum(deliveries) as counted, 0 as rows
                from campaign_reports where kind > 0 group by campaign, quarter, kind, reason
                union all
                select coalesce(d.campaign, 0), d.created_at / 900000, r.kind, case when r.kind = 1 then coalesce(r.reason, 0) else 0 end,
                    0, count(*)
                from (
                    select delivery, kind, reason,
                        row_number() over (partition by delivery, kind order by received_at, number) as place
                    from (
                        select delivery, received_at, number, coalesce(corrected_kind, kind) as kind,
                            case when corrected_kind is null then reason else corrected_reason end as reason
                        from reports where delivery is not null
                    ) as effective
                ) as r join deliveries d on d.number = r.delivery
                where r.place = 1 group by 1, 2, 3, 4
            ) as counted
            group by campaign, quarter, kind, reason
            having sum(counted) <> sum(rows)
            """;

    private CounterRecount() {}

    /**
     * Recounts on a connection that sees a snapshot of the database.
     *
     * @param queries queries that return a line for each counter that differs from the rows
     */
    public static RecountResult run(Connection connection, List<String> queries) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            List<String> lines = new ArrayList<>();
            long different = differences(statement, STATES, lines)
                    + differences(statement, REPLIES, lines)
                    + differences(statement, DAYS, lines)
                    + differences(statement, CELLS, lines)
                    + differences(statement, REPORTS, lines);
            for (String query : StatisticsRecount.QUERIES) {
                different += differences(statement, query, lines);
            }
            for (String query : queries) {
                different += differences(statement, query, lines);
            }
            return new RecountResult(count(statement), lines, different);
        }
    }

    private static long count(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery(EVENTS)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    private static long differences(Statement statement, String sql, List<String> lines) throws SQLException {
        long different = 0;
        try (ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                different++;
                if (lines.size() < MAX_LINES) {
                    lines.add(row.getString(1));
                }
            }
        }
        return different;
    }
}
