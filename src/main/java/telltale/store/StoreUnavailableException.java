package telltale.store;

/** The database could not do what it was asked to, and nothing of it was kept. */
public final class StoreUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean lasting;

    public StoreUnavailableException(String what, Throwable cause) {
        this(what, cause, false);
    }

    /**
     * @param lasting whether waiting helps nothing, because the owner has to change something
     */
    public StoreUnavailableException(String what, Throwable cause, boolean lasting) {
        super(what + ": " + cause.getMessage(), cause);
        this.lasting = lasting;
    }

    public boolean isLasting() {
        return lasting;
    }
}
