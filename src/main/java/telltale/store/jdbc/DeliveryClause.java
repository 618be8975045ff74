package telltale.store.jdbc;

import java.util.function.Consumer;
import java.util.function.Predicate;
import telltale.model.Delivery;

/**
 * A condition on deliveries {@code d} as SQL.
 *
 * @param index which of several clauses selects the rows that are looked at: the one with the lowest number
 * @param sql with parameters that are named differently in each clause of a statement
 * @param values binds the parameters
 * @param check the part of the condition that is not in the SQL
 */
record DeliveryClause(int index, String sql, Consumer<Sql.Query> values, Predicate<Delivery> check) {
    /** The index of a bound of the range of ids, which never needs other rows than those in it. */
    static final int BOUND = -1;
    /** The index of a condition without an index in the database. */
    static final int NONE = Integer.MAX_VALUE;

    /** A condition that the database checks. */
    static DeliveryClause of(int index, String sql, Consumer<Sql.Query> values) {
        return new DeliveryClause(index, sql, values, delivery -> true);
    }

    boolean isBound() {
        return index == BOUND;
    }

    boolean hasIndex() {
        return index != NONE;
    }
}
