package telltale.sns;

/** A message is not one of Amazon SNS about a configured topic. */
public final class SnsRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    SnsRefusedException(String message) {
        super(message);
    }
}
