package telltale.launcher;

/** A reason not to run that the person who started Telltale can do something about. */
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

    /** What is wrong, and what to do about it. */
    String sentence() {
        return sentence;
    }
}
