package telltale.pace;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.model.EmailAddress;
import telltale.model.Outcome;
import telltale.store.Lane;
import telltale.store.Pace;
import telltale.store.Paces;

/**
 * The pace of mail to each provider through each mail server. Learns from replies and reports, stores the rates in the
 * database, and decides by a copy of them that is about a second old at most.
 */
public final class Pacing implements Pacer {
    private static final Logger log = LoggerFactory.getLogger(Pacing.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final int MAX_SIGNALS = 10_000;
    private static final int MAX_METERS = 10_000;

    private final Paces paces;
    private final Function<String, String> providers;
    private final PaceMetrics metrics;
    private final Clock clock;
    /** Lanes whose provider asked for less since the last step. */
    private final Set<Lane> slowed = ConcurrentHashMap.newKeySet();

    private final LinkedBlockingQueue<Signal> signals = new LinkedBlockingQueue<>(MAX_SIGNALS);
    private final Map<Lane, RateMeter> meters = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> throttledBy = new ConcurrentHashMap<>();

    private volatile Map<Lane, Pace> known = Map.of();

    private record Signal(Lane lane, long measured, Instant sentAt, String reply) {}

    /**
     * @param providers the provider of a domain; returns at once
     */
    public Pacing(Paces paces, Function<String, String> providers, PaceMetrics metrics, Clock clock) {
        this.paces = paces;
        this.providers = providers;
        this.metrics = metrics;
        this.clock = clock;
    }

    @Override
    public String provider(EmailAddress recipient) {
        return providers.apply(recipient.asciiDomain());
    }

    @Override
    public boolean isFree(Lane lane) {
        return !slowed.contains(lane) && !known.containsKey(lane);
    }

    @Override
    public boolean learn(Lane lane, Outcome outcome) {
        Instant now = clock.instant();
        meter(lane).mark(now);
        if (!Throttling.isAsked(outcome)) {
            if (outcome instanceof Outcome.Accepted) {
                throttledBy.remove(lane.server());
            }
            return false;
        }
        Set<String> throttled = throttledBy.computeIfAbsent(lane.server(), server -> ConcurrentHashMap.newKeySet());
        throttled.add(lane.provider());
        add(new Signal(lane, meter(lane).perHour(now), now, Throttling.redacted(outcome.detail())));
        return throttled.size() == 1;
    }

    @Override
    public void report(Lane lane, Instant sentAt, String reply) {
        add(new Signal(lane, meter(lane).perHour(clock.instant()), sentAt, Throttling.redacted(reply)));
    }

    private void add(Signal signal) {
        if (signals.offer(signal)) {
            slowed.add(signal.lane);
        }
    }

    private RateMeter meter(Lane lane) {
        if (meters.size() > MAX_METERS) {
            meters.clear();
        }
        return meters.computeIfAbsent(lane, one -> new RateMeter());
    }

    @Override
    public int take(Lane lane, int wanted) {
        return slowed.contains(lane) ? 0 : paces.take(lane, wanted, clock.instant());
    }

    @Override
    public void giveBack(Lane lane, int unsent) {
        paces.giveBack(lane, unsent, clock.instant());
    }

    /** The lanes with a limit, as this node knows them. */
    public List<Pace> limits() {
        return known.values().stream()
                .sorted((one, other) ->
                        one.lane().toString().compareTo(other.lane().toString()))
                .toList();
    }

    /** Stores what was learned, lets rates grow, reads those of all nodes, and returns the delay until the next call. */
    public Duration step() {
        Instant now = clock.instant();
        Set<Lane> stored = new HashSet<>();
        for (Signal signal = signals.peek(); signal != null; signal = signals.peek()) {
            slowDown(signal, now);
            stored.add(signal.lane);
            var unused = signals.poll();
        }
        for (Pace pace : paces.all()) {
            if (!PaceControl.grow(pace, now).equals(Optional.of(pace))) {
                paces.change(pace.lane(), current -> current.flatMap(limit -> PaceControl.grow(limit, now)));
            }
        }
        known = paces.all().stream().collect(Collectors.toUnmodifiableMap(Pace::lane, Function.identity()));
        slowed.removeAll(stored);
        signals.forEach(signal -> slowed.add(signal.lane));
        metrics.limited(known.size());
        return INTERVAL;
    }

    private void slowDown(Signal signal, Instant now) {
        List<Pace> changed = new ArrayList<>();
        paces.change(signal.lane, current -> {
            Optional<Pace> after =
                    PaceControl.slowDown(current, signal.lane, signal.measured, signal.sentAt, signal.reply, now);
            changed.clear();
            after.filter(pace -> !after.equals(current)).ifPresent(changed::add);
            return after;
        });
        changed.forEach(this::report);
    }

    private void report(Pace pace) {
        metrics.slowedDown();
        log.warn(
                "{} takes less mail from {}; none is sent before {}, and {} an hour from then on: {}",
                pace.lane().provider(),
                pace.lane().server(),
                pace.heldUntil(),
                pace.perHour(),
                pace.reply());
    }
}
