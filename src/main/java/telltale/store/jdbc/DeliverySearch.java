package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.store.DeliveryPage;
import telltale.store.DeliveryQuery;

/**
 * The search for deliveries, newest first. One condition of a query selects rows by its index; the others are checked on a bounded
 * number of these rows, so that the time of a query does not grow with the table.
 */
final class DeliverySearch {
    /** The rows that a query looks at. */
    static final int MAX_ROWS = 20_000;
    /** The rows that are read at a time if only some of them may meet the conditions. */
    private static final int CHUNK = 1_000;

    private final Database database;
    private final DeliveryClauses clauses;

    DeliverySearch(Database database, JdbcPersons persons, String recipientDomain) {
        this.database = database;
        this.clauses = new DeliveryClauses(database, persons, recipientDomain);
    }

    /** The page that a query selects. */
    DeliveryPage page(Connection connection, DeliveryQuery query) throws SQLException {
        Scan scan = new Scan(clauses.of(connection, query.conditions()), query);
        int looked = 0;
        while (looked < MAX_ROWS && scan.continues(connection)) {
            looked += scan.chunk;
        }
        return scan.page();
    }

    /** One query while it runs. */
    private final class Scan {
        private final List<DeliveryClause> all;
        private final int limit;
        private final int chunk;
        private final String select;
        private final List<Delivery> found = new ArrayList<>();
        private @Nullable DeliveryId last;
        private boolean isAtEnd;

        Scan(List<DeliveryClause> all, DeliveryQuery query) {
            this.all = all;
            this.limit = query.limit();
            this.last = query.before();
            Optional<DeliveryClause> index = all.stream()
                    .filter(clause -> !clause.isBound() && clause.hasIndex())
                    .min(Comparator.comparingInt(DeliveryClause::index));
            List<DeliveryClause> checked = all.stream()
                    .filter(clause -> !clause.isBound() && !index.equals(Optional.of(clause)))
                    .toList();
            this.chunk = checked.isEmpty() ? limit + 1 : CHUNK;
            this.select = DeliveryTable.selectDelivery("case when " + and(checked) + " then 1 else 0 end as chosen")
                    + "where "
                    + and(all.stream()
                            .filter(clause -> !checked.contains(clause))
                            .toList())
                    + " and " + PersonColumns.NOT_RESTRICTED;
        }

        private static String and(List<DeliveryClause> some) {
            return some.isEmpty()
                    ? "1 = 1"
                    : some.stream().map(DeliveryClause::sql).collect(Collectors.joining(" and "));
        }

        /** Reads the next rows; returns whether there may be more, and the page needs them. */
        boolean continues(Connection connection) throws SQLException {
            Sql.Query query = Sql.of(
                            select + (last == null ? "" : " and d.id < :before") + " order by d.id desc limit :limit")
                    .on(connection, database)
                    .bind("before", last == null ? null : last.value())
                    .bind("limit", chunk);
            all.forEach(clause -> clause.values().accept(query));
            isAtEnd = query.each(this::look) < chunk;
            return !isAtEnd && found.size() <= limit;
        }

        private void look(Row row) throws SQLException {
            last = new DeliveryId(row.id("id"));
            if (found.size() <= limit && row.integer("chosen") == 1) {
                Delivery delivery = DeliveryTable.delivery(row);
                if (all.stream().allMatch(clause -> clause.check().test(delivery))) {
                    found.add(delivery);
                }
            }
        }

        DeliveryPage page() {
            if (found.size() > limit) {
                List<Delivery> page = List.copyOf(found.subList(0, limit));
                return new DeliveryPage(page, page.get(limit - 1).id());
            }
            return new DeliveryPage(List.copyOf(found), isAtEnd ? null : last);
        }
    }
}
