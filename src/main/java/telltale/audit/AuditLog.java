package telltale.audit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import telltale.model.LruCache;
import telltale.model.Uuid7;
import telltale.store.AuditEntry;
import telltale.store.AuditQuery;
import telltale.store.AuditTrail;

/**
 * The audit log of this node. Every method that writes throws a {@link telltale.store.StoreUnavailableException} if the row
 * could not be stored.
 */
public final class AuditLog {
    /** How long the same look of the same actor is not recorded again: pages refresh themselves. */
    public static final Duration LOOK_INTERVAL = Duration.ofMinutes(10);

    private static final int MAX_REMEMBERED_LOOKS = 10_000;

    private final AuditTrail trail;
    private final AuditTrail.Seals seals;
    private final UUID chain;
    private final Clock clock;
    private final RandomGenerator random;
    private final LruCache<AuditEntry, Instant> looks = new LruCache<>(MAX_REMEMBERED_LOOKS);
    private @Nullable AuditHead head;
    private @Nullable UUID lastId;

    /** @param chain the chain that this node writes */
    public AuditLog(AuditTrail trail, AuditTrail.Seals seals, UUID chain, Clock clock, RandomGenerator random) {
        this.trail = trail;
        this.seals = seals;
        this.chain = chain;
        this.clock = clock;
        this.random = random;
    }

    /** Records an operation that is over, such as a sign-in. */
    public void record(AuditEntry entry, int status) {
        append(entry, status, null);
    }

    /** Records an operation that only reads, at most once in {@link #LOOK_INTERVAL} for the same actor and target. */
    public void recordLook(AuditEntry entry, int status) {
        Instant now = clock.instant();
        boolean isRepeated;
        synchronized (looks) {
            Instant last = looks.get(entry);
            isRepeated = last != null && now.isBefore(last.plus(LOOK_INTERVAL));
        }
        if (isRepeated) {
            return;
        }
        record(entry, status);
        synchronized (looks) {
            looks.put(entry, now);
        }
    }

    /**
     * Records that a change begins.
     *
     * @return the id for {@link #end}
     */
    public UUID begin(AuditEntry entry) {
        return append(entry, null, null);
    }

    /**
     * Records how a change ended.
     *
     * @param entry that of the beginning, with what became known since
     */
    public void end(UUID begun, AuditEntry entry, int status) {
        append(entry, status, begun);
    }

    private UUID append(AuditEntry entry, @Nullable Integer status, @Nullable UUID begun) {
        Instant now = Instant.ofEpochMilli(clock.millis());
        UUID id = nextId(now);
        written(trail.append(chain, new AuditTrail.Content(id, now, entry, status, begun), seals));
        return id;
    }

    /** Ids in the order of their creation, also within a millisecond. */
    private synchronized UUID nextId(Instant now) {
        UUID id = Uuid7.at(now, random);
        UUID last = lastId;
        if (last != null && Uuid7.instant(last).equals(now) && id.toString().compareTo(last.toString()) <= 0) {
            id = new UUID(last.getMostSignificantBits(), last.getLeastSignificantBits() + 1);
        }
        lastId = id;
        return id;
    }

    private synchronized void written(AuditTrail.ChainedRow row) {
        if (head == null || head.sequence() < row.sequence()) {
            head = new AuditHead(chain, row.sequence(), row.hash());
        }
    }

    /** The end of this node's chain; empty before the first row of this process. */
    public synchronized Optional<AuditHead> head() {
        return Optional.ofNullable(head);
    }

    /** The operations that a query selects, newest first. */
    public List<AuditTrail.Operation> find(AuditQuery query) {
        return trail.find(query);
    }

    /**
     * Verifies all chains.
     *
     * @param kept the end of a chain that was kept outside of the database; null for none
     */
    public AuditVerification verify(@Nullable AuditHead kept) {
        Map<UUID, AuditHead> heads = Stream.concat(Stream.ofNullable(kept), head().stream())
                .collect(Collectors.toMap(
                        AuditHead::chain, one -> one, (one, other) -> one.sequence() < other.sequence() ? other : one));
        AuditVerifier verifier = new AuditVerifier(seals, heads);
        trail.visit(verifier);
        return verifier.result();
    }
}
