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
 * <p>The work itself handles the failure of a single unit, such as one message or one batch: it gives the unit an outcome,
 * {@linkplain SupervisedThread#report reports} the failure and goes on. Any other failure restarts the work as a whole, with a
 * growing delay.
 */
public final class Supervisor {
    private static final Logger log = LoggerFactory.getLogger(Supervisor.class);
    /** The depth to which causes are searched for an OutOfMemoryError: drivers wrap it in exceptions of their own. */
    private static final int MAX_CAUSES = 10;

    private final Consumer<? super OutOfMemoryError> outOfMemory;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final List<SupervisedThread> threads = new CopyOnWriteArrayList<>();
    private volatile @Nullable Instant exhaustedAt;

    /**
     * @param outOfMemory called with every OutOfMemoryError, on the thread that got it; it may end the process
     */
    public Supervisor(Consumer<? super OutOfMemoryError> outOfMemory) {
        this(outOfMemory, Clock.systemUTC(), System::nanoTime);
    }

    /**
     * @param outOfMemory called with every OutOfMemoryError, on the thread that got it; it may end the process
     * @param clock provides the time at which memory ran out
     * @param nanoTime measures delays and the age of failures, like {@link System#nanoTime}
     */
    public Supervisor(Consumer<? super OutOfMemoryError> outOfMemory, Clock clock, LongSupplier nanoTime) {
        this.outOfMemory = outOfMemory;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /** A supervisor for tests, command-line tools and what libraries create, which does not end the process when the heap is exhausted. */
    public static Supervisor withoutExit() {
        return new Supervisor(exhausted -> {});
    }

    /**
     * Starts a thread.
     *
     * @param name the purpose of the thread, in words that fit a sentence such as "sender 3 was restarted twice"
     * @param work runs until its owner makes it return; called again if it throws
     * @return the thread, which its owner ends
     */
    public SupervisedThread start(String name, Work work) {
        SupervisedThread thread = prepare(name, work);
        thread.start();
        return thread;
    }

    /**
     * Creates a thread that its owner starts, for work that reports failures of single units to its own thread.
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
     * Reports a unit of work that failed on a thread that is not supervised, such as a servlet's.
     *
     * @param name the supervised thread that is responsible for it; without such a thread the failure is only logged
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

    /** The state of every running thread, in the order of their creation. */
    public List<ThreadStatus> status() {
        return threads.stream()
                .filter(SupervisedThread::isRunning)
                .map(SupervisedThread::status)
                .toList();
    }

    /** The reasons why background work is degraded, as sentences; empty while it is healthy. */
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
     * Records an exhausted heap if that caused a failure, and calls the hook; ignores other failures. For threads that are
     * not supervised, such as a servlet's.
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

    /** The work of a supervised thread. */
    @FunctionalInterface
    public interface Work {
        /**
         * Works until the owner makes it return.
         *
         * @throws InterruptedException if the thread is interrupted; an interrupt that is not the owner's restarts the work
         */
        void run() throws InterruptedException;
    }
}
