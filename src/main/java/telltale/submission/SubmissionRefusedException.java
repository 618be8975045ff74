package telltale.submission;

import org.subethamail.smtp.RejectException;

/** A reply by which a command or a mail is refused. */
public final class SubmissionRefusedException extends RejectException {
    private static final long serialVersionUID = 1;

    /**
     * @param code the reply code (RFC 5321 section 4.2)
     * @param enhanced the enhanced status code (RFC 3463)
     * @param text what the sender of the mail may read
     */
    public SubmissionRefusedException(int code, String enhanced, String text) {
        super(code, enhanced + " " + printable(text));
    }

    /** A reply is one line of ASCII. */
    private static String printable(String text) {
        return text.replaceAll("[^\\x20-\\x7e]", "?");
    }

    /** Whether the client may try again. */
    boolean isTemporary() {
        return getCode() < 500;
    }
}
