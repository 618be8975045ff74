package telltale.app;

/** The reason why Telltale does not start, with a message for the operator that states what to do. */
public sealed class StartupException extends RuntimeException permits HomeInUseException {
    private static final long serialVersionUID = 1;

    public StartupException(String sentence) {
        super(sentence);
    }

    public StartupException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
