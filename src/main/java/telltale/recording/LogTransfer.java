package telltale.recording;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.model.Event;
import telltale.store.AppendResult;
import telltale.store.EventsRejectedException;
import telltale.store.LogReplay;
import telltale.store.LoggedEvent;
import telltale.store.StoreUnavailableException;

/**
 * Stores the records of a replicated log, each event once: a transaction stores the positions with the events. A record that
 * cannot be stored is noted with its offset and the reason, and does not stop the others.
 */
public final class LogTransfer {
    private static final Logger log = LoggerFactory.getLogger(LogTransfer.class);
    private static final Duration FORGET_INTERVAL = Duration.ofHours(1);

    private final LogReplay replay;
    private final Duration retention;
    private final Clock clock;
    private final OpenLog openLog = new OpenLog();
    private final DatabaseOutage outage = new DatabaseOutage(() -> 0);
    private final LongAdder stored = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder repeated = new LongAdder();
    private final LongAdder faults = new LongAdder();

    /**
     * @param retention how long the log keeps events, and the database their ids
     */
    public LogTransfer(LogReplay replay, Duration retention, Clock clock) {
        this.replay = replay;
        this.retention = retention;
        this.clock = clock;
    }

    /** The position of each partition from which records are to be read. */
    public Map<Integer, Long> positions(UUID topic) {
        return replay.positions(topic);
    }

    /**
     * Stores records in one transaction, or in several if one of them is rejected.
     *
     * @throws LogReplay.LogMovedException if another consumer has stored some of them
     */
    public void store(UUID topic, List<LoggedEvent> records) {
        try {
            note(records, replay.store(topic, records));
        } catch (EventsRejectedException rejected) {
            isolate(topic, records, "The database rejects it: " + rejected.getMessage());
        }
        outage.end();
    }

    /** Halves the records until the rejected one is alone. */
    private void isolate(UUID topic, List<LoggedEvent> records, String reason) {
        int size = records.size();
        if (size > 1) {
            store(topic, records.subList(0, size / 2));
            store(topic, records.subList(size / 2, size));
        } else {
            store(topic, List.of(records.get(0).rejected(reason)));
        }
    }

    private void note(List<LoggedEvent> records, LogReplay.Result result) {
        List<Event> events = new ArrayList<>();
        for (LoggedEvent record : records) {
            if (record.event() != null) {
                events.add(record.event());
            } else {
                faults.increment();
                log.error(
                        "The record {} of partition {} of the log is not stored. {}",
                        record.offset(),
                        record.partition(),
                        record.fault());
            }
        }
        AppendResult appended = result.appended();
        int omitted = appended.unknownDelivery() + appended.withdrawn().size();
        repeated.add(result.repeated());
        dropped.add(omitted);
        stored.add(events.size() - omitted - result.repeated());
        if (result.repeated() == 0) {
            Set<UUID> unlogged = new HashSet<>(appended.withdrawn());
            unlogged.addAll(appended.tests());
            openLog.write(events.stream()
                    .filter(event -> !unlogged.contains(event.id()))
                    .toList());
        }
    }

    /** Notes that the database is unavailable, until records are stored again. */
    public void noteOutage(StoreUnavailableException unavailable) {
        outage.begin(Objects.requireNonNullElse(unavailable.getMessage(), ""));
    }

    /** Forgets the ids of events that the log has deleted; returns the pause before the next step. */
    public Duration forget() {
        int unused = replay.forgetBefore(clock.instant().minus(retention));
        return FORGET_INTERVAL;
    }

    /** The number of events that were stored since the start. */
    public long stored() {
        return stored.sum();
    }

    /** The number of events that were not stored since the start, because their recipient or delivery does not allow it. */
    public long dropped() {
        return dropped.sum();
    }

    /** The number of events that were discarded since the start, because they were stored before. */
    public long repeated() {
        return repeated.sum();
    }

    /** The number of records since the start that cannot be stored. */
    public long faults() {
        return faults.sum();
    }
}
