package telltale.store;

/** The database is there and will never take these events: something in one of them is wrong. */
public final class EventsRejectedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public EventsRejectedException(Throwable cause) {
        super(cause.getMessage(), cause);
    }
}
