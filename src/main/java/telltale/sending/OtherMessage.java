package telltale.sending;

/** An Idempotency-Key came again with something else than the first time. */
public final class OtherMessage extends RuntimeException {
    private static final long serialVersionUID = 1;

    public OtherMessage() {
        super("another message came under this Idempotency-Key before");
    }
}
