package telltale.store;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import telltale.model.PersonKey;

/** What persons do not allow to be recorded, by which a restored backup is brought up to date. Methods throw as in {@link Store}. */
public interface Denials {
    /** The person has opted out of all tracking. */
    int TRACKING = 1;
    /** The person refused or withdrew the measurement of opens. */
    int OPENS = 2;
    /** The person refused or withdrew the measurement of clicks. */
    int CLICKS = 4;
    /** The person refused or withdrew the purpose hygiene. */
    int HYGIENE = 8;
    /** The data of the person is only stored. */
    int RESTRICTED = 16;

    /** The channel of withdrawals that are recorded again. */
    String CHANNEL = "restored backup";

    /**
     * What a person denies.
     *
     * @param version the number of the change after which this is so
     * @param what a sum of the constants above; 0 for nothing any more
     */
    record Denial(long version, PersonKey person, int what) {}

    /** The number of changes of what persons allow. */
    long version();

    /**
     * What persons deny that have changed it, in the order of their keys.
     *
     * @param since the number of the change after which they did
     * @param after the key after which they are returned, or null
     */
    List<Denial> changed(long since, @Nullable PersonKey after, int limit);

    /**
     * Stores what persons deny, all of it or, when it throws, nothing; also of persons who are unknown, except for those who were erased. What
     * else they deny stays.
     *
     * @param version the number of this change
     * @return the number of persons
     */
    int denyAgain(List<Denial> denials, long version, Instant at);
}
