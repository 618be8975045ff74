package telltale.app;

/** Why Telltale does not start, in a sentence that says what to do about it. */
public sealed class StartupException extends RuntimeException permits HomeInUseException {
    private static final long serialVersionUID = 1;

    public StartupException(String sentence) {
        super(sentence);
    }

    public StartupException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
