package telltale.pace;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.assessment.MailOperators;
import telltale.assessment.MxLookup;
import telltale.model.LruCache;
import telltale.model.Provider;

/**
 * The providers of domains: the operator of the preferred mail server (MX) if it is a known one, and otherwise the name of that
 * server. Nothing waits for the DNS: until it has answered, and while it does not, a domain is its own provider.
 */
public final class ProviderNames {
    private static final Logger log = LoggerFactory.getLogger(ProviderNames.class);
    private static final int MAX_DOMAINS = 10_000;
    private static final Duration TTL = Duration.ofDays(1);
    private static final Duration FAILURE_TTL = Duration.ofMinutes(10);
    private static final Duration IDLE_INTERVAL = Duration.ofMillis(200);
    /** The time after which a step starts no further query. */
    private static final Duration MAX_STEP_TIME = Duration.ofSeconds(1);

    private final @Nullable MxLookup mx;
    private final Clock clock;
    /** Guarded by itself. */
    private final LruCache<String, Answer> answers = new LruCache<>(MAX_DOMAINS);

    private final Set<String> asked = ConcurrentHashMap.newKeySet();

    /** The result of a look-up and the time at which it expires. */
    private record Answer(String provider, Instant expiry) {}

    /** @param mx null if the DNS is not asked */
    public ProviderNames(@Nullable MxLookup mx, Clock clock) {
        this.mx = mx;
        this.clock = clock;
    }

    /** The provider of a domain in lower case, as far as it is known now. */
    public String of(String domain) {
        Answer answer = answer(domain);
        boolean isFresh = answer != null && clock.instant().isBefore(answer.expiry);
        if (mx != null && !isFresh && asked.size() < MAX_DOMAINS) {
            asked.add(domain);
        }
        return answer == null ? domain : answer.provider;
    }

    private @Nullable Answer answer(String domain) {
        synchronized (answers) {
            return answers.get(domain);
        }
    }

    /** Looks up domains that were asked for, and returns the delay until the next call. */
    public Duration step() {
        Instant end = clock.instant().plus(MAX_STEP_TIME);
        Iterator<String> next = asked.iterator();
        while (mx != null && next.hasNext() && clock.instant().isBefore(end)) {
            String domain = next.next();
            Answer answer = lookUp(mx, domain);
            synchronized (answers) {
                answers.put(domain, answer);
            }
            next.remove();
        }
        return next.hasNext() ? Duration.ZERO : IDLE_INTERVAL;
    }

    private Answer lookUp(MxLookup lookup, String domain) {
        Instant now = clock.instant();
        try {
            return new Answer(provider(domain, lookup.lookUp(domain)), now.plus(TTL));
        } catch (MxLookup.UnansweredException | RuntimeException failed) {
            log.debug("Looking up the mail servers of {} failed: {}", domain, failed.toString());
            Answer known = answer(domain);
            return new Answer(known == null ? domain : known.provider, now.plus(FAILURE_TTL));
        }
    }

    private static String provider(String domain, List<String> servers) {
        Provider operator = MailOperators.operatorOf(servers);
        if (operator != Provider.OTHER) {
            return operator.wireName();
        }
        return servers.isEmpty() ? domain : servers.get(0);
    }
}
