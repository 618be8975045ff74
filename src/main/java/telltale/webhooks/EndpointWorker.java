package telltale.webhooks;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import telltale.store.StoreUnavailableException;
import telltale.store.WebhookQueue;
import telltale.store.WebhookQueue.Due;
import telltale.store.WebhookQueue.Result;
import telltale.store.Webhooks;
import telltale.store.Webhooks.Condition;
import telltale.store.Webhooks.Endpoint;
import telltale.store.Webhooks.State;
import telltale.token.SecretBox;

/** Sends the due events of one endpoint, while this node has its lease. */
final class EndpointWorker {
    private static final Logger log = LoggerFactory.getLogger(EndpointWorker.class);
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final int BATCH = 500;
    /** Results are stored after this time at the latest: what was sent since is sent again after a crash. */
    private static final Duration MAX_BATCH_TIME = Duration.ofSeconds(2);

    private static final Duration POLL_INTERVAL = Duration.ofMillis(250);
    /** How often it looks for further events before it ends. */
    private static final int MAX_POLLS = 40;

    private final UUID id;
    private final Parts parts;
    private final CountDownLatch closing;
    private @Nullable EventSender sender;
    private Webhooks.@Nullable Setup setup;
    /** When the lease was taken last, by {@link System#nanoTime}. */
    private @Nullable Long leasedAt;

    private long nextAt = System.nanoTime();

    /** What all workers share. */
    record Parts(
            Webhooks webhooks,
            WebhookQueue queue,
            SecretBox box,
            EventSender.Network network,
            WebhookSchedule schedule,
            WebhookCounts counts,
            Clock clock) {}

    /** @param closing ends it */
    EndpointWorker(UUID id, Parts parts, CountDownLatch closing) {
        this.id = id;
        this.parts = parts;
        this.closing = closing;
    }

