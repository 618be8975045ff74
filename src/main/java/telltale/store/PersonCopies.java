package telltale.store;

import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import telltale.model.PersonKey;
import telltale.model.Suppression;

/** The copies of persons in a further database. Writes are durable and throw as in {@link Store}. */
public interface PersonCopies {
    /**
     * What followed from a bounce or a report.
     *
     * @param suppression the suppression of the person; null if those that follow from a report were lifted
     * @param lifted that report, or null
     */
    record Effect(
            PersonKey person,
            String masked,
            @Nullable Suppression suppression,
            @Nullable UUID lifted) {}

    /** The number of the last news that this database has; 0 for none. */
    long through();

    /**
     * Brings the copies up to date. News of a person that are older than what the copy has are ignored; effects that the first
     * database does not have yet stay in force.
     */
    void apply(List<PersonNews.News> news);

    /**
     * Sends the oldest effects that the first database does not have yet, and forgets them when the receiver has returned. Only one
     * node at a time does.
     *
     * @return how many
     */
    int send(int limit, Consumer<List<Effect>> receiver);
}
