package telltale.web.api;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.InvalidInputException;
import telltale.store.WebhookQueue;
import telltale.store.Webhooks;
import telltale.store.Webhooks.Endpoint;
import telltale.store.Webhooks.Setup;
import telltale.web.http.Fields;
import telltale.web.http.JsonBody;
import telltale.web.http.Problem;
import telltale.web.http.ProblemException;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;
import telltale.web.http.Unwrapped;
import telltale.webhooks.EndpointSecrets;
import telltale.webhooks.RequestField;
import telltale.webhooks.SigningKey;
import telltale.webhooks.WebhookService;
import telltale.webhooks.WebhookService.WithKey;

/**
 * {@code /api/v1/webhooks}: GET lists the endpoints, POST adds one; {@code …/{id}}: GET shows, PUT changes and DELETE deletes one. A
 * signing key is in the response that creates it and nowhere else.
 */
public final class WebhooksApi {
    static final Problem NOT_FOUND = new Problem(Problem.Type.NOT_FOUND, "There is no webhook with this id.");
    private static final int MAX_COUNTED = 10_000;

    private final Webhooks webhooks;
    private final WebhookQueue queue;
    private final WebhookService service;

    public WebhooksApi(Webhooks webhooks, WebhookQueue queue, WebhookService service) {
        this.webhooks = webhooks;
        this.queue = queue;
        this.service = service;
    }

    /** A page of endpoints, in the order of their creation. */
    public Response list(RoutedRequest request) {
        Slice<Endpoint> slice =
                Slice.of(webhooks.all(), endpoint -> endpoint.id().toString(), request.query("limit", "cursor"));
        return Response.json(new Page(slice.items().stream().map(this::json).toList(), slice.next()));
    }

    /** An endpoint. */
    public Response get(RoutedRequest request) {
        request.query();
        return id(request).flatMap(webhooks::find).map(this::answer).orElse(NOT_FOUND);
    }

    private Response answer(Endpoint endpoint) {
        return Response.json(json(endpoint));
    }

    /** Adds an endpoint, which gets events once it has answered a test. */
    public Response add(RoutedRequest request) throws IOException, ProblemException {
        request.query();
        WebhookReader reader = WebhookReader.ofNew(request);
        Setup setup = reader.setup("");
        List<RequestField> headers = reader.headers();
        SigningKey chosen = reader.secret();
        SigningKey key = chosen == null ? service.newKey(reader.scheme()) : chosen;
        WithKey added = service.add(setup, EndpointSecrets.of(key, headers == null ? List.of() : headers));
        return withKey(request, HttpServletResponse.SC_CREATED, added);
    }

    /** The response with a new key. */
    Response withKey(RoutedRequest request, int status, WithKey added) {
        concern(request, added.endpoint());
        Response json = Response.json(
                status, new KeyedJson(json(added.endpoint()), added.key().receiverText()));
        return Response.withStatus(status, response -> {
            response.setHeader("Cache-Control", "no-store");
            json.send(response);
        });
    }

    /** Changes an endpoint. Header fields that the request does not name stay. */
    public Response change(RoutedRequest request) throws IOException, ProblemException {
        request.query();
        WebhookReader reader = WebhookReader.ofChange(request);
        Setup wanted = reader.setup("");
        List<RequestField> headers = reader.headers();
        return changed(
                request,
                id(request)
                        .flatMap(id ->
                                service.change(id, before -> WebhookService.with(wanted, before.secrets()), headers)));
    }

    /** Enables or disables an endpoint. */
    public Response setState(RoutedRequest request) throws IOException, ProblemException {
        request.query();
        JsonBody body =
                JsonBody.of("", JsonBody.parse(Fields.body(request.http()))).allowOnly(Set.of("enabled"));
        if (!body.has("enabled")) {
            throw new InvalidInputException("enabled", "enabled is missing");
        }
        boolean isEnabled = body.isTrue("enabled", false);
        return changed(request, id(request).flatMap(id -> service.setEnabled(id, isEnabled)));
    }

    private Response changed(RoutedRequest request, Optional<Endpoint> changed) {
        changed.ifPresent(endpoint -> concern(request, endpoint));
        return changed.map(this::answer).orElse(NOT_FOUND);
    }

    /** Deletes an endpoint with everything that waits for it. */
    public Response delete(RoutedRequest request) {
        request.query();
        Optional<Endpoint> endpoint = id(request).flatMap(webhooks::find);
        endpoint.ifPresent(one -> concern(request, one));
        return endpoint.isPresent() && webhooks.delete(endpoint.get().id()) ? Response.noContent() : NOT_FOUND;
    }

    /** Names the endpoint in the audit log, without the path of its URL, which may be a secret. */
    static void concern(RoutedRequest request, Endpoint endpoint) {
        request.concerns(URI.create(endpoint.setup().url()).getHost() + " " + endpoint.id());
    }

    WebhookJson json(Endpoint endpoint) {
        return WebhookJson.of(endpoint, service.secrets(endpoint), queue.backlog(endpoint.id(), MAX_COUNTED));
    }

    static Optional<UUID> id(RoutedRequest request) {
        try {
            return Optional.of(UUID.fromString(request.variable()));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    private record Page(
            List<WebhookJson> webhooks, @Nullable String next) {}

    /** @param key the secret, or the public key, by which the receiver verifies */
    private record KeyedJson(@Unwrapped WebhookJson description, String key) {}
}
