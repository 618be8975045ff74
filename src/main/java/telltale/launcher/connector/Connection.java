package telltale.launcher.connector;

/**
 * An open connection and how long it has waited for its client. Tomcat's worker threads report what happens to it; the
 * {@link ConnectionGuard} looks at it from a thread of its own.
 */
public final class Connection {
    /** What a connection is doing. */
    enum Phase {
        /** no request has been complete yet */
        NEW,
        /** a request is complete, and its body or its answer is under way */
        REQUEST,
        /** every request has been answered, and nothing of a next one is here */
        KEPT_ALIVE,
        /** a part of a next request's head is here */
        NEXT_HEAD
    }

    /** The socket below. */
    interface Socket {
        boolean isOpen();

        /** Whether nothing can go on until the client sends or reads something. */
        boolean waitsForClient();

        /** A mark that changes whenever the client has sent or taken something. */
        long progress();

        /** Ends both directions; the worker that finds out closes the socket. */
        void hangUp();
    }

    private final Socket socket;
    private final ClientNetwork network;
    private final boolean trusted;

    private volatile Phase phase = Phase.NEW;
    private volatile boolean working;
    /** Counts what a client has completed, so that the guard's thread alone keeps the time. */
    private volatile int step;

    private int lastStep;
    private long waited;
    private long lastProgress;
    private long stalled;

    /** @param trusted whether the peer is a proxy that the owner trusts */
    Connection(Socket socket, ClientNetwork network, boolean trusted) {
        this.socket = socket;
        this.network = network;
        this.trusted = trusted;
    }

    /** Notes that a worker thread begins to work on it. */
    void workBegins() {
        working = true;
    }

    /** Notes that the head of a request is complete. */
    void requestArrives() {
        moveTo(Phase.REQUEST);
    }

    /** Notes that a worker thread has left it with a request that is answered later. */
    void workIsSuspended() {
        working = false;
    }

    /** Notes that a worker thread has left it, with every complete request answered and nothing of a next one here. */
    void workEnds() {
        if (phase == Phase.REQUEST) {
            moveTo(Phase.KEPT_ALIVE);
        }
        working = false;
    }

    /** Notes that a worker thread has left it in the middle of a request's head. */
    void headIsIncomplete() {
        // What drips on within one head does not start the clock again.
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

    /** Adds the time since the guard looked last, if the client is awaited. For the guard's thread alone. */
    void observe(long nanos) {
        long awaited = socket.waitsForClient() ? nanos : 0;
        int now = step;
        waited = now == lastStep ? waited + awaited : 0;
        lastStep = now;
        long progress = socket.progress();
        stalled = progress == lastProgress ? stalled + awaited : 0;
        lastProgress = progress;
    }

    /** How long its client has been awaited in this phase, in nanoseconds. For the guard's thread alone. */
    long waited() {
        return waited;
    }

    /** How long its client has been awaited without a byte in either direction, in nanoseconds. For the guard's thread alone. */
    long stalled() {
        return stalled;
    }

    Phase phase() {
        return phase;
    }

    /** Whether it holds a worker thread. */
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

    void hangUp() {
        socket.hangUp();
    }
}
