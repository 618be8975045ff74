package telltale.rules;

/** Indicates an invalid data file, which is rejected as a whole; the message names the file and the line. */
public final class InvalidDataFileException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final int line;

    /** @param line counted from 1 */
    public InvalidDataFileException(String file, int line, String sentence) {
        super(file + ", line " + line + ": " + sentence);
        this.line = line;
    }

    /** The number of the invalid line, counted from 1. */
    public int line() {
        return line;
    }
}
