package telltale.keys;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import telltale.model.ImmutableBytes;
import telltale.store.ApiKeys;
import telltale.store.ApiKeys.ApiKey;
import telltale.store.ApiKeys.HashedKey;

/**
 * A copy of all API keys in memory, read again every few seconds, so that identifying a request never asks the database: not
 * even a flood of unknown keys does. A change is in force on every node when its copy is {@link Freshness#CURRENT} again.
 */
public final class KeyDirectory {
    /** The age up to which the copy is current: how long a revoked key may still be accepted. */
    public static final Duration VALIDITY = Duration.ofSeconds(5);
    /** The age up to which the copy serves for reading, while the database is unavailable. */
    public static final Duration MAX_AGE = Duration.ofMinutes(5);

    /** Twice within the validity, so that one slow reading does not matter. */
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    /** How long a revoked key is answered as revoked. */
    private static final Duration REVOKED_KEPT = Duration.ofDays(90);

    private static final Copy NONE = new Copy(Map.of(), Map.of(), Instant.MIN);

    private final ApiKeys keys;
    private final Clock clock;
    private volatile Copy copy = NONE;

    /** How far the copy can be relied on. */
    public enum Freshness {
        CURRENT,
        /** for reading only */
        STALE,
        /** not at all */
        UNUSABLE
    }

    private record Copy(Map<ImmutableBytes, ApiKey> byHash, Map<UUID, ApiKey> byId, Instant readAt) {}

    public KeyDirectory(ApiKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * Reads all keys again.
     *
     * @throws telltale.store.StoreUnavailableException if the database is unavailable; the copy stays
     */
    public synchronized void refresh() {
        Instant began = clock.instant();
        Map<ImmutableBytes, ApiKey> byHash =
                keys.all(began.minus(REVOKED_KEPT)).stream().collect(Collectors.toMap(HashedKey::hash, HashedKey::key));
        Map<UUID, ApiKey> byId = byHash.values().stream().collect(Collectors.toMap(ApiKey::id, Function.identity()));
        copy = new Copy(byHash, byId, began);
    }

    /** A step of the background task that keeps the copy current; returns the pause before the next one. */
    public Duration step() {
        refresh();
        return INTERVAL;
    }

    /** Returns how far the copy can be relied on now. */
    public Freshness freshness() {
        Instant now = clock.instant();
        Instant readAt = copy.readAt;
        if (!readAt.isBefore(now.minus(VALIDITY))) {
            return Freshness.CURRENT;
        }
        return readAt.isBefore(now.minus(MAX_AGE)) ? Freshness.UNUSABLE : Freshness.STALE;
    }

    /**
     * Finds a key by its text, valid or not. The search is by the SHA-256 of the text: its duration can tell how much of a hash
     * matches, and no one can choose a text by its hash, so a comparison in constant time would add nothing.
     */
    public Optional<ApiKey> find(String text) {
        return Optional.ofNullable(copy.byHash.get(KeyText.hash(text)));
    }

    /** Finds a key by its id, valid or not. */
    public Optional<ApiKey> find(UUID id) {
        return Optional.ofNullable(copy.byId.get(id));
    }

    /** The current time, by which keys expire. */
    public Instant now() {
        return clock.instant();
    }
}
