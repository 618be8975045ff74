package telltale.store;

import java.util.List;

/**
 * What is known of a delivery at one moment: its counters, and the events that they count.
 *
 * @param links how often each link was visited, by number; without those that were not
 */
public record DeliveryActivity(OpenCounts counts, List<LinkCount> links, Evidence evidence) {
    public DeliveryActivity {
        links = List.copyOf(links);
    }
}
