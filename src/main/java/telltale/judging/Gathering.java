package telltale.judging;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.ToIntFunction;

/** The events of one scope that happened around one of them. */
record Gathering(Facts center, List<Facts> events, long millis) {
    /** The event, and those that a span of that length can hold together with it. */
    static Gathering around(Look look, Duration time) {
        Facts center = look.facts();
        long millis = time.toMillis();
        List<Facts> events = new ArrayList<>();
        events.add(center);
        for (Facts other : look.others()) {
            if (other.scope() == center.scope() && center.isWithin(millis, other)) {
                events.add(other);
            }
        }
        return new Gathering(center, events, millis);
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
        return most(span -> (int) span.stream().mapToInt(Facts::link).distinct().count());
    }

    private int most(ToIntFunction<Deque<Facts>> measure) {
        int most = 0;
        Deque<Facts> span = new ArrayDeque<>();
        for (Facts event : events.stream().sorted(Facts.IN_TIME).toList()) {
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

    private static boolean isAround(Facts center, Facts first, Facts last) {
        return !first.at().isAfter(center.at()) && !last.at().isBefore(center.at());
    }
}
