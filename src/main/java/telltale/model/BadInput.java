package telltale.model;

/** Something that a caller gave is not what it has to be; the message is a sentence for that caller. */
public final class BadInput extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final String field;
    private final String sentence;

    /**
     * @param field which of the things given it was
     * @param sentence what was found and what is expected; it never repeats what was given
     */
    public BadInput(String field, String sentence) {
        super(sentence);
        this.field = field;
        this.sentence = sentence;
    }

    public String field() {
        return field;
    }

    public String sentence() {
        return sentence;
    }
}
