package telltale.store;

/** Thrown when the database is unavailable or fails; nothing was changed. */
public final class StoreUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean isPermanent;

    public StoreUnavailableException(String operation, Throwable cause) {
        this(operation, cause, false);
    }

    /**
     * @param isPermanent whether retrying is useless until the configuration is changed
     */
    public StoreUnavailableException(String operation, Throwable cause, boolean isPermanent) {
        super(operation + ": " + cause.getMessage(), cause);
        this.isPermanent = isPermanent;
    }

    /** Whether retrying is useless until the configuration is changed. */
    public boolean isPermanent() {
        return isPermanent;
    }
}
