package telltale.assessment;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.assessment.MxLookup.Reachability;
import telltale.model.LruCache;

/** Which domains cannot receive mail, as the DNS says it. */
public final class MailDomains {
    private static final Logger log = LoggerFactory.getLogger(MailDomains.class);
    /** The maximum number of lookups for one request, whose user waits for the answer. */
    private static final int MAX_LOOKUPS = 200;

    private static final Duration MAX_TIME = Duration.ofSeconds(3);
    private static final Duration CACHE_TTL = Duration.ofMinutes(10);
    private static final int MAX_CACHED = 2_000;

    /** Looks up a domain. */
    @FunctionalInterface
    public interface Lookup {
        /**
         * Whether a domain can receive mail.
         *
         * @throws MxLookup.UnansweredException if no name server answers
         */
        Reachability of(String domain) throws MxLookup.UnansweredException;
    }

    private final @Nullable Lookup lookup;
    private final Clock clock;
    private final LruCache<String, Answer> cache = new LruCache<>(MAX_CACHED);

    /** The cached reachability of a domain, and the time at which it expires. */
    private record Answer(Reachability reachability, Instant expiry) {}

    /** @param lookup null if the DNS is not used */
    public MailDomains(@Nullable Lookup lookup, Clock clock) {
        this.lookup = lookup;
        this.clock = clock;
    }

    /**
     * What is known of some domains.
     *
     * @param unreachable the domains that cannot receive mail, in the order of the question
     * @param unknown the number of domains that were not looked up, or whose lookup failed
     */
    public record Found(Map<String, Reachability> unreachable, int unknown) {}

    /**
     * Looks up domains for at most some seconds.
     *
     * @param domains in lower case and ASCII; the most important first
     */
    public Found find(List<String> domains) {
        Instant end = clock.instant().plus(MAX_TIME);
        Map<String, Reachability> unreachable = new LinkedHashMap<>();
        int unknown = 0;
        int lookups = 0;
        for (String domain : domains) {
            Optional<Reachability> found = cached(domain);
            if (found.isEmpty() && lookups < MAX_LOOKUPS && clock.instant().isBefore(end)) {
                lookups++;
                found = lookUp(domain);
            }
            found.filter(one -> one != Reachability.REACHABLE).ifPresent(one -> unreachable.put(domain, one));
            unknown += found.isEmpty() ? 1 : 0;
        }
        return new Found(unreachable, unknown);
    }

    private Optional<Reachability> cached(String domain) {
        synchronized (cache) {
            return Optional.ofNullable(cache.get(domain))
                    .filter(answer -> clock.instant().isBefore(answer.expiry))
                    .map(Answer::reachability);
        }
    }

    private Optional<Reachability> lookUp(String domain) {
        if (lookup == null) {
            return Optional.empty();
        }
        try {
            Reachability found = lookup.of(domain);
            synchronized (cache) {
                cache.put(domain, new Answer(found, clock.instant().plus(CACHE_TTL)));
            }
            return Optional.of(found);
        } catch (MxLookup.UnansweredException | RuntimeException failed) {
            log.debug("Looking up whether {} receives mail failed: {}", domain, failed.toString());
            return Optional.empty();
        }
    }
}
