package telltale.recording;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import telltale.model.Event;

/** A replicated log that is a list in memory, and can be switched off. */
public final class ListLog implements ReplicatedLog {
    final Queue<Event> records = new ConcurrentLinkedQueue<>();
    volatile boolean isOn = true;
    /** Whether it appends, but does not acknowledge in time. */
    volatile boolean isLate;

    @Override
    public List<Event> append(List<Event> events, Duration deadline) {
        if (!isOn) {
            return events;
        }
        records.addAll(events);
        return isLate ? events : List.of();
    }

    @Override
    public boolean isAvailable() {
        return isOn;
    }

    @Override
    public Optional<UUID> id() {
        return Optional.empty();
    }

    @Override
    public Map<Integer, Long> appended() {
        return Map.of();
    }

    @Override
    public Optional<String> fault() {
        return isOn ? Optional.empty() : Optional.of("it is switched off");
    }

    @Override
    public OptionalLong waiting() {
        return OptionalLong.empty();
    }
}
