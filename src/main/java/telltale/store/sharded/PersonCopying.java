package telltale.store.sharded;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import telltale.store.PersonNews;
import telltale.store.PersonNews.News;
import telltale.store.StoreUnavailableException;

/**
 * The copying of what persons decided from the first database to the further ones, and of what followed from bounces and reports
 * there to the first. A further database is used only if it had everything that was decided until {@link #MAX_AGE} ago, and after a
 * failure only when it has everything.
 */
final class PersonCopying {
    /** How long a decision may be missing in a database that is used. */
    static final Duration MAX_AGE = Duration.ofSeconds(30);

    private static final int BATCH = 500;
    /** The most that a caller who changed something copies; the rest is copied in the background. */
    private static final int MAX_BATCHES = 4;

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final ShardSet shards;
    private final Clock clock;
    /** Until when the copies in each database are known to be complete. */
    private final Map<Integer, Instant> complete = new ConcurrentHashMap<>();

    /** How often each database failed. */
    private final Map<Integer, Integer> failures = new HashMap<>();

    private final Map<Integer, ReentrantLock> turns = new ConcurrentHashMap<>();

    PersonCopying(ShardSet shards, Clock clock) {
        this.shards = shards;
        this.clock = clock;
    }

    /**
     * Makes sure that the copies in a further database are young enough.
     *
     * @throws StoreUnavailableException if they are not, and cannot be brought up to date now
     */
    void check(int number) {
        if (!isYoung(number)) {
            inTurn(number, () -> {
                if (!isYoung(number)) {
                    copy(number, Integer.MAX_VALUE);
                }
            });
        }
    }

    private boolean isYoung(int number) {
        Instant at = complete.get(number);
        return at != null && !clock.instant().isAfter(at.plus(MAX_AGE));
    }

    /** Brings the copies in a further database up to date. */
    void run(int number) {
        inTurn(number, () -> copy(number, Integer.MAX_VALUE));
    }

    /** After a decision: brings the copies in all databases that are available up to date, unless it takes long. */
    void tell() {
        for (int number : shards.furtherNumbers()) {
            try {
                inTurn(number, () -> copy(number, MAX_BATCHES));
            } catch (StoreUnavailableException away) {
                failed(number);
            }
        }
    }

    /** After a failure: the database may have been away, may have been replaced, or may lack a decision. */
    synchronized void failed(int number) {
        failures.merge(number, 1, Integer::sum);
        complete.remove(number);
    }

    private synchronized int failures(int number) {
        return failures.getOrDefault(number, 0);
    }

    /** Notes that the copies are complete, unless something failed since, which this copying may not have seen. */
    private synchronized void noteComplete(int number, Instant begun, int failuresBefore) {
        if (failures(number) == failuresBefore) {
            complete.put(number, begun);
        }
    }

    /** How old a decision may be that a database does not have; empty if it is not in use. */
    Optional<Duration> age(int number) {
        return isYoung(number)
                ? Optional.ofNullable(complete.get(number)).map(at -> Duration.between(at, clock.instant()))
                : Optional.empty();
    }

    private void inTurn(int number, Runnable work) {
        ReentrantLock turn = turns.computeIfAbsent(number, any -> new ReentrantLock());
        try {
            if (!turn.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw isNotCurrent(number);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw isNotCurrent(number);
        }
        try {
            work.run();
        } finally {
            turn.unlock();
        }
    }

    private static StoreUnavailableException isNotCurrent(int number) {
        return ShardSet.unavailable("using", number, "it is getting the decisions of persons");
    }

    private void copy(int number, int batches) {
        int failuresBefore = failures(number);
        Instant begun = clock.instant();
        beginAnew(number);
        receive(number);
        for (int i = 0; i < batches; i++) {
            List<News> waiting = news().waiting(number, BATCH);
            if (waiting.isEmpty()) {
                noteComplete(number, begun, failuresBefore);
                shards.activate(number);
                return;
            }
            shards.reach(number, store -> {
                store.shardTable().personCopies().apply(waiting);
                return store;
            });
            news().confirm(number, waiting);
        }
    }

    /**
     * Tells a database everything if it is new, or if it or the first one was restored from a backup. Other nodes copy at the same time:
     * what the database had before is never ahead of the first one, and what it has after never behind.
     */
    private void beginAnew(int number) {
        long before = through(number);
        PersonNews.Told told = news().told(number);
        long after = through(number);
        if (told.through() == null || after < told.through() || before > told.last()) {
            news().tellAll(number, after);
        }
    }

    private long through(int number) {
        return shards.reach(number, store -> store.shardTable().personCopies().through());
    }

    private void receive(int number) {
        int sent;
        do {
            sent = shards.reach(
                    number,
                    store -> store.shardTable().personCopies().send(BATCH, effects -> news().receive(number, effects)));
        } while (sent == BATCH);
    }

    private PersonNews news() {
        return shards.first().shardTable().personNews();
    }
}
