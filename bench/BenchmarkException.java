/** Thrown if a benchmark cannot run on this machine or misses its target; the message says what to do about it. */
final class BenchmarkException extends RuntimeException {
    private static final long serialVersionUID = 1;

    BenchmarkException(String message) {
        super(message);
    }
}
