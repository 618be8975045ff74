package telltale.store;

import java.util.List;

/**
 * The counters and the evidence of a delivery at one moment.
 *
 * @param links the clicks of each clicked link, ordered by number
 */
public record DeliveryActivity(OpenCounts counts, List<LinkCount> links, Evidence evidence) {
    public DeliveryActivity {
        links = List.copyOf(links);
    }
}
