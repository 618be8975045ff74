package telltale.store;

import java.time.Duration;
import java.util.Optional;

/** A copy of the database that statistics are read from. */
public interface ReadCopy {
    /**
     * Its state.
     *
     * @param age how much older its data is than that of the database at most; empty if it cannot be read
     * @param isUsed whether statistics are read from it; otherwise they are read from the database
     */
    record State(Optional<Duration> age, boolean isUsed) {}

    /** The state by the last look. */
    State state();

    /** Looks at the copy, and returns the pause before the next look. */
    Duration step();
}
