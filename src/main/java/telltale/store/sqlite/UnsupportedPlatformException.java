package telltale.store.sqlite;

/** Thrown when the SQLite driver in the WAR has no native library for this operating system and processor. */
public final class UnsupportedPlatformException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String sentence;

    /**
     * @param system the operating system, as the JDK names it
     * @param processor the processor, as the JDK names it
     */
    UnsupportedPlatformException(String system, String processor) {
        this("The embedded database does not run on " + system + " " + processor + ". It runs on Linux (x86-64 and"
                + " arm64, glibc and musl), macOS (x86-64 and arm64) and Windows (x86-64). PostgreSQL works on every"
                + " platform: set TELLTALE_DATABASE_URL, see docs/POSTGRESQL.md.");
    }

    private UnsupportedPlatformException(String sentence) {
        super(sentence);
        this.sentence = sentence;
    }

    /** The problem and its remedy. */
    public String sentence() {
        return sentence;
    }
}
