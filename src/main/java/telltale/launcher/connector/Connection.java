package telltale.launcher.connector;

/**
 * An open connection and the time that it has waited for its client. Tomcat's worker threads report its state changes; the
 * {@link ConnectionGuard} checks it from its own thread.
 */
public final class Connection {
    /** The state of a connection. */
    enum Phase {
        /** no complete request yet */
        NEW,
        /** a request head is complete, and its body or its response is in progress */
        REQUEST,
        /** every request has been answered, and no byte of another one has arrived */
        KEPT_ALIVE,
        /** a part of the next request's head has arrived */
        NEXT_HEAD,
        /** the application has taken it over, and ends it itself */
        HANDED_OVER
    }

    /** The underlying socket. */
    interface Socket {
        boolean isOpen();

        /** Whether processing depends on the client sending or reading data. */
        boolean waitsForClient();

        /** Whether it depends on the client reading data. */
        boolean waitsForReader();

        /** A value that changes whenever the client has sent or read data. */
        long progress();

        /** Shuts down both directions; the worker that detects it closes the socket. */
        void shutdown();
    }

    private final Socket socket;
    private final ClientNetwork network;
    private final boolean trusted;

    private volatile Phase phase = Phase.NEW;
    private volatile boolean working;
    /** Counts state changes, so that only the guard's thread measures time. */
    private volatile int step;

    private int lastStep;
    private long waited;
    private long lastProgress;
    private long stalled;

    /** @param trusted whether the peer is a trusted proxy */
    Connection(Socket socket, ClientNetwork network, boolean trusted) {
        this.socket = socket;
        this.network = network;
        this.trusted = trusted;
    }

    /** Records that a worker thread has started to process it. */
    void workBegins() {
        working = true;
    }

    /** Records that the head of a request is complete. */
    void requestArrives() {
        moveTo(Phase.REQUEST);
    }

    /** Records that a worker thread has left it with a request that is answered asynchronously. */
    void workIsSuspended() {
        working = false;
    }

    /** Records that a worker thread has left it to the application. */
    void workIsHandedOver() {
        if (phase != Phase.HANDED_OVER) {
            moveTo(Phase.HANDED_OVER);
        }
        working = false;
    }

    /** Records that a worker thread has left it, with every complete request answered and no byte of another one. */
    void workEnds() {
        if (phase == Phase.REQUEST) {
            moveTo(Phase.KEPT_ALIVE);
        }
        working = false;
    }

    /** Records that a worker thread has left it in the middle of a request's head. */
    void headIsIncomplete() {
        // More bytes of the same head do not restart the timeout.
        if (phase == Phase.REQUEST || phase == Phase.KEPT_ALIVE) {
            moveTo(Phase.NEXT_HEAD);
        }
        working = false;
    }

    // One worker at a time writes these: Tomcat holds the connection's lock while a worker is on it.
    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void moveTo(Phase next) {
        phase = next;
        step++;
    }

    /** Adds the time since the last check, if the client is awaited. Only for the guard's thread. */
    void observe(long nanos) {
        long awaited = socket.waitsForClient() ? nanos : 0;
        int now = step;
        long progress = socket.progress();
        waited = now == lastStep && !isReading(progress) ? waited + awaited : 0;
        lastStep = now;
        stalled = progress == lastProgress ? stalled + awaited : 0;
        lastProgress = progress;
    }

    /**
     * Whether its client reads a response that occupies no thread, however slowly: an export or a stream, whose time has no
     * limit.
     */
    private boolean isReading(long progress) {
        return !working && progress != lastProgress && socket.waitsForReader();
    }

    /** The time that its client has been awaited in this phase, in nanoseconds. Only for the guard's thread. */
    long waited() {
        return waited;
    }

    /** The time that its client has been awaited without a byte in either direction, in nanoseconds. Only for the guard's thread. */
    long stalled() {
        return stalled;
    }

    Phase phase() {
        return phase;
    }

    /** Whether it occupies a worker thread. */
    boolean isWorking() {
        return working;
    }

    boolean isTrusted() {
        return trusted;
    }

    ClientNetwork network() {
        return network;
    }

    boolean isOpen() {
        return socket.isOpen();
    }

    void shutdown() {
        socket.shutdown();
    }
}
