package telltale.judging;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.ToIntFunction;

/** The events of one scope that occurred around one of them. */
record EventWindow(EventFacts center, List<EventFacts> events, long millis) {
    /** The window of an event: it and those within a time span of this length before or after it. */
    static EventWindow around(RuleContext context, Duration time) {
        EventFacts center = context.facts();
        long millis = time.toMillis();
        List<EventFacts> events = new ArrayList<>();
        events.add(center);
        for (EventFacts other : context.others()) {
            if (other.scope() == center.scope() && center.isWithin(millis, other)) {
                events.add(other);
            }
        }
        return new EventWindow(center, events, millis);
    }

    /** Whether a span that includes the central event has at least this many events. */
    boolean hasEvents(int min) {
        return events.size() >= min && maxEvents() >= min;
    }

    /** Whether a span that includes the central event has at least this many different links. */
    boolean hasLinks(int min) {
        return events.size() >= min && maxLinks() >= min;
    }

    private int maxEvents() {
        return max(Deque::size);
    }

    private int maxLinks() {
        return max(span ->
                (int) span.stream().mapToInt(EventFacts::link).distinct().count());
    }

    private int max(ToIntFunction<Deque<EventFacts>> measure) {
        int max = 0;
        Deque<EventFacts> span = new ArrayDeque<>();
        for (EventFacts event : events.stream().sorted(EventFacts.IN_TIME).toList()) {
            span.add(event);
            while (!span.getFirst().isWithin(millis, event)) {
                span.removeFirst();
            }
            if (isAround(center, span.getFirst(), event)) {
                max = Math.max(max, measure.applyAsInt(span));
            }
        }
        return max;
    }

    private static boolean isAround(EventFacts center, EventFacts first, EventFacts last) {
        return !first.at().isAfter(center.at()) && !last.at().isBefore(center.at());
    }
}
