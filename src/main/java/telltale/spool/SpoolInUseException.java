package telltale.spool;

import java.io.IOException;
import java.nio.file.Path;

/** The spool folder is locked by another Telltale, or by another part of this process. */
public final class SpoolInUseException extends IOException {
    private static final long serialVersionUID = 1;

    SpoolInUseException(Path folder) {
        super("The spool folder " + folder + " is in use by another Telltale");
    }
}
