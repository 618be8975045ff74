package telltale.supervision;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry of an application's background threads. It starts each of them, keeps it running whatever its work throws,
 * and reports its state.
 *
 * <p>The work itself is responsible for the fate of a single unit, such as one mail or one batch: it gives a unit that
 * fails an outcome, {@linkplain SupervisedThread#report reports} the failure and goes on. What escapes nevertheless
 * restarts the whole work, with a delay that grows.
 */
public final class Supervisor {
    private static final Logger log = LoggerFactory.getLogger(Supervisor.class);
    /** How deep an OutOfMemoryError is looked for: drivers wrap it in exceptions of their own. */
    private static final int MAX_CAUSES = 10;

    private final Consumer<? super OutOfMemoryError> outOfMemory;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final List<SupervisedThread> threads = new CopyOnWriteArrayList<>();
    private volatile @Nullable Instant exhaustedAt;

    /**
     * @param outOfMemory called, on the thread that ran out, with the first error of this kind and every later one; it
     *     may end the process
     */
    public Supervisor(Consumer<? super OutOfMemoryError> outOfMemory) {
        this(outOfMemory, Clock.systemUTC(), System::nanoTime);
    }

    /**
     * @param outOfMemory as above
     * @param clock gives the time at which memory ran out
     * @param nanoTime measures delays and how long ago a failure was, as {@link System#nanoTime} does
     */
    public Supervisor(Consumer<? super OutOfMemoryError> outOfMemory, Clock clock, LongSupplier nanoTime) {
        this.outOfMemory = outOfMemory;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /** A supervisor for tests and command-line tools, where an exhausted heap ends nothing. */
    public static Supervisor withoutExit() {
        return new Supervisor(exhausted -> {});
    }

    /**
     * Starts a thread.
     *
     * @param name what the thread is for, in a few words that fit a sentence such as "sender 3 was restarted twice"
     * @param work runs until its owner wants it to end, and returns then; called again if it throws
     * @return the thread, which its owner ends
     */
    public SupervisedThread start(String name, Work work) {
        SupervisedThread thread = prepare(name, work);
        thread.start();
        return thread;
    }

    /**
     * Makes a thread that its owner starts: for work that reports failures of single units to its own thread.
     *
     * @param name as in {@link #start}
     * @param work as in {@link #start}
     */
    public SupervisedThread prepare(String name, Work work) {
        SupervisedThread thread = new SupervisedThread(name, work, this::noteIfOutOfMemory, nanoTime);
        threads.removeIf(SupervisedThread::isEnded);
        threads.add(thread);
        return thread;
    }

    /**
     * Reports a unit of work that failed on a thread of someone else, such as a servlet's.
     *
     * @param name of the supervised thread whose duty it belongs to; without such a thread the failure is only logged
     */
    public void report(String name, Throwable failed) {
        for (SupervisedThread thread : threads) {
            if (thread.name().equals(name)) {
                thread.report(failed);
                return;
            }
        }
        log.error("A unit of work of \"{}\" failed", name, failed);
    }

    /** The state of every thread that runs, in the order in which they were made. */
    public List<ThreadStatus> status() {
        return threads.stream()
                .filter(SupervisedThread::isRunning)
                .map(SupervisedThread::status)
                .toList();
    }

    /** Why not all duties of the background are done, as sentences; empty while they are. */
    public List<String> reasons() {
        List<String> reasons = new ArrayList<>();
        Instant exhausted = exhaustedAt;
        if (exhausted != null) {
            reasons.add(
                    "the server ran out of memory at " + exhausted.truncatedTo(ChronoUnit.SECONDS) + "; restart it");
        }
        status().stream()
                .filter(ThreadStatus::isDegraded)
                .map(ThreadStatus::sentence)
                .forEach(reasons::add);
        return reasons;
    }

    /**
     * Notes an exhausted heap, if a failure comes from one, and calls the hook; other failures are ignored. For threads
     * that are not supervised, such as a servlet's.
     */
    public void noteIfOutOfMemory(Throwable failed) {
        Throwable cause = failed;
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
            if (cause instanceof OutOfMemoryError exhausted) {
                try {
                    noteExhausted();
                } finally {
                    outOfMemory.accept(exhausted);
                }
                return;
            }
            cause = cause.getCause();
        }
    }

    private void noteExhausted() {
        if (exhaustedAt == null) {
            exhaustedAt = clock.instant();
            log.error("The server ran out of memory; restart it, and give it more if this happens again (-Xmx)");
        }
    }

    /** What a supervised thread does. */
    @FunctionalInterface
    public interface Work {
        /**
         * Does the work, until its owner wants it to end.
         *
         * @throws InterruptedException if the thread is interrupted; an interrupt by anyone but the owner restarts it
         */
        void run() throws InterruptedException;
    }
}
