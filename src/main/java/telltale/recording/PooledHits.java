package telltale.recording;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.model.Hit;
import telltale.model.Link;
import telltale.model.PrivacyProfile;
import telltale.store.Pools;
import telltale.store.Pools.ClickedLink;
import telltale.store.Pools.Seen;
import telltale.store.StoreUnavailableException;
import telltale.token.PoolTokens;
import telltale.token.SignedCampaignLink;
import telltale.token.SignedPool;

/**
 * The hits on mail under the profile {@code aggregated}. Each is judged in memory; what is kept of a hit by a person is that the
 * pool was seen, or one more click on the link. Neither the request nor its time is written anywhere.
 *
 * <p>What is kept waits in memory for at most a second, and longer while the database is unavailable. The end of the process
 * loses what waits, so that fewer openers are counted, never more.
 */
public final class PooledHits implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PooledHits.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    /** The pools and links that may wait, of about 100 bytes each. */
    static final int MAX_WAITING = 100_000;

    private final EventLog events;
    private final Pools pools;
    private final PoolTokens tokens;
    private final Predicate<Hit> isPerson;
    private final PrivacyProfile profile;
    private final Object writing = new Object();
    private Set<Seen> seen = new HashSet<>();
    private Map<ClickedLink, Long> clicks = new HashMap<>();

    /**
     * @param events counts the hits
     * @param isPerson judges a hit from what it says by itself
     * @param profile limits what is recorded, whatever a token allows
     */
    public PooledHits(
            EventLog events, Pools pools, PoolTokens tokens, Predicate<Hit> isPerson, PrivacyProfile profile) {
        this.events = events;
        this.pools = pools;
        this.tokens = tokens;
        this.isPerson = isPerson;
        this.profile = profile;
    }

    /**
     * Accepts a request for a pixel.
     *
     * @param token of the pixel
     * @param hit reads the request
     * @return false if the token is not that of a pool
     */
    public boolean open(String token, Supplier<Hit> hit) {
        Optional<SignedPool> pool = tokens.readPool(token);
        if (pool.isEmpty()) {
            return false;
        }
        Seen one = new Seen(pool.get().pool(), pool.get().draw());
        count(hit, () -> seen.contains(one) || (hasRoom() && seen.add(one)));
        return true;
    }

    /**
     * Accepts a click.
     *
     * @param token of the link
     * @param hit reads the request
     * @return the link; empty if the token is not that of a link of a campaign
     */
    public Optional<Link> click(String token, Supplier<Hit> hit) {
        Optional<SignedCampaignLink> signed = tokens.readLink(token);
        signed.ifPresent(link -> {
            ClickedLink clicked = new ClickedLink(link.campaign(), link.link().number());
            count(hit, () -> {
                boolean isKept = hasRoom() || clicks.containsKey(clicked);
                if (isKept) {
                    clicks.merge(clicked, 1L, Long::sum);
                }
                return isKept;
            });
        });
        return signed.map(SignedCampaignLink::link);
    }

    /** @param keeping keeps what is kept of a hit; returns false if there is no room */
    private void count(Supplier<Hit> hit, BooleanSupplier keeping) {
        boolean isRecorded = profile.or(PrivacyProfile.AGGREGATED) == PrivacyProfile.AGGREGATED;
        events.count(isRecorded ? disposition(hit.get(), keeping) : HitDisposition.UNRECORDED);
    }

    private HitDisposition disposition(Hit hit, BooleanSupplier keeping) {
        HitDisposition objection = HitDisposition.ofObjection(hit);
        if (objection != null) {
            return objection;
        }
        return !isPerson.test(hit) || isKept(keeping) ? HitDisposition.POOLED : HitDisposition.LOST;
    }

    private synchronized boolean isKept(BooleanSupplier keeping) {
        return keeping.getAsBoolean();
    }

    private boolean hasRoom() {
        return seen.size() + clicks.size() < MAX_WAITING;
    }

    /** The number of pools and links that wait in memory. */
    public synchronized int waiting() {
        return seen.size() + clicks.size();
    }

    /** Stores what waits; returns the pause before the next step. */
    public Duration step() {
        synchronized (writing) {
            Set<Seen> newSeen;
            Map<ClickedLink, Long> newClicks;
            synchronized (this) {
                newSeen = seen;
                newClicks = clicks;
                seen = new HashSet<>();
                clicks = new HashMap<>();
            }
            if (!newSeen.isEmpty() || !newClicks.isEmpty()) {
                store(newSeen, newClicks);
            }
        }
        return INTERVAL;
    }

    private void store(Set<Seen> newSeen, Map<ClickedLink, Long> newClicks) {
        boolean isStored = false;
        try {
            pools.record(newSeen, newClicks);
            isStored = true;
        } finally {
            if (!isStored) {
                putBack(newSeen, newClicks);
            }
        }
    }

    private synchronized void putBack(Set<Seen> unstored, Map<ClickedLink, Long> unstoredClicks) {
        seen.addAll(unstored);
        unstoredClicks.forEach((link, count) -> clicks.merge(link, count, Long::sum));
    }

    /** Stores what waits, so that a query counts it, unless the database is unavailable. */
    public void storeNow() {
        try {
            step();
        } catch (StoreUnavailableException later) {
            log.debug("The pools that were seen are stored later: {}", later.getMessage());
        }
    }

    /** Stores what waits; what cannot be stored is lost. */
    @Override
    public void close() {
        storeNow();
        if (waiting() > 0) {
            log.warn("{} pools and links with hits could not be stored: the database is unavailable.", waiting());
        }
    }
}
