package telltale.sessions;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import telltale.model.ClientNetwork;
import telltale.model.ImmutableBytes;
import telltale.model.Uuid7;
import telltale.settings.SessionSettings;
import telltale.store.SessionTable;
import telltale.store.SessionTable.Lifetime;
import telltale.store.SessionTable.StoredSession;
import telltale.token.SignedSecrets;

/** The sessions of signed-in browsers, which all nodes on a database share. */
public final class Sessions {
    /** The sessions of one owner; a further one ends that which was not used for the longest time. */
    static final int MAX_PER_OWNER = 50;

    private final SessionTable table;
    private final SignedSecrets secrets;
    private final SessionSettings limits;
    private final SessionDirectory directory;
    private final Clock clock;
    private final RandomGenerator random;

    /**
     * A session as a request finds it.
     *
     * @param isCurrent false if the session was last checked too long ago to change anything
     */
    public record FoundSession(Session session, boolean isCurrent) {}

    /** @param random must be secure: the values of cookies come from it */
    public Sessions(
            SessionTable table, SignedSecrets secrets, SessionSettings limits, Clock clock, RandomGenerator random) {
        this.table = table;
        this.secrets = secrets;
        this.limits = limits;
        this.directory = new SessionDirectory(table, limits, clock);
        this.clock = clock;
        this.random = random;
    }

    /**
     * Opens a session that does not depend on a key.
     *
     * @param client null if its address is unknown
     * @return the value of the cookie
     * @throws telltale.store.StoreUnavailableException if the database is unavailable
     */
    public String open(SessionOwner owner, @Nullable InetAddress client) {
        return open(owner, null, client);
    }

    /**
     * Opens a session.
     *
     * @param key the key whose end is also that of the session, or null
     * @param client null if its address is unknown
     * @return the value of the cookie
     * @throws telltale.store.StoreUnavailableException if the database is unavailable
     */
    public String open(SessionOwner owner, @Nullable String key, @Nullable InetAddress client) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        makeRoom(owner);
        String secret = secrets.create(random);
        StoredSession session = new StoredSession(
                Uuid7.at(now, random),
                SignedSecrets.hash(secret),
                owner.name(),
                owner.role(),
                owner.method().wireName(),
                key,
                ClientNetwork.of(client),
                new Lifetime(now, now, now.plus(limits.max())));
        table.add(session);
        directory.add(session);
        return secret;
    }

    private void makeRoom(SessionOwner owner) {
        List<UUID> oldest = list().stream()
                .filter(session -> session.owner().equals(owner))
                .sorted(Comparator.comparing(Session::usedAt).reversed())
                .skip(MAX_PER_OWNER - 1)
                .map(Session::id)
                .toList();
        if (!oldest.isEmpty()) {
            end(oldest);
        }
    }

    /**
     * Finds the session of a cookie. One that another node opened a moment ago is read from the database, once; a value that
     * was not created here costs nothing.
     *
     * @param isUse whether this counts as a use of the session
     * @return empty if it never existed or has ended
     * @throws telltale.store.StoreUnavailableException if it is unknown, and the database is unavailable
     */
    public Optional<FoundSession> find(String cookie, boolean isUse) {
        Optional<ImmutableBytes> hash = secrets.verify(cookie);
        return hash.isEmpty() ? Optional.empty() : directory.find(hash.get(), isUse);
    }

    /** The sessions that have not ended, in the order of their creation, from the database. */
    public List<Session> list() {
        return table.all().stream()
                .map(directory::session)
                .filter(directory::isLive)
                .toList();
    }

    /** Ends a session; returns false if there is none. */
    public boolean end(UUID id) {
        boolean exists = list().stream().anyMatch(session -> session.id().equals(id));
        if (exists) {
            end(List.of(id));
        }
        return exists;
    }

    /** Ends all sessions for which a condition holds, and returns their number. */
    public int endAll(Predicate<Session> condition) {
        List<UUID> chosen = list().stream().filter(condition).map(Session::id).toList();
        if (!chosen.isEmpty()) {
            end(chosen);
        }
        return chosen.size();
    }

    private void end(List<UUID> ids) {
        table.end(ids);
        directory.remove(ids);
    }

    /** Reads all sessions again; throws if the database is unavailable. */
    public void refresh() {
        directory.refresh();
    }

    /** A step of the background task that keeps the copy current; returns the pause before the next one. */
    public Duration step() {
        directory.refresh();
        return SessionDirectory.INTERVAL;
    }

    /** Stores the last uses, and deletes ended sessions; returns the pause before the next step. */
    public Duration storeUses() {
        directory.storeUses();
        return SessionDirectory.USES_INTERVAL;
    }
}
