package telltale.dns;

import java.io.IOException;

/** A URL leads to an address or a port that requests may not go to. */
public final class ForbiddenAddressException extends IOException {
    private static final long serialVersionUID = 1L;

    ForbiddenAddressException(String message) {
        super(message);
    }
}
