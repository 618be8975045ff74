package telltale.web.api;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.util.List;
import java.util.UUID;
import telltale.model.DeliveryId;
import telltale.store.Messages;
import telltale.store.QueuedDelivery;
import telltale.web.http.Fields;
import telltale.web.http.Json;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;

/** {@code GET /api/v1/outbox}: lists queued deliveries with their next attempt and the reason for any delay. */
public final class OutboxApi {
    private final Messages messages;

    public OutboxApi(Messages messages) {
        this.messages = messages;
    }

    /** A page of queued deliveries. */
    public Response list(RoutedRequest request) {
        Fields query = request.query("message", "limit", "cursor");
        int limit = query.limit();
        List<QueuedDelivery> found = messages.queued(
                query.read("message", UUID::fromString), query.read("cursor", DeliveryId::parse), limit + 1);
        List<QueuedDelivery> page = found.size() > limit ? found.subList(0, limit) : found;
        JsonArrayBuilder deliveries = Json.PROVIDER.createArrayBuilder();
        page.forEach(waiting -> deliveries.add(json(waiting)));
        String next = found.size() > limit ? page.get(limit - 1).id().toString() : null;
        return Response.json(Json.object().add("waiting", deliveries).add("nextCursor", Json.text(next)));
    }

    private static JsonObjectBuilder json(QueuedDelivery waiting) {
        return Json.object()
                .add("id", waiting.id().toString())
                .add("to", waiting.to().toString())
                .add("state", waiting.state().word())
                .add("attempts", waiting.attempts())
                .add("nextAttemptAt", Json.instant(waiting.dueAt()))
                .add("detail", Json.text(waiting.detail()))
                .add("status", Json.text(waiting.status()));
    }
}
