package telltale.app;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.supervision.Supervisor;

/** The parts of an application in the order in which they start, and in reverse the order in which they close. */
final class Lifecycle implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);

    private final Supervisor supervisor;
    private final Deque<AutoCloseable> closing = new ArrayDeque<>();
    private final List<Runnable> starting = new ArrayList<>();

    Lifecycle(Supervisor supervisor) {
        this.supervisor = supervisor;
    }

    /** Registers a part that is closed before everything that was registered earlier. */
    <T extends AutoCloseable> T closeLater(T part) {
        closing.push(part);
        return part;
    }

    /** Registers an action for {@link #start}. */
    void startLater(Runnable action) {
        starting.add(action);
    }

    /** Creates a task that starts with all others, and ends before everything that was registered earlier. */
    void schedule(String name, Duration initialDelay, Supplier<Duration> step) {
        startLater(closeLater(new ScheduledTask(supervisor, name, initialDelay, step))::start);
    }

    /** Starts what runs in the background, once all parts exist; if that fails, all parts are closed. */
    void start() {
        try {
            starting.forEach(Runnable::run);
        } catch (RuntimeException failed) {
            close();
            throw failed;
        }
    }

    /** Closes all parts, the last first; a part that fails does not prevent the others from closing. */
    @Override
    public void close() {
        while (!closing.isEmpty()) {
            try {
                closing.pop().close();
            } catch (Exception failed) {
                log.error("A part could not be closed", failed);
            }
        }
    }
}
