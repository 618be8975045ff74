package telltale.store;

/** Thrown when another message was stored under the same Idempotency-Key at the same time. */
public final class IdempotencyKeyTakenException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public IdempotencyKeyTakenException() {
        super("another message was stored under the same Idempotency-Key");
    }
}
