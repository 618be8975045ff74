package telltale.spool;

import java.io.IOException;

/** A spool that cannot be opened without losing the events in it; the message gives the remedy in full sentences. */
public final class DamagedSpoolException extends IOException {
    private static final long serialVersionUID = 1;

    DamagedSpoolException(String message) {
        super(message);
    }
}
