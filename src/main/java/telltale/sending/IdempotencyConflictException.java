package telltale.sending;

/** An Idempotency-Key came again with something else than the first time. */
public final class IdempotencyConflictException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public IdempotencyConflictException() {
        super("another message came under this Idempotency-Key before");
    }
}
