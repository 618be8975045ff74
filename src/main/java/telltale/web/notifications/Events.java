package telltale.web.notifications;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import telltale.model.ReportKind;
import telltale.reports.Notification;

/**
 * The events of a request.
 *
 * @param notifications those that Telltale uses
 * @param ignored the number of others, such as opens and unknown kinds
 */
public record Events(List<Notification> notifications, int ignored) {
    /** A request without events. */
    public static final Events NONE = new Events(List.of(), 0);

    public Events {
        notifications = List.copyOf(notifications);
    }

    /** Determines the kind of an event. */
    @FunctionalInterface
    interface KindReader {
        /** The kind; null if it is ignored. */
        @Nullable
        ReportKind kind(EventFields event);
    }

    /** Reads each event that has a kind; the others are ignored. */
    static Events of(
            List<EventFields> events, KindReader kinds, BiFunction<ReportKind, EventFields, Notification> reader) {
        return of(events, event -> Optional.ofNullable(kinds.kind(event)).map(kind -> reader.apply(kind, event)));
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
