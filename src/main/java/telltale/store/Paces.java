package telltale.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The rates of providers that asked for less, shared by all nodes. Writes are durable and throw as in {@link Store}. */
public interface Paces {
    /** All of them, in the order of server and provider. */
    List<Pace> all();

    /**
     * Changes the rate of a lane; other nodes wait meanwhile.
     *
     * @param change returns the new rate, or empty to lift the limit; a pure function, since a transaction may be retried
     */
    void change(Lane lane, Function<Optional<Pace>, Optional<Pace>> change);

    /**
     * Takes up to {@code wanted} mails of what a lane may send now.
     *
     * @return the number of mails; {@code wanted} if the lane has no limit
     */
    int take(Lane lane, int wanted, Instant now);

    /** Returns mails that were taken and are not sent. */
    void giveBack(Lane lane, int unsent, Instant now);
}
