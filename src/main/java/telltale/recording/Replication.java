package telltale.recording;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import telltale.model.Event;
import telltale.model.PrivacyProfile;
import telltale.store.AppendResult;
import telltale.store.Store;
import telltale.store.StoreUnavailableException;

/** Decides which events go to the replicated log, and when the spool has them instead. */
final class Replication {
    /** How long a hit waits for the log; less than its answer does. */
    private static final Duration DEADLINE = Duration.ofMillis(700);
    /** How long events in the spool wait for it, which nobody waits for. */
    private static final Duration DRAIN_DEADLINE = Duration.ofSeconds(5);

    private static final long CHECK_MILLIS = 20;

    private final ReplicatedLog log;
    private final Store store;

    Replication(ReplicatedLog log, Store store) {
        this.log = log;
        this.store = store;
    }

    /** Thrown if the log has not acknowledged all events; they stay in the spool. */
    static final class UnacknowledgedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        UnacknowledgedException(String fault) {
            super(fault);
        }
    }

    /** Whether an event may be in the log. */
    static boolean isLogged(Event event) {
        return event.profile() != PrivacyProfile.HYGIENE;
    }

    /**
     * Appends new events, if the log accepted the last ones; returns those that the spool is to have.
     *
     * @param isProbe tries the log in any case, because the spool has no events with which it would be tried
     */
    List<Event> appendNow(List<Event> events, boolean isProbe) {
        List<Event> logged = events.stream().filter(Replication::isLogged).toList();
        if (logged.isEmpty() || !(isProbe || log.isAvailable())) {
            return events;
        }
        List<Event> rest = new ArrayList<>(log.append(logged, DEADLINE));
        events.stream().filter(event -> !isLogged(event)).forEach(rest::add);
        return rest;
    }

    /**
     * Moves events of the spool: into the log, and those that must not be in it into the database, which has them once even
     * if this is repeated.
     *
     * @return what the database did with those
     * @throws UnacknowledgedException if this is to be repeated
     */
    AppendResult drain(List<Event> events) {
        List<Event> local = events.stream().filter(event -> !isLogged(event)).toList();
        AppendResult kept = local.isEmpty() ? new AppendResult(0, 0, 0) : store.append(local);
        List<Event> logged = events.stream().filter(Replication::isLogged).toList();
        if (!log.append(logged, DRAIN_DEADLINE).isEmpty()) {
            throw new UnacknowledgedException(log.fault().orElse("the log is slow"));
        }
        return kept;
    }

    boolean isAvailable() {
        return log.isAvailable();
    }

    ReplicatedLog log() {
        return log;
    }

    /** Waits until the database has all that this node appended, on whichever node; false after {@code until}. */
    boolean awaitStored(long until) {
        Map<Integer, Long> appended = log.appended();
        Optional<UUID> id = log.id();
        try {
            while (id.isPresent() && !isStored(id.get(), appended)) {
                if (System.nanoTime() - until > 0) {
                    return false;
                }
                TimeUnit.MILLISECONDS.sleep(CHECK_MILLIS);
            }
            return true;
        } catch (StoreUnavailableException unavailable) {
            return false;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean isStored(UUID id, Map<Integer, Long> appended) {
        if (appended.isEmpty()) {
            return true;
        }
        Map<Integer, Long> stored = store.logReplay().positions(id);
        return appended.entrySet().stream()
                .allMatch(entry -> stored.getOrDefault(entry.getKey(), 0L) >= entry.getValue());
    }
}
