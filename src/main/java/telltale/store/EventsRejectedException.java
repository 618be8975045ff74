package telltale.store;

/** Thrown when the database rejects events for their content, so that a retry would fail, too. */
public final class EventsRejectedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public EventsRejectedException(Throwable cause) {
        super(cause.getMessage(), cause);
    }
}
