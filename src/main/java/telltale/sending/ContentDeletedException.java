package telltale.sending;

import java.util.UUID;

/** Thrown when a message cannot be rendered because its content was deleted. */
final class ContentDeletedException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    ContentDeletedException(UUID message) {
        super("the content of message " + message + " was deleted");
    }
}
