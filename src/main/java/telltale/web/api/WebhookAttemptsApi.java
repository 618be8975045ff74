package telltale.web.api;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.DurationText;
import telltale.model.InvalidInputException;
import telltale.store.WebhookQueue;
import telltale.store.WebhookQueue.Attempt;
import telltale.store.WebhookQueue.Replay;
import telltale.store.WebhookQueue.Replayed;
import telltale.store.Webhooks;
import telltale.store.Webhooks.Endpoint;
import telltale.web.http.Fields;
import telltale.web.http.JsonBody;
import telltale.web.http.ProblemException;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;
import telltale.webhooks.Answer;
import telltale.webhooks.SigningKey;
import telltale.webhooks.WebhookService;
import telltale.webhooks.WebhookService.TestResult;

/** {@code /api/v1/webhooks/{id}/…}: the attempts, a test, a new key, and events that are sent again. */
public final class WebhookAttemptsApi {
    private static final Duration DEFAULT_OVERLAP = Duration.ofDays(1);
    private static final Duration MAX_OVERLAP = Duration.ofDays(30);
    /** The number of events that are changed in one transaction. */
    private static final int REPLAYED = 500;

    private static final int MAX_TRANSACTIONS = 20;

    private final WebhooksApi endpoints;
    private final Webhooks webhooks;
    private final WebhookQueue queue;
    private final WebhookService service;
    private final Clock clock;

    public WebhookAttemptsApi(
            WebhooksApi endpoints, Webhooks webhooks, WebhookQueue queue, WebhookService service, Clock clock) {
        this.endpoints = endpoints;
        this.webhooks = webhooks;
        this.queue = queue;
        this.service = service;
        this.clock = clock;
    }

    /** A page of attempts, newest first. */
    public Response list(RoutedRequest request) {
        Fields query = request.query("limit", "cursor", "failed");
        int limit = query.limit();
        Long before = query.read("cursor", Long::valueOf);
        boolean failed = query.isTrue("failed");
        Optional<Endpoint> endpoint = WebhooksApi.id(request).flatMap(webhooks::find);
        if (endpoint.isEmpty()) {
            return WebhooksApi.NOT_FOUND;
        }
        Slice<Attempt> page = Slice.begin(
                queue.attempts(endpoint.get().id(), failed, before, limit + 1),
                limit,
                attempt -> String.valueOf(attempt.number()));
        return Response.json(
                new Page(page.items().stream().map(WebhookJson.AttemptJson::of).toList(), page.next()));
    }

    /** Sends a test event now; an endpoint that answers its first test with success gets events from now on. */
    public Response test(RoutedRequest request) {
        request.query();
        Optional<TestResult> result = WebhooksApi.id(request).flatMap(id -> service.test(id, WebhookPayloads::test));
        result.ifPresent(one -> WebhooksApi.concern(request, one.endpoint()));
        return result.<Response>map(one -> Response.json(TestJson.of(one))).orElse(WebhooksApi.NOT_FOUND);
    }

    /** Replaces the signing key; the one so far signs, too, until the overlap ends. */
    public Response rotate(RoutedRequest request) throws IOException, ProblemException {
        request.query();
        Fields body = request.http().getContentType() == null ? Fields.NONE : request.body("secret", "overlap");
        SigningKey chosen = body.read("secret", SigningKey::parse);
        Duration overlap = body.read("overlap", WebhookAttemptsApi::overlap);
        return WebhooksApi.id(request)
                .flatMap(id -> service.rotate(
                        id,
                        (keys, scheme) -> chosen == null ? keys.newKey(scheme) : chosen,
                        overlap == null ? DEFAULT_OVERLAP : overlap))
                .map(rotated -> endpoints.withKey(request, HttpServletResponse.SC_OK, rotated))
                .orElse(WebhooksApi.NOT_FOUND);
    }

    private static Duration overlap(String text) {
        Duration overlap = DurationText.parse(text);
        if (overlap.compareTo(MAX_OVERLAP) > 0) {
            throw new IllegalArgumentException("expected at most 30d");
        }
        return overlap;
    }

    /** Sends some events again that do not wait: one, those of a time, or those that were given up. */
    public Response replay(RoutedRequest request) throws IOException, ProblemException {
        Long after = request.query("cursor").read("cursor", Long::valueOf);
        JsonBody body = JsonBody.of("", JsonBody.parse(Fields.body(request.http())))
                .allowOnly(Set.of("event", "from", "to", "failed"));
        UUID event = body.read("event", UUID::fromString);
        Instant from = body.read("from", ExternalDeliveryApi::instant);
        Instant to = body.read("to", ExternalDeliveryApi::instant);
        boolean failed = body.isTrue("failed", false);
        if (event == null && from == null && !failed) {
            throw new InvalidInputException(
                    "event", "event, from or failed is missing; they choose what is sent again");
        }
        Optional<Endpoint> endpoint = WebhooksApi.id(request).flatMap(webhooks::find);
        if (endpoint.isEmpty()) {
            return WebhooksApi.NOT_FOUND;
        }
        WebhooksApi.concern(request, endpoint.get());
        return Response.json(replayed(endpoint.get().id(), new Replay(event, from, to, failed), after));
    }

    private ReplayJson replayed(UUID endpoint, Replay replay, @Nullable Long after) {
        Replayed some = new Replayed(0, after == null ? 0 : after);
        int count = 0;
        for (int i = 0; i < MAX_TRANSACTIONS && some.last() != null; i++) {
            some = queue.replay(endpoint, replay, some.last(), REPLAYED, clock.instant());
            count += some.count();
        }
        return new ReplayJson(count, some.last() == null ? null : some.last().toString());
    }

    private record Page(
            List<WebhookJson.AttemptJson> attempts,
            @Nullable String next) {}

    private record ReplayJson(int replayed, @Nullable String next) {}

    /**
     * The result of a test.
     *
     * @param answer the beginning of the response, or why there was none
     * @param state of the endpoint after it
     */
    private record TestJson(boolean delivered, @Nullable Integer status, String answer, long millis, String state) {
        static TestJson of(TestResult result) {
            Answer answer = result.answer();
            return new TestJson(
                    answer != null && answer.isSuccess(),
                    answer == null ? null : Integer.valueOf(answer.status()),
                    answer == null ? String.valueOf(result.error()) : answer.text(),
                    result.took().toMillis(),
                    result.endpoint().condition().state().wireName());
        }
    }
}
