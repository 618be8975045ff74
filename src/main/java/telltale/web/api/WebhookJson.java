package telltale.web.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.WireConstant;
import telltale.store.WebhookQueue.Attempt;
import telltale.store.WebhookQueue.Backlog;
import telltale.store.Webhooks.Condition;
import telltale.store.Webhooks.Endpoint;
import telltale.store.Webhooks.Setup;
import telltale.webhooks.EndpointSecrets;
import telltale.webhooks.RequestField;
import telltale.webhooks.SigningKey;

/**
 * The JSON of an endpoint, without its secrets.
 *
 * @param headers the names of its header fields
 * @param scheme of its signatures; absent if its secrets cannot be decrypted
 * @param publicKey by which its receiver verifies, if it has one
 * @param waiting the number of events that wait, counted up to a limit
 * @param failed the number of events that were given up, counted up to the same limit
 */
record WebhookJson(
        UUID id,
        String url,
        String description,
        List<String> types,
        boolean people,
        @Nullable String campaign,
        boolean addresses,
        int perSecond,
        List<String> headers,
        Optional<String> scheme,
        Optional<String> publicKey,
        String state,
        @Nullable String reason,
        int failures,
        @Nullable Instant failingSince,
        @Nullable Instant retryAt,
        Instant createdAt,
        long waiting,
        long failed) {
    static WebhookJson of(Endpoint endpoint, Optional<EndpointSecrets> secrets, Backlog backlog) {
        Setup setup = endpoint.setup();
        Condition condition = endpoint.condition();
        Optional<SigningKey> key = secrets.map(EndpointSecrets::current);
        return new WebhookJson(
                endpoint.id(),
                setup.url(),
                setup.description(),
                setup.subscription().types().stream()
                        .sorted()
                        .map(WireConstant::wireName)
                        .toList(),
                setup.subscription().people(),
                setup.subscription().campaign(),
                setup.addresses(),
                setup.perSecond(),
                secrets.map(EndpointSecrets::headers).orElse(List.of()).stream()
                        .map(RequestField::name)
                        .toList(),
                key.map(one -> one.scheme().wireName()),
                key.filter(one -> one.scheme() == SigningKey.Scheme.V1A).map(SigningKey::receiverText),
                condition.state().wireName(),
                condition.reason(),
                condition.failures(),
                condition.failingSince(),
                condition.retryAt(),
                endpoint.createdAt(),
                backlog.waiting(),
                backlog.failed());
    }

    /**
     * An attempt.
     *
     * @param event the webhook-id
     * @param answer the beginning of the response, or what happened instead
     * @param progress what has come of the event by now
     */
    record AttemptJson(
            UUID event,
            String type,
            int attempt,
            Instant at,
            long millis,
            @Nullable Integer status,
            String answer,
            String progress) {
        static AttemptJson of(Attempt attempt) {
            return new AttemptJson(
                    attempt.event(),
                    attempt.type(),
                    attempt.attempt(),
                    attempt.at(),
                    attempt.took().toMillis(),
                    attempt.status(),
                    attempt.answer(),
                    attempt.progress().wireName());
        }
    }
}
