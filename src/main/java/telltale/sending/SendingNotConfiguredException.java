package telltale.sending;

/** A setting that sending requires is missing; the message names it. */
public final class SendingNotConfiguredException extends Exception {
    private static final long serialVersionUID = 1;

    private final String sentence;

    public SendingNotConfiguredException(String sentence) {
        super(sentence);
        this.sentence = sentence;
    }

    public String sentence() {
        return sentence;
    }
}
