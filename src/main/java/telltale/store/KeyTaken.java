package telltale.store;

/** Another message came under the same Idempotency-Key at the same time. */
public final class KeyTaken extends RuntimeException {
    private static final long serialVersionUID = 1;

    public KeyTaken() {
        super("another message came under the same Idempotency-Key");
    }
}
