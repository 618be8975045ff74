package telltale.judging;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/** The events of one scope that happened around one of them, in the order of time. */
record Gathering(Facts center, List<Facts> events, long millis) {
    /** The event, and those that a span of that length can hold together with it. */
    static Gathering around(Look look, Duration time) {
        Facts center = look.facts();
        long millis = time.toMillis();
        Stream<Facts> near = look.others().stream()
                .filter(other -> other.scope() == center.scope() && center.isWithin(millis, other));
        return new Gathering(
                center,
                Stream.concat(Stream.of(center), near).sorted(Facts.IN_TIME).toList(),
                millis);
    }

    /** The most events in a span that has the central one in it. */
    int mostEvents() {
        return most(Deque::size);
    }

    /** The most different links in a span that has the central one in it. */
    int mostLinks() {
        return most(span -> (int) span.stream().mapToInt(Facts::link).distinct().count());
    }

    private int most(ToIntFunction<Deque<Facts>> measure) {
        int most = 0;
        Deque<Facts> span = new ArrayDeque<>();
        for (Facts event : events) {
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
