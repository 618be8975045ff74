package telltale.launcher;

/** A reason why Telltale does not run, which the user can fix. */
final class LaunchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String sentence;

    LaunchException(String sentence) {
        super(sentence);
        this.sentence = sentence;
    }

    LaunchException(String sentence, Throwable cause) {
        super(sentence, cause);
        this.sentence = sentence;
    }

    /** The problem, and what to do about it. */
    String sentence() {
        return sentence;
    }
}
