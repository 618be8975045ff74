package telltale.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.WireConstant;

/**
 * The events that wait for each endpoint, and the attempts to send them. One node at a time sends to an endpoint: the one that has its
 * lease. Writes are durable and throw as in {@link Store}.
 */
public interface WebhookQueue {
    /**
     * An event that is due.
     *
     * @param number by which its result is stored
     * @param id the same in every attempt
     * @param address the address of the recipient; null if there is none, or it was erased
     * @param attempts the number of attempts so far
     */
    record Due(
            long number, UUID id, String payload, @Nullable String address, int attempts) {}

    /**
     * The result of an attempt.
     *
     * @param number that of the event
     * @param attempt counts the attempts, from 1
     * @param took how long it took
     * @param status of the response, or null
     * @param answer the beginning of the response, or what happened instead
     * @param dueAt the time of the next attempt; null if there is none
     * @param isFailed whether it was given up
     */
    record Result(
            long number,
            int attempt,
            Instant at,
            Duration took,
            @Nullable Integer status,
            String answer,
            @Nullable Instant dueAt,
            boolean isFailed) {}

    /** What is to come of an event after an attempt. */
    enum Progress implements WireConstant {
        DELIVERED,
        WAITING,
        FAILED
    }

    /**
     * An attempt that was made.
     *
     * @param number by which a list is continued
     * @param event the webhook-id
     * @param progress what has come of the event by now
     */
    record Attempt(
            long number,
            UUID event,
            String type,
            int attempt,
            Instant at,
            Duration took,
            @Nullable Integer status,
            String answer,
            Progress progress) {}

    /**
     * The events that are to be sent again.
     *
     * @param event the only one, or null
     * @param from the time of the first event, or null
     * @param to the time before which the last event is, or null
     * @param failed whether only those that were given up are
     */
    record Replay(
            @Nullable UUID event,
            @Nullable Instant from,
            @Nullable Instant to,
            boolean failed) {}

    /**
     * Events that are sent again.
     *
     * @param last the number of the last of them if others may follow, or null
     */
    record Replayed(int count, @Nullable Long last) {}

    /** The number of events that wait for an endpoint, and that were given up, each counted up to a limit. */
    record Backlog(long waiting, long failed) {}

    /** The enabled endpoints with due events that no other node sends to. */
    List<UUID> ready(Instant now);

    /** Takes or renews the lease of an endpoint, by the clock of the database; empty if another node has it or it is not enabled. */
    Optional<Webhooks.Endpoint> lease(UUID endpoint, Duration length);

    /** Ends the lease of an endpoint. */
    void release(UUID endpoint);

    /** Due events of an endpoint, the oldest first; of each delivery or person the oldest that waits alone. */
    List<Due> due(UUID endpoint, Instant now, int limit);

    /**
     * Stores the results of attempts, and how the endpoint fares.
     *
     * @param condition null to leave it as it is
     */
    void record(UUID endpoint, List<Result> results, Webhooks.@Nullable Condition condition);

    /**
     * The attempts of an endpoint, newest first.
     *
     * @param failed whether only those that failed
     * @param before the number of the last attempt of the page before, or null
     */
    List<Attempt> attempts(UUID endpoint, boolean failed, @Nullable Long before, int limit);

    /**
     * Makes some events due again that do not wait, with their ids unchanged, the oldest first.
     *
     * @param after the number of the last event of the call before; 0 at first
     * @param limit the maximum number of events, which are changed in one transaction
     */
    Replayed replay(UUID endpoint, Replay replay, long after, int limit, Instant now);

    /** How much waits for an endpoint. */
    Backlog backlog(UUID endpoint, long limit);
}
