package telltale.domains;

/** A change of a sender's domain that its state does not permit. */
public final class DomainConflictException extends Exception {
    private static final long serialVersionUID = 1;

    private final Reason reason;

    /** Why a change is not permitted. */
    public enum Reason {
        /** It was made to another version than the current one. */
        CHANGED_MEANWHILE,
        /** The DNS does not show the key. */
        NOT_PUBLISHED,
        /** The key signs, or mail that it signed is on its way. */
        IN_USE
    }

    DomainConflictException(Reason reason, String sentence) {
        super(sentence);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** What happened, and what to do. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
