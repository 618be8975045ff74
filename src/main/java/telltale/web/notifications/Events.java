package telltale.web.notifications;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import telltale.reports.Notification;

/**
 * The events of a request.
 *
 * @param notifications those that mean something to Telltale
 * @param ignored how many others there were, such as opens, and kinds that are unknown
 */
public record Events(List<Notification> notifications, int ignored) {
    /** A request without events. */
    public static final Events NONE = new Events(List.of(), 0);

    public Events {
        notifications = List.copyOf(notifications);
    }

    /** Reads each event; those without a result are ignored. */
    public static Events of(List<EventFields> events, Function<EventFields, Optional<Notification>> reader) {
        List<Notification> read = new ArrayList<>();
        for (EventFields event : events) {
            reader.apply(event).ifPresent(read::add);
        }
        return new Events(read, events.size() - read.size());
    }
}