    /** Sends until nothing is due for a while, or the endpoint rests after a failure. */
    void run() throws InterruptedException {
        try {
            int polls = 0;
            while (polls < MAX_POLLS && closing.getCount() > 0) {
                Optional<Endpoint> endpoint = leased();
                if (endpoint.isEmpty() || rests(endpoint.get().condition())) {
                    break;
                }
                if (send(endpoint.get())) {
                    polls = 0;
                } else {
                    polls++;
                    closing.await(POLL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
                }
            }
            leasedAt = null;
            parts.queue.release(id);
        } catch (StoreUnavailableException away) {
            log.debug("Webhook {} waits for the database: {}", id, away.getMessage());
        } finally {
            closeSender();
        }
    }

    /** The endpoint as it is now, while this node has its lease, which is renewed in good time; empty otherwise. */
    private Optional<Endpoint> leased() {
        if (leasedAt == null || System.nanoTime() - leasedAt > LEASE.toNanos() / 4) {
            leasedAt = System.nanoTime();
            return parts.queue.lease(id, LEASE);
        }
        return parts.webhooks.find(id).filter(endpoint -> endpoint.condition().state() == State.ENABLED);
    }

    private boolean rests(Condition condition) {
        Instant retryAt = condition.retryAt();
        return retryAt != null && parts.clock.instant().isBefore(retryAt);
    }

    /** Sends some due events; false if there was none. */
    private boolean send(Endpoint endpoint) throws InterruptedException {
        boolean isFailing = endpoint.condition().failures() >= WebhookSchedule.MAX_FAILURES;
        List<Due> due = parts.queue.due(id, parts.clock.instant(), isFailing ? 1 : BATCH);
        if (!due.isEmpty()) {
            Optional<EndpointSecrets> secrets =
                    EndpointSecrets.open(parts.box, endpoint.setup().secrets());
            if (secrets.isEmpty()) {
                end(
                        endpoint,
                        Condition.of(State.PAUSED, "Its secrets cannot be decrypted with the keys of this node."));
            } else {
                send(endpoint, sender(endpoint, secrets.get()), due);
            }
        }
        return !due.isEmpty();
    }

    private EventSender sender(Endpoint endpoint, EndpointSecrets secrets) {
        EventSender current = sender;
        if (current == null || !endpoint.setup().equals(setup)) {
            closeSender();
            current = new EventSender(URI.create(endpoint.setup().url()), secrets, parts.network, parts.clock);
            sender = current;
            setup = endpoint.setup();
        }
        return current;
    }

    private void closeSender() {
        if (sender != null) {
            sender.close();
            sender = null;
        }
    }

    private void send(Endpoint endpoint, EventSender to, List<Due> due) throws InterruptedException {
        long end = System.nanoTime() + MAX_BATCH_TIME.toNanos();
        List<Result> results = new ArrayList<>(due.size());
        Condition before = endpoint.condition();
        Condition condition = before;
        for (Due event : due) {
            if (System.nanoTime() > end || !awaitTurn(endpoint.setup().perSecond())) {
                break;
            }
            Attempt attempt = attempt(endpoint, to, event, condition);
            results.add(attempt.result);
            condition = attempt.condition;
            if (condition.state() != State.ENABLED || condition.retryAt() != null) {
                break;
            }
        }
        boolean isEnded = condition.state() != State.ENABLED;
        parts.queue.record(id, results, isEnded || condition.equals(before) ? null : condition);
        if (isEnded) {
            end(endpoint, condition);
        }
    }

    private record Attempt(Result result, Condition condition) {}

    private Attempt attempt(Endpoint endpoint, EventSender to, Due event, Condition before) {
        Instant at = parts.clock.instant();
        long began = System.nanoTime();
        Answer answer = null;
        String text;
        try {
            answer = to.send(event.id(), payload(endpoint, event));
            text = answer.text();
        } catch (IOException failed) {
            text = String.valueOf(failed.getMessage());
        }
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        parts.counts.attempted(answer != null && answer.isSuccess(), took);
        return concluded(event, before, at, took, answer, text);
    }

    private Attempt concluded(
            Due event, Condition before, Instant at, Duration took, @Nullable Answer answer, String text) {
        int attempts = event.attempts() + 1;
        Integer status = answer == null ? null : Integer.valueOf(answer.status());
        if (answer != null && answer.isSuccess()) {
            Result delivered = new Result(event.number(), attempts, at, took, status, text, null, false);
            return new Attempt(delivered, Condition.HEALTHY);
        }
        Instant now = parts.clock.instant();
        if (answer != null && answer.isGone()) {
            Result refused = new Result(event.number(), attempts, at, took, status, text, null, true);
            return new Attempt(refused, Condition.of(State.DISABLED, "It answered 410 (Gone)."));
        }
        Duration retryAfter = answer == null ? null : answer.retryAfter();
        Instant next = parts.schedule.next(attempts, now, retryAfter);
        String reason = answer == null ? text : "status " + answer.status();
        return new Attempt(
                new Result(event.number(), attempts, at, took, status, text, next, next == null),
                parts.schedule.failed(before, now, retryAfter, reason));
    }

    /** The payload, with the address of the recipient as the last member of its data if the endpoint gets addresses. */
    private static String payload(Endpoint endpoint, Due event) {
        String payload = event.payload();
        return endpoint.setup().addresses() && event.address() != null
                ? PayloadAddress.added(payload, event.address())
                : payload;
    }

    private void end(Endpoint endpoint, Condition condition) {
        log.warn("Webhook {} is {}: {}", id, condition.state().wireName(), condition.reason());
        parts.webhooks.change(
                endpoint.id(), now -> now.condition().state() == State.ENABLED ? now.with(condition) : now);
    }

    /** Waits as the pace of the endpoint requires; false if this node stops. */
    private boolean awaitTurn(int perSecond) throws InterruptedException {
        long wait = perSecond == 0 ? 0 : nextAt - System.nanoTime();
        if (wait > 0 && closing.await(wait, TimeUnit.NANOSECONDS)) {
            return false;
        }
        if (perSecond > 0) {
            nextAt = Math.max(nextAt, System.nanoTime()) + TimeUnit.SECONDS.toNanos(1) / perSecond;
        }
        return closing.getCount() > 0;
    }
}
