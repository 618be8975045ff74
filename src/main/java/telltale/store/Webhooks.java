package telltale.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import telltale.model.WebhookType;
import telltale.model.WireConstant;

/** The endpoints that events are sent to. Writes are durable and throw as in {@link Store}. */
public interface Webhooks {
    /** The state of an endpoint. */
    enum State implements WireConstant {
        /** it has not answered a test event yet; nothing is written for it */
        UNVERIFIED,
        /** events are sent to it */
        ENABLED,
        /** events are written for it, and sent when it is enabled again */
        PAUSED,
        /** nothing is written for it */
        DISABLED;

        /** Whether events are written for it. */
        public boolean collects() {
            return this == ENABLED || this == PAUSED;
        }
    }

    /**
     * Which events an endpoint gets.
     *
     * @param people whether it gets opens and clicks of people only
     * @param campaign the only campaign that it gets events of, or null
     */
    record Subscription(
            Set<WebhookType> types,
            boolean people,
            @Nullable String campaign) {
        public Subscription {
            types = Set.copyOf(types);
        }
    }

    /**
     * What an owner sets.
     *
     * @param addresses whether events have the address of the recipient
     * @param perSecond the maximum number of requests a second; 0 for no limit
     * @param secrets the signing keys and the header fields, encrypted
     */
    record Setup(
            String url,
            String description,
            Subscription subscription,
            boolean addresses,
            int perSecond,
            String secrets) {}

    /**
     * How an endpoint fares.
     *
     * @param reason why it is paused or disabled, or null
     * @param failures the number of failed attempts since the last success
     * @param failingSince when the first of them was, or null
     * @param retryAt before when it is not tried, or null
     */
    record Condition(
            State state,
            @Nullable String reason,
            int failures,
            @Nullable Instant failingSince,
            @Nullable Instant retryAt) {
        /** The condition of an endpoint whose last attempt succeeded. */
        public static final Condition HEALTHY = new Condition(State.ENABLED, null, 0, null, null);

        /** A state without failures. */
        public static Condition of(State state, @Nullable String reason) {
            return new Condition(state, reason, 0, null, null);
        }
    }

    /** An endpoint. */
    record Endpoint(UUID id, Setup setup, Condition condition, Instant createdAt) {
        /** This endpoint with another set-up. */
        public Endpoint with(Setup changed) {
            return new Endpoint(id, changed, condition, createdAt);
        }

        /** This endpoint in another condition. */
        public Endpoint with(Condition changed) {
            return new Endpoint(id, setup, changed, createdAt);
        }
    }

    /** The endpoints in the order of their ids, which is that of their creation. */
    List<Endpoint> all();

    /** An endpoint. */
    Optional<Endpoint> find(UUID id);

    /** Adds an endpoint. */
    void add(Endpoint endpoint);

    /**
     * Changes an endpoint. What it no longer subscribes to is still sent if it was written before.
     *
     * @param change a pure function, since a transaction may be retried
     * @return the changed endpoint; empty if there is none with this id
     */
    Optional<Endpoint> change(UUID id, UnaryOperator<Endpoint> change);

    /** Deletes an endpoint with everything that waits for it; false if there is none with this id. */
    boolean delete(UUID id);
}
