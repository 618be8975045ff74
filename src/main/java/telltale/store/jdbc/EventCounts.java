package telltale.store.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import telltale.model.StoredConstant;
import telltale.store.EventCount;
import telltale.store.Metric;

/** The text in which the database has the counts of a delivery: a line each, the name of the client last. */
final class EventCounts {
    private static final int FIELDS = 5;

    private EventCounts() {}

    static String text(List<EventCount> counts) {
        return counts.stream().map(EventCounts::line).collect(Collectors.joining("\n"));
    }

    private static String line(EventCount one) {
        return one.metric().number() + " " + one.quarter() + " " + one.count() + " " + one.link() + " " + one.client();
    }

    static List<EventCount> parse(String text) {
        if (text.isEmpty()) {
            return List.of();
        }
        List<EventCount> counts = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            String[] fields = line.split(" ", FIELDS);
            counts.add(new EventCount(
                    StoredConstant.of(Metric.class, Integer.parseInt(fields[0])),
                    Long.parseLong(fields[1]),
                    Integer.parseInt(fields[3]),
                    fields[4],
                    Integer.parseInt(fields[2])));
        }
        return List.copyOf(counts);
    }
}
