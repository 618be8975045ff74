package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.Uuid7;
import telltale.store.ReportQuery;
import telltale.store.StoredReport;

/** The queries for many reports. Their ids sort by time of receipt. */
final class ReportSearch {
    private static final String OUTDATED = "where r.raw is not null and r.ruleset <> :ruleset";

    private ReportSearch() {}

    /** The reports that a query selects, newest first. */
    static List<StoredReport> run(Connection connection, Database database, ReportQuery query) throws SQLException {
        return select(query)
                .on(connection, database)
                .bind("kind", query.kind())
                .bind("match", query.match())
                .bind(
                        "delivery",
                        query.delivery() == null ? null : query.delivery().value())
                .bind("campaign", query.campaign())
                .bind("from", floor(query.from()))
                .bind("to", floor(query.to()))
                .bind("before", query.before())
                .bind("limit", query.limit())
                .all(row -> ReportTable.row(row).report());
    }

    private static @Nullable UUID floor(@Nullable Instant time) {
        return time == null ? null : Uuid7.floor(time);
    }

    private static Sql select(ReportQuery query) {
        StringBuilder where = new StringBuilder("where 1 = 1");
        if (query.kind() != null) {
            where.append(" and ").append(ReportTable.KIND).append(" = :kind");
        }
        if (query.type() != null) {
            where.append(" and ")
                    .append(ReportTable.REASON)
                    .append(" in (")
                    .append(DeliveryClauses.reasons(query.type()))
                    .append(")");
        }
        if (query.match() != null) {
            where.append(" and r.match = :match");
        }
        where.append(
                query.delivery() == null
                        ? " and " + PersonColumns.NOT_RESTRICTED
                        : " and r.delivery = (select number from deliveries where id = :delivery)");
        if (query.campaign() != null) {
            where.append(" and c.name = :campaign");
        }
        if (query.from() != null) {
            where.append(" and r.id >= :from");
        }
        if (query.to() != null) {
            where.append(" and r.id < :to");
        }
        if (query.before() != null) {
            where.append(" and r.id < :before");
        }
        return Sql.of(ReportTable.SELECT + where + " order by r.id desc limit :limit");
    }

    /** Reports with kept octets that other rules read; see {@link telltale.store.Reports#outdated}. */
    static List<StoredReport> outdated(
            Connection connection, Database database, String ruleset, @Nullable UUID after, int limit)
            throws SQLException {
        return Sql.of(ReportTable.SELECT + OUTDATED + (after == null ? "" : " and r.id > :after")
                        + " order by r.id limit :limit")
                .on(connection, database)
                .bind("ruleset", ruleset)
                .bind("after", after)
                .bind("limit", limit)
                .all(row -> ReportTable.row(row).report());
    }

    /** How many reports {@link #outdated} returns without a limit. */
    static long countOutdated(Connection connection, Database database, String ruleset) throws SQLException {
        return Sql.of("select count(*) as reports from reports r " + OUTDATED)
                .on(connection, database)
                .bind("ruleset", ruleset)
                .first(row -> row.number("reports"))
                .orElse(0L);
    }
}
