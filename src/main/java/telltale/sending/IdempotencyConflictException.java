package telltale.sending;

/** A request reuses an Idempotency-Key with different content. */
public final class IdempotencyConflictException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public IdempotencyConflictException() {
        super("this Idempotency-Key was used before with a different message");
    }
}
