package telltale.sending;

import java.io.Serial;

/** A recipient's preferences can be neither read nor changed now, because the database does not answer. */
public final class PreferencesUnavailableException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    public PreferencesUnavailableException(Throwable cause) {
        super("The preferences are unavailable: " + cause.getMessage(), cause);
    }
}
