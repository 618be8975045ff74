package telltale.launcher.connector;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The thread that enforces {@link ConnectionLimits}. Tomcat's own timeouts start again with each byte; these count all the
 * time that a client lets the server wait.
 */
final class ConnectionGuard implements AutoCloseable {
    static final Duration INTERVAL = Duration.ofMillis(250);

    private static final Logger log = Logger.getLogger(ConnectionGuard.class.getName());

    private final ConnectionLimits limits;
    private final Supplier<List<Connection>> open;
    private final Thread thread = new Thread(this::run, "connection-guard");
    private long lastLook = System.nanoTime();

    /** @param open the connections that are open now */
    ConnectionGuard(ConnectionLimits limits, Supplier<List<Connection>> open) {
        this.limits = limits;
        this.open = open;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(INTERVAL.toNanos());
            try {
                look(System.nanoTime());
            } catch (RuntimeException defect) {
                log.log(Level.WARNING, "The open connections could not be checked", defect);
            }
        }
    }

    /** Looks at every open connection once. */
    void look(long now) {
        // While the whole process stood still, no client could be heard: such a gap is not held against them.
        long since = Math.min(now - lastLook, 2 * INTERVAL.toNanos());
        lastLook = now;
        List<Connection> connections = open.get();
        connections.forEach(connection -> connection.observe(since));
        limits.excess(connections).forEach(Connection::hangUp);
    }
}
