package telltale.store.jdbc;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import telltale.model.Person;
import telltale.store.PersonSnapshot;

/** Tells whether a person that was read a moment ago has changed since, without a query for every mail. */
final class PersonChanges {
    /** The time for which a person read from a shared database counts as current, since other nodes may change it. */
    private static final Duration SHARED_LIFETIME = Duration.ofSeconds(1);

    private final boolean isShared;
    /**
     * The transactions of this process that may have changed persons and have ended. They are counted after the commit: between a
     * count before it and the commit, a query would take the old row for a current one.
     */
    private final AtomicLong ended = new AtomicLong();

    /** @param isShared whether other processes use the database */
    PersonChanges(boolean isShared) {
        this.isShared = isShared;
    }

    /**
     * The moment before a query that reads persons.
     *
     * @param changes the number of changes that had ended
     * @param at in nanoseconds as {@link System#nanoTime} counts them
     */
    record Reading(long changes, long at) {
        /** A person that the query has read. */
        PersonSnapshot of(Person person) {
            return new PersonSnapshot(person, changes, at);
        }
    }

    /** Begins to read persons. Called before the query, so that a change during it makes the snapshots outdated. */
    Reading reading() {
        return new Reading(ended.get(), System.nanoTime());
    }

    /** Makes earlier snapshots outdated, after the end of a transaction that may have changed persons. */
    void note() {
        ended.incrementAndGet();
    }

    boolean isCurrent(PersonSnapshot snapshot) {
        return snapshot.version() == ended.get()
                && (!isShared || System.nanoTime() - snapshot.readAt() < SHARED_LIFETIME.toNanos());
    }
}
