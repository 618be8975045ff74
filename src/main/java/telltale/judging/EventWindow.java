package telltale.judging;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.ToIntFunction;

/** The events of one scope that happened around one of them. */
record EventWindow(EventFacts center, List<EventFacts> events, long millis) {
    /** The event, and those that a span of that length can hold together with it. */
    static EventWindow around(RuleContext look, Duration time) {
        EventFacts center = look.facts();
        long millis = time.toMillis();
        List<EventFacts> events = new ArrayList<>();
        events.add(center);
        for (EventFacts other : look.others()) {
            if (other.scope() == center.scope() && center.isWithin(millis, other)) {
                events.add(other);
            }
        }
        return new EventWindow(center, events, millis);
    }

    /** Whether a span that has the central event in it holds so many. */
    boolean holds(int most) {
        return events.size() >= most && mostEvents() >= most;
    }

    /** Whether a span that has the central event in it holds so many different links. */
    boolean holdsLinks(int most) {
        return events.size() >= most && mostLinks() >= most;
    }

    private int mostEvents() {
        return most(Deque::size);
    }

    private int mostLinks() {
        return most(span ->
                (int) span.stream().mapToInt(EventFacts::link).distinct().count());
    }

    private int most(ToIntFunction<Deque<EventFacts>> measure) {
        int most = 0;
        Deque<EventFacts> span = new ArrayDeque<>();
        for (EventFacts event : events.stream().sorted(EventFacts.IN_TIME).toList()) {
            span.add(event);
            while (!span.getFirst().isWithin(millis, event)) {
                span.removeFirst();
            }
            if (isAround(center, span.getFirst(), event)) {
                most = Math.max(most, measure.applyAsInt(span));
            }
        }
        return most;
    }

    private static boolean isAround(EventFacts center, EventFacts first, EventFacts last) {
        return !first.at().isAfter(center.at()) && !last.at().isBefore(center.at());
    }
}
