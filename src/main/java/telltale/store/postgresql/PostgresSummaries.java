package telltale.store.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import telltale.store.PurgeResult;
import telltale.store.jdbc.RowMapping;

/** The summaries of old events in PostgreSQL: {@code summary_blocks}, where a row has many of them. */
public final class PostgresSummaries {
    /** The time of an event: the first 48 bits of its id are milliseconds since 1970 (RFC 9562 section 5.7). */
    static final String MILLIS = "('x' || left(replace(%s::text, '-', ''), 12))::bit(48)::bigint";

    private static final int STEP = 500;

    /** Summaries with all details, of the events %1$s. */
    private static final String DETAILED = """
            select e.delivery, e.kind, coalesce(e.link, 0) as link, e.client, coalesce(c.class, 0) as class,
                e.millis / 604800000 as week, count(*)::integer as events,
                (min(e.millis) %% 604800000)::integer as first, (max(e.millis) - min(e.millis))::integer as span
            from (select delivery, kind, link, client, id, %2$s as millis from %1$s) as e
                left join corrections c on c.event = e.id
            group by 1, 2, 3, 4, 5, 6, e.millis / 900000""";

    /** Counts alone. */
    private static final String COUNTED = """
            select delivery, kind, %2$s / 604800000 as week, count(*)::integer as events
            from %1$s group by 1, 2, 3""";

    /** Packs the summaries %1$s into blocks, and returns the events of each; %2$s and %3$s are the details. */
    private static final String PACK = """
            insert into summary_blocks (first_delivery, last_delivery, week, deliveries, events, kinds%2$s)
            select min(delivery), max(delivery), week, array_agg(delivery), array_agg(events), array_agg(kind)%3$s
            from (select s.*, row_number() over (partition by week order by delivery, kind) as place from (%1$s) as s) as placed
            group by week, (place - 1) / 1000
            returning events""";

    private static final String DETAILS = ", links, clients, classes, firsts, spans";
    private static final String AGGREGATED =
            ", array_agg(link), array_agg(client), array_agg(class), array_agg(first), array_agg(span)";

    private PostgresSummaries() {}

    /**
     * A statement that stores summaries of events, and returns how many events they have.
     *
     * @param before other parts of its {@code with}, each followed by a comma
     * @param events the table, or the part, of the events
     * @param isDetailed whether more is stored than the number of a delivery's events of each kind
     */
    static String store(String before, String events, boolean isDetailed) {
        String summaries = (isDetailed ? DETAILED : COUNTED).formatted(events, MILLIS.formatted("id"));
        String pack = PACK.formatted(summaries, isDetailed ? DETAILS : "", isDetailed ? AGGREGATED : "");
        return "with " + before + "gone as (" + pack + ")\n"
                + "select coalesce(sum(one), 0) from gone, unnest(gone.events) as one";
    }

    /** A statement that stores summaries which are given in the columns of {@code summaries}. */
    public static String copy(String summaries) {
        return PACK.formatted("""
                select delivery, kind, link, client, class, first_at / 604800000 as week, events,
                    (first_at %% 604800000)::integer as first, (last_at - first_at)::integer as span
                from (%s) as given""".formatted(summaries), DETAILS, AGGREGATED);
    }

    /** Deletes the details of some summaries of weeks that ended. */
    static PurgeResult deleteDetails(Connection connection, Instant cutoff) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                with stripped as (
                    update summary_blocks
                    set links = null, clients = null, classes = null, firsts = null, spans = null
                    where block in (
                        select block from summary_blocks where firsts is not null and week < ? limit ? for update)
                    returning deliveries)
                select coalesce(sum(cardinality(deliveries)), 0) from stripped""")) {
            update.setLong(1, PostgresPartitions.Week.of(cutoff).number());
            update.setInt(2, STEP);
            Long stripped = RowMapping.first(update);
            return new PurgeResult(stripped == null ? 0 : Math.toIntExact(stripped), stripped == null || stripped == 0);
        }
    }

    /** Whether the user agents of all events before a time are reduced, so that their verdicts are final. */
    static boolean areReduced(Connection connection, Instant end) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select count(*) from agent_reduction where reached >= ?")) {
            UUID bound = PostgresPartitions.bound(end);
            select.setObject(1, bound);
            Long reached = RowMapping.first(select);
            return reached != null && reached > 0;
        }
    }

    /** Deletes the summaries of a person's deliveries, and stores the others of their blocks again. */
    static void erase(Connection connection, long person) throws SQLException {
        for (boolean isDetailed : new boolean[] {true, false}) {
            String rest = """
                    select s.delivery, s.kind, t.week, s.events%s
                    from touched t, unnest(t.deliveries, t.kinds, t.links, t.clients, t.classes, t.events, t.firsts, t.spans)
                        as s (delivery, kind, link, client, class, events, first, span)
                    where not exists (select from deliveries d where d.number = s.delivery and d.person = ?)
                    """.formatted(isDetailed ? ", s.link, s.client, s.class, s.first, s.span" : "");
            String pack = PACK.formatted(rest, isDetailed ? DETAILS : "", isDetailed ? AGGREGATED : "");
            try (PreparedStatement delete = connection.prepareStatement("""
                    with touched as (
                        delete from summary_blocks b using deliveries d
                        where d.person = ? and b.firsts is %s null
                            and int8range(b.first_delivery, b.last_delivery, '[]') @> d.number
                            and d.number = any (b.deliveries)
                        returning b.*)
                    %s""".formatted(isDetailed ? "not" : "", pack))) {
                delete.setLong(1, person);
                delete.setLong(2, person);
                delete.execute();
            }
        }
    }
}
