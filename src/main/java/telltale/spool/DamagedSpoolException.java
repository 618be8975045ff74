package telltale.spool;

import java.io.IOException;

/** A spool that cannot be opened without losing what waits in it; the message is what to do, in full sentences. */
public final class DamagedSpoolException extends IOException {
    private static final long serialVersionUID = 1;

    DamagedSpoolException(String message) {
        super(message);
    }
}
