package telltale.sending;

/** A setting that sending requires is missing; the message names it. */
public final class SendingNotConfiguredException extends Exception {
    private static final long serialVersionUID = 1;

    private final String detail;

    public SendingNotConfiguredException(String detail) {
        super(detail);
        this.detail = detail;
    }

    public String detail() {
        return detail;
    }
}
