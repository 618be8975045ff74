package telltale.app;

/** Why Telltale does not start, in a sentence that says what to do about it. */
public sealed class CannotStart extends RuntimeException permits HomeInUse {
    private static final long serialVersionUID = 1;

    CannotStart(String sentence) {
        super(sentence);
    }

    CannotStart(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
