package telltale.store.sharded;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import telltale.store.StoreUnavailableException;
import telltale.supervision.SupervisedThread;
import telltale.supervision.Supervisor;

/** Threads that read from the further databases: some for each, so that one that answers slowly does not hold up the others. */
final class ShardReaders implements AutoCloseable {
    private static final int THREADS = 4;
    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(5);

    private final Duration patience;
    private final Supervisor supervisor;
    private final Map<Integer, BlockingQueue<FutureTask<?>>> waiting = new HashMap<>();
    private final List<SupervisedThread> threads = new ArrayList<>();

    /** @param patience how long a reader waits for an answer */
    ShardReaders(Duration patience, Supervisor supervisor) {
        this.patience = patience;
        this.supervisor = supervisor;
    }

    /** What is to be read from a database. Its threads start at the first time. */
    private synchronized BlockingQueue<FutureTask<?>> waiting(int shard) {
        return waiting.computeIfAbsent(shard, any -> {
            BlockingQueue<FutureTask<?>> own = new LinkedBlockingQueue<>();
            for (int i = 1; i <= THREADS; i++) {
                threads.add(supervisor.start("reader " + i + " of shard " + shard, () -> read(own)));
            }
            return own;
        });
    }

    private static void read(BlockingQueue<FutureTask<?>> own) throws InterruptedException {
        while (true) {
            own.take().run();
        }
    }

    /**
     * Begins to read from a database.
     *
     * @return waits for the answer; throws what the reading threw, or a {@link StoreUnavailableException} after the deadline
     */
    <T> Supplier<T> begin(int shard, Supplier<T> reading) {
        FutureTask<T> task = new FutureTask<>(reading::get);
        BlockingQueue<FutureTask<?>> own = waiting(shard);
        own.add(task);
        long deadline = System.nanoTime() + patience.toNanos();
        return () -> {
            try {
                return task.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (ExecutionException failed) {
                throw unchecked(failed.getCause());
            } catch (TimeoutException late) {
                throw new StoreUnavailableException("reading from shard " + shard, late);
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
                throw new StoreUnavailableException("reading from shard " + shard, stopping);
            } finally {
                if (task.cancel(false)) {
                    own.remove(task);
                }
            }
        };
    }

    private static RuntimeException unchecked(@Nullable Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(failure);
    }

    @Override
    public void close() {
        List<SupervisedThread> all = started();
        all.forEach(SupervisedThread::interrupt);
        all.forEach(thread -> thread.joinWithin(SHUTDOWN_TIMEOUT));
    }

    private synchronized List<SupervisedThread> started() {
        return List.copyOf(threads);
    }
}
