package telltale.supervision;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The registry of an application's background threads. It starts each of them, keeps it running whatever its work throws,
 * and reports its state.
 *
 * <p>The work itself is responsible for the fate of a single unit, such as one mail or one batch: it gives a unit that
 * fails an outcome and goes on. What escapes nevertheless restarts the whole work, with a delay that grows.
 */
public final class Supervisor {
    private final Consumer<? super OutOfMemoryError> outOfMemory;
    private final LongSupplier nanoTime;
    private final List<SupervisedThread> threads = new CopyOnWriteArrayList<>();

    /**
     * @param outOfMemory called, on the thread that ran out, with the first error of this kind and every later one; it
     *     may end the process
     */
    public Supervisor(Consumer<? super OutOfMemoryError> outOfMemory) {
        this(outOfMemory, System::nanoTime);
    }

    Supervisor(Consumer<? super OutOfMemoryError> outOfMemory, LongSupplier nanoTime) {
        this.outOfMemory = outOfMemory;
        this.nanoTime = nanoTime;
    }

    /** A supervisor for tests and command-line tools, where an exhausted heap is an error like any other. */
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
        SupervisedThread thread = new SupervisedThread(name, work, outOfMemory, nanoTime);
        threads.add(thread);
        thread.start();
        return thread;
    }

    /** The state of every thread that has not been ended by its owner, in the order of their start. */
    public List<ThreadStatus> status() {
        return threads.stream()
                .filter(thread -> !thread.isEnded())
                .map(SupervisedThread::status)
                .toList();
    }

    /** What a supervised thread does. */
    @FunctionalInterface
    public interface Work {
        /**
         * Does the work until its owner wants it to end.
         *
         * @throws InterruptedException if the thread is interrupted; an interrupt by anyone but the owner restarts it
         */
        void run() throws InterruptedException;
    }
}
