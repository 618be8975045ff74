package telltale.sending;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The deliveries that wait for a worker of this node. Of several idle workers, the one that became idle last gets the next
 * delivery, because its connection to the mail server is the most likely to be open still.
 */
final class TaskQueue {
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Entry> tasks = new ArrayDeque<>();
    /** The idle workers, the last one first. */
    private final Deque<Condition> idle = new ArrayDeque<>();

    private final ProviderWindows windows;
    private final AtomicLong bytes = new AtomicLong();
    private volatile int size;

    private record Entry(SendTask task, long addedAt) {}

    /** @param windows limit the workers that send to the same provider */
    TaskQueue(ProviderWindows windows) {
        this.windows = windows;
    }

    /** The connections that each provider may occupy. */
    ProviderWindows windows() {
        return windows;
    }

    /** Adds a delivery before all others. */
    void addFirst(SendTask task) {
        add(task, true);
    }

    /** Adds a delivery after all others. */
    void addLast(SendTask task) {
        add(task, false);
    }

    /** Adds a delivery before or after all others. */
    void add(SendTask task, boolean first) {
        lock.lock();
        try {
            Entry entry = new Entry(task, System.nanoTime());
            if (first) {
                tasks.addFirst(entry);
            } else {
                tasks.addLast(entry);
            }
            count(bytes(task));
            windows.added(task.provider());
            wakeWorker();
        } finally {
            lock.unlock();
        }
    }

    private void wakeWorker() {
        Condition last = idle.pollFirst();
        if (last != null) {
            last.signal();
        }
    }

    /** Ends the work on a delivery that was taken; a delivery to the same provider may be taken for it. */
    void ended(SendTask task) {
        lock.lock();
        try {
            windows.ended(task.provider());
            if (!tasks.isEmpty()) {
                wakeWorker();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Lets deliveries be taken that the windows refused until now. */
    void resume(String provider) {
        lock.lock();
        try {
            windows.resume(provider);
            wakeWorker();
        } finally {
            lock.unlock();
        }
    }

    /** Returns a delivery that was taken and not sent; it is the first again. */
    void giveBack(SendTask task) {
        ended(task);
        addFirst(task);
    }

    /** Takes the first delivery whose provider has a connection left, waiting for one up to a timeout; null after it. {@link #ended} must follow. */
    @Nullable
    SendTask poll(Duration timeout) throws InterruptedException {
        lock.lockInterruptibly();
        Condition woken = lock.newCondition();
        try {
            long left = timeout.toNanos();
            SendTask task = take();
            while (task == null && left > 0) {
                idle.remove(woken);
                idle.addFirst(woken);
                left = woken.awaitNanos(left);
                task = take();
            }
            return task;
        } finally {
            idle.remove(woken);
            lock.unlock();
        }
    }

    /** Takes the first delivery whose provider has a connection left; null if there is none. {@link #ended} must follow. */
    @Nullable
    SendTask poll() {
        lock.lock();
        try {
            return take();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable SendTask take() {
        String refused = null;
        for (Iterator<Entry> next = tasks.iterator(); next.hasNext(); ) {
            SendTask task = next.next().task;
            if (task.provider().equals(refused)) {
                continue;
            }
            if (windows.start(task.provider())) {
                next.remove();
                count(-bytes(task));
                return task;
            }
            refused = task.provider();
        }
        return null;
    }

    /** Removes and returns the deliveries that meet a condition. */
    List<SendTask> removeIf(Predicate<SendTask> condition) {
        lock.lock();
        try {
            List<SendTask> removed = new ArrayList<>();
            tasks.removeIf(entry -> condition.test(entry.task) && removed.add(entry.task));
            removed.forEach(task -> {
                count(-bytes(task));
                windows.removed(task.provider());
            });
            return removed;
        } finally {
            lock.unlock();
        }
    }

    /** Applies an action to each delivery, without keeping others from the queue meanwhile. */
    void forEach(Consumer<SendTask> action) {
        copy().forEach(action);
    }

    private List<SendTask> copy() {
        lock.lock();
        try {
            return tasks.stream().map(Entry::task).toList();
        } finally {
            lock.unlock();
        }
    }

    private void count(long added) {
        bytes.addAndGet(added);
        size = tasks.size();
    }

    private static long bytes(SendTask task) {
        return task.delivery().data().size();
    }

    /** Whether the delivery that is next has waited for longer than a time. */
    boolean isBehind(Duration limit) {
        lock.lock();
        try {
            Entry next = tasks.peekFirst();
            return next != null && System.nanoTime() - next.addedAt > limit.toNanos();
        } finally {
            lock.unlock();
        }
    }

    /** The number of deliveries. */
    int size() {
        return size;
    }

    /** The size of the recipients' data. */
    long bytes() {
        return bytes.get();
    }
}
