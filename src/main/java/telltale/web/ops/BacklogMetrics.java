package telltale.web.ops;

import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import telltale.model.DeliveryState;
import telltale.store.Judgements;
import telltale.store.Outbox;

/**
 * Gauges of the work that waits in the database. A background task refreshes them, because a scrape never asks the database;
 * while the database is unavailable they keep their last values.
 */
public final class BacklogMetrics {
    private static final Duration INTERVAL = Duration.ofSeconds(15);
    /** Limits the cost of the count. */
    private static final long MAX_JUDGING_BACKLOG = 1_000_000;

    private static final List<DeliveryState> QUEUE_STATES =
            List.of(DeliveryState.QUEUED, DeliveryState.SCHEDULED, DeliveryState.SENDING, DeliveryState.DEFERRED);

    private final Outbox outbox;
    private final Judgements judgements;
    private final Clock clock;
    private final Gauge deliveries;
    private final Gauge oldest;
    private final Gauge unjudged;

    public BacklogMetrics(PrometheusRegistry registry, Outbox outbox, Judgements judgements, Clock clock) {
        this.outbox = outbox;
        this.judgements = judgements;
        this.clock = clock;
        deliveries = gauge("telltale_queue_deliveries", "Deliveries in the outbound queue of all nodes, by state.")
                .labelNames("state")
                .register(registry);
        QUEUE_STATES.forEach(state -> deliveries.initLabelValues(state.wireName()));
        oldest = gauge(
                        "telltale_queue_oldest_seconds",
                        "Time since the oldest delivery in the queue was due; 0 if none is.")
                .register(registry);
        unjudged = gauge("telltale_judging_backlog", "Deliveries whose events were not judged yet, up to a million.")
                .register(registry);
    }

    private static Gauge.Builder gauge(String name, String help) {
        return Gauge.builder().name(name).help(help).withoutExemplars();
    }

    /** Refreshes the gauges, and returns the delay until the next call. */
    public Duration step() {
        Map<DeliveryState, Long> counts = outbox.countByState();
        QUEUE_STATES.forEach(state -> deliveries.labelValues(state.wireName()).set(counts.getOrDefault(state, 0L)));
        oldest.set(outbox.nextDue()
                .map(due -> Math.max(0, Duration.between(due, clock.instant()).toMillis()) / 1e3)
                .orElse(0.0));
        unjudged.set((double) judgements.countPending(MAX_JUDGING_BACKLOG));
        return INTERVAL;
    }
}
