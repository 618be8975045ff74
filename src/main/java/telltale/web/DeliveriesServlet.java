package telltale.web;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import telltale.model.Address;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.Event;
import telltale.model.State;
import telltale.store.DeliveryPage;
import telltale.store.DeliveryQuery;
import telltale.store.OpenCounts;
import telltale.store.Store;

/** {@code GET /api/v1/deliveries} and {@code /api/v1/deliveries/{id}}: what became of the mails. */
public final class DeliveriesServlet extends HttpServlet {
    private static final long serialVersionUID = 1;
    private static final int MOST_EVENTS = 100;

    private final transient Store store;

    public DeliveriesServlet(Store store) {
        this.store = store;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getPathInfo();
        if (path == null || path.equals("/")) {
            list(Fields.ofQuery(request), response);
        } else {
            one(path.substring(1), response);
        }
    }

    private void list(Fields query, HttpServletResponse response) throws IOException {
        query.onlyThese(Set.of("to", "campaign", "state", "limit", "cursor"));
        DeliveryPage page = store.deliveries(new DeliveryQuery(
                query.read("to", Address::parse),
                query.get("campaign"),
                query.read("state", State::ofWord),
                query.read("cursor", DeliveryId::parse),
                query.limit()));
        List<OpenCounts> opens =
                store.openCounts(page.deliveries().stream().map(Delivery::id).toList());
        JsonArrayBuilder deliveries = Json.PROVIDER.createArrayBuilder();
        for (int i = 0; i < opens.size(); i++) {
            deliveries.add(json(page.deliveries().get(i), opens.get(i)));
        }
        DeliveryId next = page.next();
        Json.send(
                response,
                HttpServletResponse.SC_OK,
                Json.object()
                        .add("deliveries", deliveries)
                        .add("nextCursor", Json.text(next == null ? null : next.toString()))
                        .build());
    }

    private void one(String id, HttpServletResponse response) throws IOException {
        Optional<Delivery> found = deliveryId(id).flatMap(store::delivery);
        if (found.isEmpty()) {
            new Problem(Problem.Type.NOT_FOUND, "There is no delivery with this id.").send(response);
            return;
        }
        Delivery delivery = found.get();
        OpenCounts opens = store.openCounts(List.of(delivery.id())).get(0);
        JsonArrayBuilder events = Json.PROVIDER.createArrayBuilder();
        store.events(delivery.id(), MOST_EVENTS).forEach(event -> events.add(json(event)));
        Json.send(
                response,
                HttpServletResponse.SC_OK,
                json(delivery, opens)
                        .add("clicks", counts(OpenCounts.NONE))
                        .add("events", events)
                        .add("eventsSince", Json.instant(store.eventsSince().orElse(null)))
                        .build());
    }

    private static JsonObjectBuilder json(Delivery delivery, OpenCounts opens) {
        return Json.object()
                .add("id", delivery.id().toString())
                .add("to", delivery.to().toString())
                .add("campaign", Json.text(delivery.campaign()))
                .add("subject", delivery.subject())
                .add("state", delivery.state().word())
                .add("createdAt", Json.instant(delivery.createdAt()))
                .add("acceptedAt", Json.instant(delivery.acceptedAt()))
                .add("detail", Json.text(delivery.detail()))
                .add("opens", counts(opens));
    }

    /** As long as nothing is judged, nobody knows who or what an event came from: all of them are unknown. */
    private static JsonObjectBuilder counts(OpenCounts counts) {
        return Json.object()
                .add("total", counts.total())
                .add("people", 0)
                .add("machines", 0)
                .add("unknown", counts.total())
                .add("firstPersonAt", Json.instant(null));
    }

    private static JsonObjectBuilder json(Event event) {
        return Json.object()
                .add("id", event.id().toString())
                .add("kind", event.kind().word())
                .add("at", Json.instant(event.at()))
                .add("agent", event.client().agent())
                .add("network", event.network().text())
                .add("class", "unknown");
    }

    private static Optional<DeliveryId> deliveryId(String text) {
        try {
            return Optional.of(DeliveryId.parse(text));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }
}
