package telltale.logging;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.ObjLongConsumer;

/**
 * A limit on messages of the same kind: the first few in a minute are written, the others are counted, and the count is
 * reported when the minute is over.
 *
 * @param <K> what messages of the same kind have in common
 */
public final class RepeatLimit<K> {
    /** How many of a kind are written in one window. */
    public static final int MAX_REPEATS = 5;

    /** How long repeated messages of a kind are counted before their number is reported. */
    public static final Duration WINDOW = Duration.ofMinutes(1);

    private static final int MAX_KINDS = 500;

    private final Duration window;
    private final ScheduledExecutorService timer;
    private final ObjLongConsumer<K> report;
    private final Map<K, Window> windows = new HashMap<>();

    /**
     * @param timer calls {@code report} when a window ends
     * @param report writes how many messages of a kind were not written
     */
    public RepeatLimit(ScheduledExecutorService timer, ObjLongConsumer<K> report) {
        this(WINDOW, timer, report);
    }

    RepeatLimit(Duration window, ScheduledExecutorService timer, ObjLongConsumer<K> report) {
        this.window = window;
        this.timer = timer;
        this.report = report;
    }

    private static final class Window {
        private final long end;
        private int written;
        private long suppressed;

        Window(long end) {
            this.end = end;
        }

        boolean isOver() {
            return System.nanoTime() - end >= 0;
        }
    }

    /** Whether a message of this kind may be written now; counts it if not. */
    public synchronized boolean admits(K kind) {
        Window current = windows.get(kind);
        if (current == null || (current.isOver() && current.suppressed == 0)) {
            current = begin(kind);
        }
        if (current.written < MAX_REPEATS) {
            current.written++;
            return true;
        }
        if (current.suppressed++ == 0) {
            reportLater(kind, current);
        }
        return false;
    }

    /** Reports every count now, for the end of the process. */
    public void flush() {
        List<K> counted;
        synchronized (this) {
            counted = List.copyOf(windows.keySet());
        }
        counted.forEach(this::end);
    }

    private Window begin(K kind) {
        if (windows.size() >= MAX_KINDS) {
            windows.values().removeIf(window -> window.isOver() && window.suppressed == 0);
        }
        Window begun = new Window(System.nanoTime() + window.toNanos());
        if (windows.size() < MAX_KINDS) {
            windows.put(kind, begun);
        }
        return begun;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the result is a log line
    private void reportLater(K kind, Window counted) {
        try {
            timer.schedule(() -> end(kind), counted.end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException stopping) {
            // The count is reported by flush().
        }
    }

    private void end(K kind) {
        Window ended;
        synchronized (this) {
            ended = windows.remove(kind);
        }
        if (ended != null && ended.suppressed > 0) {
            report.accept(kind, ended.suppressed);
        }
    }
}
