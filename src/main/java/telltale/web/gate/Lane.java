package telltale.web.gate;

/**
 * A class of endpoints that share the permits of one {@link Admission}, so that a flood of requests delays only its own
 * lane. Keys and tokens are checked before a request enters its lane, so unauthenticated requests take no API permits.
 */
public enum Lane {
    /** Pixel, click, liveness and opening the event stream: never wait, and have the container's remaining threads. */
    RESERVED(0),
    /** Readiness and metrics: slow clients of the page must not make a load balancer remove the node. */
    OPERATIONS(8),
    /** Pages that require a recipient's token. */
    RECIPIENT(16),
    /** Endpoints that require a key. */
    KEYED(20),
    /** Notifications of mail providers, whose senders are known only after their bodies are read. */
    NOTIFICATIONS(4),
    /** Signing in at an OpenID provider: a slow provider delays no one else. */
    PROVIDER(4),
    /** The page's files, and unknown paths. */
    PUBLIC(12);

    /** Total permits of all lanes if the container has enough threads. */
    static final int MAX_PERMITS = 64;

    private final int share;

    Lane(int share) {
        this.share = share;
    }

    /**
     * Returns the maximum number of running requests of this lane.
     *
     * @param total total permits of all lanes, at most {@link #MAX_PERMITS}
     */
    int permits(int total) {
        return Math.max(1, share * total / MAX_PERMITS);
    }
}
