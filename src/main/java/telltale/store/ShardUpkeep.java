package telltale.store;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The work that keeps further databases in use. */
public interface ShardUpkeep {
    /**
     * The state of a further database by the last step.
     *
     * @param isInUse whether it answers, and has what persons decided
     * @param getsMail whether new messages are stored in it; every node must know it before
     * @param age how old a decision may be that it does not have; empty if it is not in use
     * @param decisions the number of persons whose decisions it does not have yet
     * @param events the number of events that wait for it
     */
    record State(int shard, boolean isInUse, boolean getsMail, Optional<Duration> age, long decisions, long events) {}

    /** The numbers of the further databases that this node has settings for. */
    List<Integer> shards();

    /**
     * Adds a further database if it is new, tells it what persons decided, and moves the events that wait for it; returns the pause
     * before the next step.
     *
     * @throws StoreUnavailableException if it or the first database is unavailable
     */
    Duration step(int shard);

    /**
     * Counts what waits for further databases, also for those that this node has no settings for; returns the pause before it counts
     * again.
     */
    Duration count();

    /** The state of each further database that this node has settings for. */
    List<State> states();

    /** The number of events that wait for databases which this node has no settings for. */
    long unknown();

    /** The number of events that their databases rejected. */
    long rejected();
}
