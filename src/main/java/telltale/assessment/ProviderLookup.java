package telltale.assessment;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.model.LruCache;
import telltale.model.Provider;
import telltale.store.Judgements;
import telltale.store.Judgements.WithoutProvider;

/**
 * Looks up the operator of the recipient's mail server in the background, soon after a delivery is created. Sending does
 * not wait for it; if the DNS does not answer, the operator is {@link Provider#OTHER}.
 */
public final class ProviderLookup {
    private static final Logger log = LoggerFactory.getLogger(ProviderLookup.class);
    private static final int BATCH_SIZE = 100;
    private static final int MAX_CACHED = 10_000;
    private static final Duration CACHE_TTL = Duration.ofDays(1);
    private static final Duration FAILURE_TTL = Duration.ofMinutes(10);
    private static final Duration IDLE_INTERVAL = Duration.ofMillis(500);
    /** The time after which a step starts no further queries; the rest of the batch is left to the next one. */
    private static final Duration MAX_STEP_TIME = Duration.ofSeconds(1);

    private final Judgements judgements;
    private final MxLookup mx;
    private final Clock clock;
    private final LruCache<String, Answer> cache = new LruCache<>(MAX_CACHED);

    /** The result of a lookup and the time at which it expires. */
    private record Answer(Provider provider, Instant expiry) {}

    public ProviderLookup(Judgements judgements, MxLookup mx, Clock clock) {
        this.judgements = judgements;
        this.mx = mx;
        this.clock = clock;
    }

    /** Looks up one batch, and returns the delay until the next call. */
    public Duration step() {
        Instant end = clock.instant().plus(MAX_STEP_TIME);
        List<WithoutProvider> batch = judgements.withoutProvider(BATCH_SIZE);
        Map<Long, Provider> found = new HashMap<>();
        for (WithoutProvider one : batch) {
            if (clock.instant().isBefore(end)) {
                found.put(one.number(), providerOf(one.domain()));
            }
        }
        if (!found.isEmpty()) {
            judgements.setProviders(found);
        }
        return batch.size() < BATCH_SIZE && found.size() == batch.size() ? IDLE_INTERVAL : Duration.ZERO;
    }

    private Provider providerOf(String domain) {
        Answer answer = cache.get(domain);
        if (answer == null || !clock.instant().isBefore(answer.expiry)) {
            answer = query(domain);
            cache.put(domain, answer);
        }
        return answer.provider;
    }

    private Answer query(String domain) {
        try {
            return new Answer(
                    MailOperators.operatorOf(mx.lookUp(domain)), clock.instant().plus(CACHE_TTL));
        } catch (MxLookup.UnansweredException | RuntimeException failed) {
            log.debug("Looking up the mail servers of {} failed: {}", domain, failed.toString());
            return new Answer(Provider.OTHER, clock.instant().plus(FAILURE_TTL));
        }
    }
}
