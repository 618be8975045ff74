package telltale.web.api;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import telltale.model.EventKind;
import telltale.model.VerdictClass;
import telltale.store.Figures;
import telltale.store.Metric;
import telltale.web.http.Unwrapped;

/**
 * A row of statistics.
 *
 * @param keys what the figures are of
 * @param figures absent if they are hidden
 * @param previous the figures of the preceding range; absent unless asked for, or if they are hidden
 * @param hidden absent unless the figures are
 */
record StatsRow(
        @Unwrapped Map<String, Object> keys,
        @Unwrapped @Nullable Record figures,
        Optional<Record> previous,
        Optional<Boolean> hidden) {

    /**
     * A row of figures, as far as they may be shown.
     *
     * @param previous null for no comparison
     * @param shape the members of the row
     */
    static StatsRow of(
            Map<String, Object> keys,
            Figures figures,
            @Nullable Figures previous,
            Function<Figures, Record> shape,
            SmallGroups groups) {
        boolean isHidden = groups.hides(figures);
        return new StatsRow(
                keys,
                isHidden ? null : shape.apply(figures),
                previous == null || groups.hides(previous) ? Optional.empty() : Optional.of(shape.apply(previous)),
                isHidden ? Optional.of(true) : Optional.empty());
    }

    /** This row with a further key. */
    StatsRow with(String key, String value) {
        Map<String, Object> more = new LinkedHashMap<>(keys);
        more.put(key, value);
        return new StatsRow(more, figures, previous, hidden);
    }

    /** The opens or clicks by people, by machines, and others. */
    record Events(long people, long machines, long unknown, long repeated, long unjudged) {
        static Events of(Figures figures, EventKind kind) {
            return new Events(
                    People.of(figures, kind).people,
                    figures.sum(metric -> metric.kind() == kind && isMachine(metric.type())),
                    figures.get(Metric.of(kind, VerdictClass.UNKNOWN)),
                    figures.get(Metric.repeated(kind)),
                    figures.get(Metric.unjudged(kind)));
        }

        private static boolean isMachine(@Nullable VerdictClass type) {
            return type != null && type.isMachine();
        }
    }

    /** All figures. */
    record Whole(
            long accepted,
            long delivered,
            long failed,
            long bounced,
            long complained,
            long unsubscribed,
            long replied,
            @Unwrapped OfClient engagement) {
        static Whole of(Figures figures) {
            return new Whole(
                    figures.get(Metric.ACCEPTED),
                    figures.get(Metric.DELIVERED),
                    figures.get(Metric.FAILED),
                    figures.get(Metric.BOUNCED),
                    figures.get(Metric.COMPLAINED),
                    figures.get(Metric.UNSUBSCRIBED),
                    figures.get(Metric.REPLIED),
                    OfClient.of(figures));
        }
    }

    /** What was opened and clicked. */
    record OfClient(long seen, long clicked, Events opens, Events clicks) {
        static OfClient of(Figures figures) {
            return new OfClient(
                    figures.get(Metric.SEEN),
                    figures.get(Metric.CLICKED),
                    Events.of(figures, EventKind.OPEN),
                    Events.of(figures, EventKind.CLICK));
        }
    }

    /** What was clicked. */
    record OfLink(long clicked, Events clicks) {
        static OfLink of(Figures figures) {
            return new OfLink(figures.get(Metric.CLICKED), Events.of(figures, EventKind.CLICK));
        }
    }

    /** What people did in an hour. */
    record OfHour(long accepted, long seen, long clicked, People opens, People clicks) {
        /** The metrics that it shows: a sum of many hours takes as long as it has metrics. */
        static final Set<Metric> METRICS = Metric.ALL.stream()
                .filter(metric -> metric == Metric.ACCEPTED
                        || metric == Metric.SEEN
                        || metric == Metric.CLICKED
                        || metric.isByPerson())
                .collect(Collectors.toUnmodifiableSet());

        static OfHour of(Figures figures) {
            return new OfHour(
                    figures.get(Metric.ACCEPTED),
                    figures.get(Metric.SEEN),
                    figures.get(Metric.CLICKED),
                    People.of(figures, EventKind.OPEN),
                    People.of(figures, EventKind.CLICK));
        }
    }

    /** The opens or clicks by people. */
    record People(long people) {
        static People of(Figures figures, EventKind kind) {
            return new People(figures.sum(metric -> metric.kind() == kind && metric.isByPerson()));
        }
    }

    /** The events of one class. */
    record OfClass(long opens, long clicks) {}
}
