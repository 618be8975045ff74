package telltale.sending;

import java.time.Duration;
import java.util.Optional;
import telltale.model.Outcome;
import telltale.model.ServerScope;
import telltale.smtp.MailSender;

/** A mail server with its limits, its circuit breaker, and the deliveries of this node that wait for it. */
public final class MailServer implements AutoCloseable {
    /** The name of the mail server that {@code EMAIL_HOST} or the container's mail session sets. */
    public static final String MAIN = "main";

    /** Claimed deliveries that wait for each connection: enough that no connection waits for a claim. */
    private static final int PREFETCH_PER_CONNECTION = 16;
    /** A server for which a delivery waits longer than this gets no further ones while others can send them. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(10);

    /** The number of deliveries in memory above which others wait in the outbox until they are claimed. */
    static final int MAX_WAITING = 1_000;

    private final String name;
    private final String location;
    private final int weight;
    private final ServerScope scope;
    private final SendingLimits limits;
    private final MailSender sender;
    private final CircuitBreaker breaker;
    private final RateLimiter rateLimiter;
    private final TaskQueue tasks;

    /**
     * @param location its host and port, for people
     * @param weight its share of the mail that several servers can send
     * @param scope the mails that it sends
     * @param sender connects to it
     * @param breaker closed with the server
     */
    public MailServer(
            String name,
            String location,
            int weight,
            ServerScope scope,
            SendingLimits limits,
            MailSender sender,
            CircuitBreaker breaker) {
        if (weight < 1) {
            throw new IllegalArgumentException("the weight of a mail server must be positive");
        }
        this.name = name;
        this.location = location;
        this.weight = weight;
        this.scope = scope;
        this.limits = limits;
        this.sender = sender;
        this.breaker = breaker;
        this.rateLimiter = new RateLimiter(limits.perSecond());
        this.tasks = new TaskQueue(new ProviderWindows(limits.connections()));
    }

    public String name() {
        return name;
    }

    public String location() {
        return location;
    }

    public int weight() {
        return weight;
    }

    public ServerScope scope() {
        return scope;
    }

    public SendingLimits limits() {
        return limits;
    }

    /** Why and since when no mail is sent to it; empty if mail is sent. */
    public Optional<CircuitBreaker.OpenState> outage() {
        return breaker.state();
    }

    /** The number of deliveries that wait for it on this node. */
    public int waiting() {
        return tasks.size();
    }

    MailSender sender() {
        return sender;
    }

    CircuitBreaker breaker() {
        return breaker;
    }

    RateLimiter rateLimiter() {
        return rateLimiter;
    }

    TaskQueue tasks() {
        return tasks;
    }

    /** Whether its rate is limited, so that a delivery that would wait is better sent by another server. */
    boolean isPaced() {
        return limits.perSecond() > 0;
    }

    /** The number of deliveries that may wait for it after a claim. */
    int capacity() {
        int all = PREFETCH_PER_CONNECTION * limits.connections();
        return isPaced() ? Math.min(all, limits.perSecond()) : all;
    }

    /** The number of deliveries that are missing until as many wait for it as may after a claim. */
    int room() {
        return Math.max(0, capacity() - waiting());
    }

    /** The number of deliveries that may wait for it if no other server sends them. */
    int maxWaiting() {
        return Math.max(capacity(), MAX_WAITING);
    }

    /** Whether at most half of the deliveries are left that may wait for it, whatever its rate. */
    boolean isLow() {
        return 2 * tasks.size() <= PREFETCH_PER_CONNECTION * limits.connections();
    }

    /** Whether at least half of the deliveries that may wait for it are missing. */
    boolean isDry() {
        return 2 * (capacity() - tasks.size()) >= capacity();
    }

    /** Whether it sends more slowly than deliveries are handed to it. */
    boolean isBehind() {
        return tasks.isBehind(MAX_WAIT);
    }

    /** Tells the callers that wait for deliveries to it why these have to wait, if it accepts no mail. */
    void postponeWaiting() {
        Optional<Outcome> refusal = breaker.refusal();
        refusal.ifPresent(cause -> tasks.forEach(task -> task.postpone(cause)));
    }

    /** Ends every wait for it. */
    @Override
    public void close() {
        rateLimiter.close();
        breaker.close();
    }
}
