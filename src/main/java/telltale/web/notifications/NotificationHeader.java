package telltale.web.notifications;

import org.jspecify.annotations.Nullable;

/** The header fields of a request. */
@FunctionalInterface
public interface NotificationHeader {
    /** The first field of a name, whatever its case; null if there is none. */
    @Nullable
    String field(String name);
}
