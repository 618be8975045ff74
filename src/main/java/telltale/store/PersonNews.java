package telltale.store;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import telltale.model.PersonKey;

/**
 * What further databases are told about persons by the first, which has all decisions. A transaction of the first that changes what
 * a person decided also notes that each further database is to be told. Writes are durable and throw as in {@link Store}.
 */
public interface PersonNews {
    /**
     * What a person decided, as it is now.
     *
     * @param number later news have higher numbers
     * @param state null if nothing is stored about the person any more
     * @param erasure the erasure that the database has not repeated yet, or null
     */
    record News(PersonKey person, long number, @Nullable PersonState state, PersonRights.@Nullable Erasure erasure) {}

    /**
     * How far a database was told.
     *
     * @param through the number of the last news that it confirmed; null if it was not told of everybody yet
     * @param last the number of the last news of all
     */
    record Told(@Nullable Long through, long last) {}

    /** How far a further database was told. */
    Told told(int shard);

    /**
     * Notes that a database is to be told of everybody who decided anything or was erased: it is new, or was restored from a backup.
     *
     * @param beyond a number that all these news are to be higher than
     */
    void tellAll(int shard, long beyond);

    /** The oldest news that a database was not told, in order. */
    List<News> waiting(int shard, int limit);

    /** Notes that a database was told, unless there are later news of the same persons. */
    void confirm(int shard, List<News> told);

    /** How many news wait for each database that any wait for. */
    Map<Integer, Long> counts();

    /**
     * Stores effects that arose in a further database. Those about a person whose erasure it has not repeated yet are dropped.
     * Repeating this changes nothing.
     */
    void receive(int shard, List<PersonCopies.Effect> effects);
}
