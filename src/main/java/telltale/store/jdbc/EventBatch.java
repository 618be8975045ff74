package telltale.store.jdbc;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.model.Event;
import telltale.model.PrivacyProfile;
import telltale.store.AppendResult;
import telltale.store.Tally;
import telltale.store.jdbc.KnownDelivery.KindCounters;

/**
 * What becomes of the events of a batch: each is stored with a row or aggregated, and counted; or it belongs to no known
 * delivery or to a test delivery, or its recipient does not allow storing it.
 */
final class EventBatch {
    private final List<EventRow> rows = new ArrayList<>();
    private final List<EventGroup> groups = new ArrayList<>();
    private final Map<CampaignCounter, Tally.Delta> campaigns = new TreeMap<>();
    private final Set<UUID> withdrawn = new HashSet<>();
    private final SortedMap<Long, Long> activity = new TreeMap<>();
    private final List<Event> unknown = new ArrayList<>();
    private List<Event> tests = List.of();
    private int aggregated;

    void add(Event event, @Nullable KnownDelivery delivery) {
        if (delivery == null) {
            unknown.add(event);
        } else if (!delivery.allows(event)) {
            withdrawn.add(event.id());
        } else if (event.profile() == PrivacyProfile.HYGIENE) {
            activity.merge(delivery.person, delivery.day(event.at().toEpochMilli()), Math::max);
        } else {
            count(event, delivery);
        }
    }

    /** The days (UTC) of the last opens under the profile hygiene by the numbers of their persons, which get no row. */
    SortedMap<Long, Long> activity() {
        return activity;
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
                new CampaignCounter(counters.delivery.series, delta.quarter(), counters.kind.number()),
                delta,
                Tally.Delta::plus);
    }

    /** The deliveries of events that belong to no known one. */
    List<DeliveryId> unknownDeliveries() {
        return unknown.stream().map(Event::delivery).filter(Objects::nonNull).toList();
    }

    /** Says which of the unknown deliveries are test deliveries. */
    void setTests(Set<DeliveryId> deliveries) {
        tests = unknown.stream()
                .filter(event -> event.delivery() != null && deliveries.contains(event.delivery()))
                .toList();
    }

    /** The events of test deliveries. */
    List<Event> tests() {
        return tests;
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
        return new AppendResult(
                rows.size(),
                aggregated,
                unknown.size() - tests.size(),
                withdrawn,
                tests.stream().map(Event::id).collect(Collectors.toSet()));
    }
}
