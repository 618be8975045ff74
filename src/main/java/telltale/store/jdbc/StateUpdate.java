package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import telltale.model.DeliveryId;
import telltale.model.StateTransition;

/**
 * The only update of the state of deliveries. It changes a delivery that has the state from which the {@link
 * StateTransition} leads, and leaves any other as it is.
 */
final class StateUpdate {
    private static final int COLUMNS = 3;

    private final Database database;
    private final RowBatch update;
    private final RowBatch updateReturning;

    /**
     * @param columns the names of further values of a change, which the next two may use as {@code change.name}
     * @param assignments further columns to set
     * @param condition a further condition for a change, or {@code true}
     */
    StateUpdate(Database database, List<String> columns, String assignments, String condition) {
        this.database = database;
        List<String> names = new ArrayList<>(List.of("id", "old", "state"));
        names.addAll(columns);
        String sql = """
                with change (%s) as (values %%s)
                update deliveries set state = change.state, %s
                from change where deliveries.id = change.id and deliveries.state = change.old and %s""".formatted(String.join(", ", names), assignments, condition);
        this.update = new RowBatch(sql, names.size());
        this.updateReturning =
                new RowBatch(sql + "\nreturning deliveries.id, campaign, created_at, number", names.size());
    }

    /**
     * A change of the state of one delivery.
     *
     * @param source the object that the further values are bound from
     */
    record StateChange<T>(DeliveryId delivery, StateTransition transition, T source) {}

    /**
     * Changes deliveries that this transaction has read and locked.
     *
     * @param binder binds the further values, from a position on
     * @throws IllegalStateException if one of them had another state
     */
    <T> void apply(Connection connection, List<StateChange<T>> changes, RowBatch.Binder<T> binder) throws SQLException {
        int changed = update.run(connection, changes, bound(binder));
        if (changed != changes.size()) {
            throw new IllegalStateException(
                    "only " + changed + " of " + changes.size() + " deliveries had the expected state");
        }
    }

    /**
     * Changes deliveries as far as they have the state and meet the condition.
     *
     * @param binder binds the further values, from a position on
     * @param reader gets id, campaign, created_at and number of each changed delivery
     */
    <T> void applyIfHeld(
            Connection connection, List<StateChange<T>> changes, RowBatch.Binder<T> binder, RowBatch.Reader reader)
            throws SQLException {
        updateReturning.read(connection, changes, bound(binder), reader);
    }

    private <T> RowBatch.Binder<StateChange<T>> bound(RowBatch.Binder<T> binder) {
        return (statement, from, change) -> {
            bind(statement, from, change);
            binder.bind(statement, from + COLUMNS, change.source());
        };
    }

    private void bind(PreparedStatement statement, int from, StateChange<?> change) throws SQLException {
        database.setId(statement, from, change.delivery().value());
        statement.setString(from + 1, change.transition().from().wireName());
        statement.setString(from + 2, change.transition().to().wireName());
    }

    /** One change for each of some objects. */
    static <T> List<StateChange<T>> changes(
            List<T> sources, Function<T, DeliveryId> id, Function<T, StateTransition> transition) {
        return sources.stream()
                .map(source -> new StateChange<>(id.apply(source), transition.apply(source), source))
                .toList();
    }
}
