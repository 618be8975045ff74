package telltale.oidc;

import java.util.regex.Pattern;

/** Signals that a person could not be signed in. The message is for that person; the cause, if any, is for the log alone. */
public final class SignInException extends Exception {
    private static final long serialVersionUID = 1;

    private static final int MAX_SHOWN = 300;
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}\\p{Cf}\\p{Co}\\p{Cn}\\p{Zl}\\p{Zp}]");

    private final Reason reason;
    private final String detail;

    /** Why a person could not be signed in. */
    public enum Reason {
        /** the answer does not belong to a sign-in that this browser began a short time ago */
        NOT_BEGUN_HERE,
        /** the person or the provider refused */
        DENIED,
        /** the person has no group with a role */
        NO_ROLE,
        /** the provider cannot be reached, is too slow, or reports an error of its own */
        PROVIDER_UNAVAILABLE,
        /** what the provider answered is not valid, or it did not accept the client */
        PROVIDER_FAILED
    }

    /**
     * @param message one or two sentences for the person
     * @param detail what happened, for the log; contains no token and no code
     */
    SignInException(Reason reason, String message, String detail) {
        super(message);
        this.reason = reason;
        this.detail = printable(detail);
    }

    /** The provider is unavailable. */
    static SignInException unavailable(String detail) {
        return new SignInException(
                Reason.PROVIDER_UNAVAILABLE,
                "The sign-in provider is not available. Try again later; the reason is in Telltale's log.",
                detail);
    }

    /** The provider's answer cannot be used. */
    static SignInException failed(String detail) {
        return new SignInException(
                Reason.PROVIDER_FAILED,
                "The sign-in provider's answer is not valid. The reason is in Telltale's log.",
                detail);
    }

    public Reason reason() {
        return reason;
    }

    /** What happened, for the log: shortened, on one line, without tokens. */
    public String detail() {
        return detail;
    }

    /** A text of another party, on one line and shortened. */
    static String printable(String text) {
        String line = UNPRINTABLE.matcher(text).replaceAll("?");
        return line.codePointCount(0, line.length()) <= MAX_SHOWN
                ? line
                : line.substring(0, line.offsetByCodePoints(0, MAX_SHOWN)) + "…";
    }
}
