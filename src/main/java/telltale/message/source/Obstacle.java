package telltale.message.source;

/** Why a mail passes without pixel and tracked links. */
public enum Obstacle {
    SIGNED("signed", "The mail is signed, so it is not changed: it has no pixel and its links are not tracked."),
    ENCRYPTED(
            "encrypted", "The mail is encrypted, so it is not changed: it has no pixel and its links are not tracked."),
    PROTECTED_HEADER(
            "protected-header",
            "The header of the mail is protected (RFC 9788), so the mail is not changed: it has no pixel and its links are"
                    + " not tracked."),
    NO_HTML("no-html", "The mail has no HTML part: it has no pixel and its links are not tracked."),
    ENCODING(
            "encoding",
            "The HTML of the mail is not encoded as its header says: it has no pixel and its links are not tracked."),
    STRUCTURE(
            "structure",
            "The HTML or the parts of the mail exceed a limit: it has no pixel and its links are not tracked.");

    private final String code;
    private final String sentence;

    Obstacle(String code, String sentence) {
        this.code = code;
        this.sentence = sentence;
    }

    /** The word in the header of the mail and in the metadata of its delivery. */
    public String code() {
        return code;
    }

    /** A sentence for the sender. */
    public String sentence() {
        return sentence;
    }
}
