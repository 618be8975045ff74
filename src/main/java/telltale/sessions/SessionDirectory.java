package telltale.sessions;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import telltale.model.ImmutableBytes;
import telltale.model.LruCache;
import telltale.model.WireConstant;
import telltale.sessions.Sessions.FoundSession;
import telltale.settings.SessionSettings;
import telltale.store.SessionTable;
import telltale.store.SessionTable.StoredSession;
import telltale.store.SessionTable.Use;
import telltale.store.StoreUnavailableException;

/**
 * A copy of all sessions in memory, read again every few seconds, so that identifying a request asks the database only for a
 * session that another node opened since. The end of a session is in force on every node when its copy is read again.
 */
final class SessionDirectory {
    /** The age up to which the copy is current: how long an ended session may still be accepted. */
    static final Duration VALIDITY = Duration.ofSeconds(5);
    /** The age up to which the copy serves for reading, while the database is unavailable. */
    static final Duration MAX_AGE = Duration.ofMinutes(5);
    /** Twice within the validity, so that one slow reading does not matter. */
    static final Duration INTERVAL = Duration.ofSeconds(2);

    static final Duration USES_INTERVAL = Duration.ofSeconds(30);
    /** Uses within this time after another one are not stored. */
    private static final Duration USE_PRECISION = Duration.ofMinutes(1);

    private static final int MAX_REMEMBERED = 10_000;
    private static final Copy NONE = new Copy(Map.of(), Instant.MIN);

    private final SessionTable table;
    private final SessionSettings limits;
    private final Clock clock;
    /** Later uses than those in the copy. */
    private final Map<UUID, Instant> uses = new ConcurrentHashMap<>();
    /** Hashes of genuine secrets without a session, which never get one again. */
    private final LruCache<ImmutableBytes, Boolean> ended = new LruCache<>(MAX_REMEMBERED);

    private volatile Copy copy = NONE;

    private record Copy(Map<ImmutableBytes, Session> byHash, Instant readAt) {
        boolean isRead() {
            return !readAt.equals(Instant.MIN);
        }
    }

    SessionDirectory(SessionTable table, SessionSettings limits, Clock clock) {
        this.table = table;
        this.limits = limits;
        this.clock = clock;
    }

    void refresh() {
        Instant began = clock.instant();
        List<StoredSession> stored = table.all();
        synchronized (ended) {
            Map<ImmutableBytes, Session> byHash = stored.stream()
                    .filter(session -> ended.get(session.hash()) == null)
                    .collect(Collectors.toMap(
                            StoredSession::hash, this::stored, (first, second) -> first, ConcurrentHashMap::new));
            byHash.values()
                    .forEach(session ->
                            uses.computeIfPresent(session.id(), (id, at) -> at.isAfter(session.usedAt()) ? at : null));
            copy = new Copy(byHash, began);
        }
    }

    /** A session, with its last use that this node knows. */
    Session session(StoredSession stored) {
        return latest(stored(stored));
    }

    private Session stored(StoredSession stored) {
        return new Session(
                stored.id(),
                new SessionOwner(
                        stored.name(), stored.role(), WireConstant.of(SessionOwner.Method.class, stored.method())),
                stored.key(),
                stored.network(),
                stored.lifetime().createdAt(),
                stored.lifetime().usedAt(),
                stored.lifetime().endsAt());
    }

    private Session latest(Session session) {
        Instant use = uses.get(session.id());
        return use == null || !use.isAfter(session.usedAt()) ? session : session.withUse(use);
    }

    /** Whether a session has not ended. */
    boolean isLive(Session session) {
        return clock.instant().isBefore(end(session));
    }

    /** When a session ends if it is not used again. */
    private Instant end(Session session) {
        Instant idle = session.usedAt().plus(limits.idle());
        return idle.isBefore(session.endsAt()) ? idle : session.endsAt();
    }

    /** Adds a session that this node opened. */
    void add(StoredSession session) {
        Copy current = copy;
        if (current.isRead()) {
            current.byHash.put(session.hash(), stored(session));
        }
    }

    /** Removes sessions that this node ended. */
    void remove(List<UUID> ids) {
        Set<UUID> removed = new HashSet<>(ids);
        synchronized (ended) {
            copy.byHash.forEach((hash, session) -> {
                if (removed.contains(session.id())) {
                    ended.put(hash, true);
                }
            });
            if (copy.isRead()) {
                copy.byHash.values().removeIf(session -> removed.contains(session.id()));
            }
        }
        uses.keySet().removeAll(removed);
    }

    Optional<FoundSession> find(ImmutableBytes hash, boolean isUse) {
        Copy current = copy;
        Instant now = clock.instant();
        boolean isCurrent = !current.readAt.isBefore(now.minus(VALIDITY));
        Session known = current.readAt.isBefore(now.minus(MAX_AGE)) ? null : current.byHash.get(hash);
        if (known == null && !isCurrent) {
            throw new StoreUnavailableException("reading a session", new IllegalStateException("no current copy"));
        }
        Session session = known == null ? lookUp(hash) : known;
        return Optional.ofNullable(session)
                .map(this::latest)
                .filter(this::isLive)
                .map(live -> new FoundSession(isUse ? used(live, now) : live, isCurrent));
    }

    private Session used(Session session, Instant now) {
        if (!now.isBefore(session.usedAt().plus(USE_PRECISION))) {
            uses.put(session.id(), now);
        }
        return session;
    }

    /** Asks the database, once for each hash and for one at a time. */
    private @Nullable Session lookUp(ImmutableBytes hash) {
        synchronized (ended) {
            Session known = copy.byHash.get(hash);
            if (known != null || ended.get(hash) != null) {
                return known;
            }
            Optional<StoredSession> found = table.find(hash);
            if (found.isEmpty()) {
                ended.put(hash, true);
                return null;
            }
            add(found.get());
            return stored(found.get());
        }
    }

    /** Stores the last uses, and deletes sessions that ended. */
    void storeUses() {
        List<Use> later = uses.entrySet().stream()
                .map(use -> new Use(use.getKey(), use.getValue()))
                .toList();
        if (!later.isEmpty()) {
            table.noteUses(later);
        }
        Instant now = clock.instant();
        // Another node may not have stored its last uses yet.
        table.purge(now, now.minus(limits.idle()).minus(MAX_AGE));
    }
}
