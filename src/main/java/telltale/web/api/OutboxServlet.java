package telltale.web.api;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import telltale.model.DeliveryId;
import telltale.store.Messages;
import telltale.store.QueuedDelivery;
import telltale.web.http.Fields;
import telltale.web.http.Json;

/** {@code GET /api/v1/outbox}: lists queued deliveries with their next attempt and the reason for any delay. */
public final class OutboxServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private final transient Messages messages;

    public OutboxServlet(Messages messages) {
        this.messages = messages;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Fields query = Fields.ofQuery(request);
        query.allowOnly(Set.of("message", "limit", "cursor"));
        int limit = query.limit();
        List<QueuedDelivery> found = messages.queued(
                query.read("message", UUID::fromString), query.read("cursor", DeliveryId::parse), limit + 1);
        List<QueuedDelivery> page = found.size() > limit ? found.subList(0, limit) : found;
        JsonArrayBuilder deliveries = Json.PROVIDER.createArrayBuilder();
        page.forEach(waiting -> deliveries.add(json(waiting)));
        String next = found.size() > limit ? page.get(limit - 1).id().toString() : null;
        Json.send(
                response,
                HttpServletResponse.SC_OK,
                Json.object()
                        .add("waiting", deliveries)
                        .add("nextCursor", Json.text(next))
                        .build());
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
