package telltale.web.gate;

/**
 * A class of endpoints that share the permits of one {@link Admission}: a flood at one of them delays only its own lane.
 * A key or a token is checked before a request enters its lane, so a stranger never takes a permit of the API.
 */
enum Lane {
    /** Pixel, click and liveness: they never wait, and the container's threads beyond all permits are left to them. */
    RESERVED(0),
    /** Readiness and metrics: a slow reader of the page must not take a node off its load balancer. */
    OPERATIONS(8),
    /** Pages behind a recipient's token. */
    RECIPIENT(16),
    /** Everything behind a key. */
    KEYED(24),
    /** The page's files, and paths that do not exist. */
    PUBLIC(16);

    /** Permits of all lanes together, where the container has threads enough. */
    static final int MAX_PERMITS = 64;

    private final int share;

    Lane(int share) {
        this.share = share;
    }

    /**
     * Requests of this lane that may be inside servlets at once.
     *
     * @param total permits of all lanes, at most {@link #MAX_PERMITS}
     */
    int permits(int total) {
        return Math.max(1, share * total / MAX_PERMITS);
    }
}
