package telltale.store.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import telltale.model.DeliveryId;
import telltale.model.Event;
import telltale.model.EventKind;
import telltale.store.DeliveryActivity;
import telltale.store.Evidence;
import telltale.store.LinkCount;
import telltale.store.OpenCounts;

/** Reads the counters and the evidence of deliveries, within a transaction of the caller. */
final class DeliveryActivities {
    /** The maximum number of a delivery's newest events that are read for its links. */
    private static final int MAX_EVENTS = 10_000;

    private final DeliveryTable deliveries;
    private final JdbcJudgements judgements;
    private final EventTable events;

    DeliveryActivities(DeliveryTable deliveries, JdbcJudgements judgements, EventTable events) {
        this.deliveries = deliveries;
        this.judgements = judgements;
        this.events = events;
    }

    /** The activity of a delivery; empty if it does not exist. */
    Optional<DeliveryActivity> of(Connection connection, DeliveryId delivery) throws SQLException {
        Optional<Evidence> evidence = judgements.evidence(connection, delivery);
        return evidence.isEmpty() ? Optional.empty() : Optional.of(activity(connection, evidence.get()));
    }

    private DeliveryActivity activity(Connection connection, Evidence evidence) throws SQLException {
        DeliveryId delivery = evidence.delivery();
        OpenCounts counts =
                deliveries.counts(connection, List.of(delivery)).getOrDefault(delivery.value(), OpenCounts.NONE);
        return new DeliveryActivity(counts, counts.clicks() == 0 ? List.of() : links(connection, evidence), evidence);
    }

    private List<LinkCount> links(Connection connection, Evidence evidence) throws SQLException {
        List<Event> rows = evidence.events().size() < Evidence.MAX_EVENTS
                ? evidence.events()
                : events.newest(connection, evidence.delivery(), MAX_EVENTS);
        Map<Integer, Long> links = rows.stream()
                .filter(event -> event.kind() == EventKind.CLICK)
                .collect(Collectors.groupingBy(Event::link, TreeMap::new, Collectors.counting()));
        return links.entrySet().stream()
                .map(link -> new LinkCount(link.getKey(), link.getValue()))
                .toList();
    }
}
