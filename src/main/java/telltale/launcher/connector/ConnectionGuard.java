package telltale.launcher.connector;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The thread that enforces {@link ConnectionLimits}. Tomcat's own timeouts restart with each byte; these add up the
 * time for which the server waits for a client.
 */
final class ConnectionGuard implements AutoCloseable {
    static final Duration INTERVAL = Duration.ofMillis(250);

    private static final Logger log = Logger.getLogger(ConnectionGuard.class.getName());

    private final ConnectionLimits limits;
    private final Supplier<List<Connection>> open;
    private final Thread thread = new Thread(this::run, "connection-guard");
    private long lastCheck = System.nanoTime();

    /** @param open supplies the open connections */
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
                check(System.nanoTime());
            } catch (RuntimeException defect) {
                log.log(Level.WARNING, "The open connections could not be checked", defect);
            }
        }
    }

    /** Checks every open connection once. */
    void check(long now) {
        // While the process was suspended, clients could not be served: such a gap is not counted against them.
        long since = Math.min(now - lastCheck, 2 * INTERVAL.toNanos());
        lastCheck = now;
        List<Connection> connections = open.get();
        connections.forEach(connection -> connection.observe(since));
        limits.excess(connections).forEach(Connection::shutdown);
    }
}
