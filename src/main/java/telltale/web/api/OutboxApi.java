package telltale.web.api;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.DeliveryId;
import telltale.store.Messages;
import telltale.store.QueuedDelivery;
import telltale.web.http.Fields;
import telltale.web.http.Identity;
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
        Slice<QueuedDelivery> page =
                Slice.begin(found, limit, queued -> queued.id().toString());
        Identity identity = Identity.of(request.http());
        return Response.json(new Page(
                page.items().stream()
                        .map(queued -> QueuedJson.of(queued, identity))
                        .toList(),
                page.next()));
    }

    private record Page(List<QueuedJson> waiting, @Nullable String next) {}

    private record QueuedJson(
            String id,
            String to,
            String state,
            int attempts,
            @Nullable Instant nextAttemptAt,
            boolean held,
            @Nullable String detail,
            @Nullable String status) {
        static QueuedJson of(QueuedDelivery queued, Identity identity) {
            return new QueuedJson(
                    queued.id().toString(),
                    identity.shown(queued.to()),
                    queued.state().wireName(),
                    queued.attempts(),
                    queued.dueAt(),
                    queued.isHeld(),
                    identity.shown(queued.detail()),
                    queued.status());
        }
    }
}
