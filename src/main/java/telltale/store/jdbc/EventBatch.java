package telltale.store.jdbc;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.Event;
import telltale.store.AppendResult;
import telltale.store.Tally;
import telltale.store.jdbc.KnownDelivery.KindCounters;

/**
 * What becomes of the events of a batch: each is stored with a row or aggregated, and counted; or it belongs to no known
 * delivery, or to a recipient who opted out.
 */
final class EventBatch {
    private final List<EventRow> rows = new ArrayList<>();
    private final List<EventGroup> groups = new ArrayList<>();
    private final Map<CampaignCounter, Tally.Delta> campaigns = new TreeMap<>();
    private final Set<UUID> withdrawn = new HashSet<>();
    private int aggregated;
    private int unknown;

    void add(Event event, @Nullable KnownDelivery delivery) {
        if (delivery == null) {
            unknown++;
        } else if (delivery.isWithdrawn) {
            withdrawn.add(event.id());
        } else {
            count(event, delivery);
        }
    }

    private void count(Event event, KnownDelivery delivery) {
        long day = delivery.day(event.at().toEpochMilli());
        boolean isAggregated = delivery.isFull(day);
        KindCounters counters = delivery.counters(event.kind());
        if (isAggregated) {
            aggregated++;
        } else {
            counters.addRow(day);
            rows.add(new EventRow(counters, event));
        }
        group(counters).add(event.at(), day, isAggregated);
        addToCampaign(counters, Tally.event(event.at(), isAggregated));
    }

    private EventGroup group(KindCounters counters) {
        EventGroup group = counters.group;
        if (group == null) {
            group = new EventGroup(counters);
            counters.group = group;
            groups.add(group);
        }
        return group;
    }

    private void addToCampaign(KindCounters counters, Tally.Delta delta) {
        campaigns.merge(
                new CampaignCounter(counters.delivery.campaign, delta.quarter(), counters.kind.number()),
                delta,
                Tally.Delta::plus);
    }

    boolean isEmpty() {
        return groups.isEmpty();
    }

    List<EventRow> rows() {
        return rows;
    }

    /** The changes of the counters of deliveries, in the order in which they are locked. */
    List<EventGroup> groups() {
        groups.sort(null);
        return groups;
    }

    /** The changes of the campaigns' counters, after the counters of the deliveries were changed. */
    Map<CampaignCounter, Tally.Delta> campaigns() {
        for (EventGroup group : groups) {
            KindCounters counters = group.counters();
            for (Tally.Delta delta : Tally.firstMoved(counters.first, group.first())) {
                addToCampaign(counters, delta);
            }
            counters.addFirst(group.first());
            counters.group = null;
        }
        return campaigns;
    }

    AppendResult result() {
        return new AppendResult(rows.size(), aggregated, unknown, withdrawn);
    }
}
