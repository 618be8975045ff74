package telltale.web.gate;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import telltale.model.ClientNetwork;
import telltale.web.gate.TokenBucket.Level;
import telltale.web.http.ClientAddress;
import telltale.web.http.Identity;
import telltale.web.http.Problem;

/**
 * Limits the requests that need a key, on this node: per key, per user, and per network for those without an accepted key.
 * Each answer states the limit and what is left of it (draft-ietf-httpapi-ratelimit-headers-10).
 */
public final class RequestLimits {
    /** Requests with the same identity within this time share a bucket. */
    private static final int WINDOW_SECONDS = 60;

    private static final long WINDOW = TimeUnit.SECONDS.toNanos(WINDOW_SECONDS);
    /** Keys are at most a few hundred; most buckets are those of networks without a key. */
    private static final int MAX_BUCKETS = 20_000;

    private static final long SWEEP_INTERVAL = TimeUnit.SECONDS.toNanos(1);

    private final int requests;
    private final ClientAddress clients;
    private final LongSupplier nanos;
    private final String limit;
    private final Map<String, TokenBucket> buckets = new ConcurrentHashMap<>();
    private final AtomicLong sweptAt;
    /** The bucket of those that came when there was no room for another. */
    private final TokenBucket others;

    /** @param requests per minute and key; 0 for no limit */
    public RequestLimits(int requests, ClientAddress clients) {
        this(requests, clients, System::nanoTime);
    }

    RequestLimits(int requests, ClientAddress clients, LongSupplier nanos) {
        this.requests = requests;
        this.clients = clients;
        this.nanos = nanos;
        this.limit = ";q=" + requests + ";w=" + WINDOW_SECONDS;
        this.sweptAt = new AtomicLong(nanos.getAsLong());
        this.others = new TokenBucket(Math.max(1, requests), WINDOW, nanos.getAsLong());
    }

    /**
     * Counts a request, and adds the limit to its response.
     *
     * @return the refusal of a request that exceeds the limit; null if it does not
     */
    @Nullable
    Problem check(HttpServletRequest request, HttpServletResponse response) {
        if (requests == 0) {
            return null;
        }
        Identity identity = Identity.find(request);
        String policy = policy(identity);
        String owner = identity == null ? ClientNetwork.of(clients.resolve(request)) : identity.name();
        Level level = take(policy + " " + owner);
        response.setHeader("RateLimit-Policy", "\"" + policy + "\"" + limit);
        response.setHeader("RateLimit", "\"" + policy + "\";r=" + level.remaining() + ";t=" + level.resetSeconds());
        if (!level.isRefused()) {
            return null;
        }
        response.setHeader("Retry-After", String.valueOf(level.retrySeconds()));
        return new Problem(
                        Problem.Type.TOO_MANY_REQUESTS,
                        "The limit is " + requests + " requests a minute for each " + policy
                                + " (TELLTALE_API_RATE). Try again after the time in Retry-After.")
                .with("limit", "TELLTALE_API_RATE");
    }

    /** Counts a mail that a key submits by another protocol; returns whether it is within the limit. */
    public boolean permits(String key) {
        return requests == 0 || !take("key " + key).isRefused();
    }

    private Level take(String owner) {
        long now = nanos.getAsLong();
        return bucket(owner, now).take(now);
    }

    private static String policy(@Nullable Identity identity) {
        return identity == null ? "network" : identity.kind() == Identity.Kind.SESSION ? "session" : "key";
    }

    private TokenBucket bucket(String owner, long now) {
        TokenBucket known = buckets.get(owner);
        if (known != null) {
            return known;
        }
        if (buckets.size() >= MAX_BUCKETS) {
            sweep(now);
        }
        return buckets.size() >= MAX_BUCKETS
                ? others
                : buckets.computeIfAbsent(owner, any -> new TokenBucket(requests, WINDOW, now));
    }

    /** Removes full buckets, at most once a second. */
    private void sweep(long now) {
        long last = sweptAt.get();
        if (now - last >= SWEEP_INTERVAL && sweptAt.compareAndSet(last, now)) {
            buckets.values().removeIf(bucket -> bucket.isFull(now));
        }
    }

    /** The number of buckets in memory. */
    int size() {
        return buckets.size();
    }
}
