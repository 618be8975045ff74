package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.Suppression;
import telltale.store.PersonCopies.Effect;

/** The suppressions of all kinds, and what lifts them, in transactions of the caller. */
final class PersonRefusals {
    private final PersonNumbers numbers;
    private final PersonSuppressions suppressions;
    private final PersonTopics topics;
    /** Null in a database that no others are beside. */
    private final @Nullable PersonEffects effects;

    PersonRefusals(
            PersonNumbers numbers,
            PersonSuppressions suppressions,
            PersonTopics topics,
            @Nullable PersonEffects effects) {
        this.numbers = numbers;
        this.suppressions = suppressions;
        this.topics = topics;
        this.effects = effects;
    }

    /**
     * Suppresses persons and returns the number of changes. Locks all persons before any of their topics, so that concurrent
     * transactions do not deadlock.
     *
     * @param inOrder suppressions in the order of the keys of the persons
     */
    int suppress(Connection connection, List<Effect> inOrder) throws SQLException {
        int changed = 0;
        List<PersonTopics.Entry> ofTopics = new ArrayList<>();
        for (Effect effect : inOrder) {
            Suppression suppression = Objects.requireNonNull(effect.suppression());
            long person = numbers.of(connection, effect.person(), effect.masked());
            if (suppression.scope() != Suppression.Scope.TOPIC) {
                changed += suppressions.suppress(connection, person, suppression);
            } else if (numbers.lock(connection, person)) {
                ofTopics.add(new PersonTopics.Entry(person, suppression));
            }
        }
        return changed + topics.suppress(connection, ofTopics);
    }

    /** Suppresses persons because of bounces or reports. A further database also stores it for the first one. */
    int arise(Connection connection, List<Effect> inOrder) throws SQLException {
        if (effects != null && !inOrder.isEmpty()) {
            effects.add(connection, inOrder);
        }
        return suppress(connection, inOrder);
    }

    /** Removes the suppressions that follow from a report; false if there were none. A further database also stores it for the first one. */
    boolean lift(Connection connection, long person, UUID report) throws SQLException {
        if (effects != null) {
            effects.add(connection, List.of(new Effect(numbers.key(connection, person), "", null, report)));
        }
        return liftHere(connection, person, report);
    }

    private boolean liftHere(Connection connection, long person, UUID report) throws SQLException {
        boolean isLifted = suppressions.lift(connection, person, report);
        return topics.lift(connection, person, report) || isLifted;
    }

    /** Applies what followed from a bounce or a report, here or in another database. */
    void take(Connection connection, Effect effect) throws SQLException {
        if (effect.suppression() != null) {
            int unused = suppress(connection, List.of(effect));
            return;
        }
        Long person = numbers.known(connection, effect.person());
        if (person != null && numbers.lock(connection, person)) {
            boolean unused = liftHere(connection, person, Objects.requireNonNull(effect.lifted()));
        }
    }
}
