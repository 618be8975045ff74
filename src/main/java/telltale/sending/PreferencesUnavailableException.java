package telltale.sending;

import java.io.Serial;

/** A recipient's preferences can be neither read nor changed, because the database is unavailable. */
public final class PreferencesUnavailableException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public PreferencesUnavailableException(Throwable cause) {
        super("The preferences are unavailable: " + cause.getMessage(), cause);
    }
}
