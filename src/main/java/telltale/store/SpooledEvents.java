package telltale.store;

import java.util.List;
import telltale.model.Event;

/**
 * Some of the events in a spool, in order.
 *
 * @param numbers the number of each of them in the spool
 * @param through the number that the spool was read to
 */
public record SpooledEvents(List<Event> events, List<Long> numbers, long through) {
    public SpooledEvents {
        events = List.copyOf(events);
        numbers = List.copyOf(numbers);
        if (events.size() != numbers.size()) {
            throw new IllegalArgumentException("each event has a number");
        }
    }

    /** The events after a number. */
    public List<Event> after(long number) {
        int first = 0;
        while (first < numbers.size() && numbers.get(first) <= number) {
            first++;
        }
        return events.subList(first, events.size());
    }
}
