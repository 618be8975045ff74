package telltale.web.api;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import telltale.assessment.AssessmentService;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.Verdict;
import telltale.sending.ExternalDelivery;
import telltale.sending.LinkDestinations;
import telltale.store.DeliveryActivity;
import telltale.store.DeliveryPage;
import telltale.store.DeliveryQuery;
import telltale.store.Evidence;
import telltale.store.Judgement;
import telltale.store.Judgement.VerdictCounts;
import telltale.store.OpenCounts;
import telltale.store.Store;
import telltale.web.http.Fields;
import telltale.web.http.Json;
import telltale.web.http.Problem;
import telltale.web.http.ProblemException;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;

/**
 * {@code GET /api/v1/deliveries} and {@code /api/v1/deliveries/{id}}: lists and reads deliveries. {@code POST} prepares a
 * message for an external mailer, and {@code PUT /api/v1/deliveries/{id}/accepted} reports that a server accepted it.
 */
public final class DeliveriesApi {

    private final Store store;
    private final AssessmentService assessment;
    private final @Nullable LinkDestinations linkDestinations;
    private final ExternalDeliveryApi external;

    /**
     * @param external for messages sent by external mailers; null if no public address is configured
     * @param linkDestinations the targets of links; null in the same case
     */
    public DeliveriesApi(
            Store store,
            AssessmentService assessment,
            @Nullable ExternalDelivery external,
            @Nullable LinkDestinations linkDestinations,
            Clock clock) {
        this.store = store;
        this.assessment = assessment;
        this.linkDestinations = linkDestinations;
        this.external = new ExternalDeliveryApi(external, clock);
    }

    /** Prepares a message for an external mailer. */
    public Response prepareExternal(RoutedRequest request) throws IOException, ProblemException {
        return external.prepare(request);
    }

    /** Marks a delivery as accepted; idempotent. */
    public Response markAccepted(RoutedRequest request) throws IOException, ProblemException {
        Optional<DeliveryId> id = deliveryId(request.variable());
        if (id.isEmpty()) {
            return notFound();
        }
        boolean changed = external.markAccepted(id.get(), request);
        Optional<Delivery> found = store.delivery(id.get());
        if (!changed && found.isPresent() && found.get().state() != DeliveryState.ACCEPTED) {
            return new Problem(
                            Problem.Type.INVALID_STATE, "Only an externally sent delivery can be reported as accepted.")
                    .with("state", found.get().state().word());
        }
        return response(found);
    }

    /** One delivery with its events. */
    public Response get(RoutedRequest request) {
        return response(deliveryId(request.variable()).flatMap(store::delivery));
    }

    private Response response(Optional<Delivery> found) {
        return found.map(delivery -> Response.json(judgedJson(delivery))).orElseGet(DeliveriesApi::notFound);
    }

    private static Response notFound() {
        return new Problem(Problem.Type.NOT_FOUND, "There is no delivery with this id.");
    }

    /** A page of deliveries. */
    public Response list(RoutedRequest request) {
        Fields query = request.query("to", "campaign", "state", "limit", "cursor");
        DeliveryPage page = store.deliveries(new DeliveryQuery(
                query.read("to", EmailAddress::parse),
                query.get("campaign"),
                query.read("state", DeliveryState::ofWord),
                query.read("cursor", DeliveryId::parse),
                query.limit()));
        List<DeliveryId> ids = page.deliveries().stream().map(Delivery::id).toList();
        List<OpenCounts> opens = store.openCounts(ids);
        Map<DeliveryId, Judgement> judgements = store.judgements().of(ids);
        JsonArrayBuilder deliveries = Json.PROVIDER.createArrayBuilder();
        for (int i = 0; i < opens.size(); i++) {
            Judgement judgement = judgements.get(ids.get(i));
            deliveries.add(json(page.deliveries().get(i))
                    .add(
                            "opens",
                            ActivityJson.counts(
                                    opens.get(i).total(), judgement == null ? VerdictCounts.NONE : judgement.opens()))
                    .add(
                            "clicks",
                            ActivityJson.counts(
                                    opens.get(i).clicks(), judgement == null ? VerdictCounts.NONE : judgement.clicks()))
                    .add(
                            "rung",
                            Json.text(
                                    judgement == null
                                            ? null
                                            : judgement.engagementLevel().word())));
        }
        DeliveryId next = page.next();
        return Response.json(Json.object()
                .add("deliveries", deliveries)
                .add("nextCursor", Json.text(next == null ? null : next.toString())));
    }

    /** Judges the events now, so that the result is current; if events have been deleted, the stored verdict applies. */
    private JsonObjectBuilder judgedJson(Delivery delivery) {
        DeliveryActivity activity = store.activity(delivery.id()).orElseThrow();
        OpenCounts counts = activity.counts();
        Evidence evidence = activity.evidence();
        Judgement judgement = assessment.judgement(evidence);
        if (counts.total() + counts.clicks() > evidence.events().size()) {
            judgement = store.judgements().of(List.of(delivery.id())).getOrDefault(delivery.id(), judgement);
        }
        List<Verdict> verdicts = assessment.verdicts(evidence);
        JsonArrayBuilder events = Json.PROVIDER.createArrayBuilder();
        for (int i = 0; i < verdicts.size(); i++) {
            events.add(ActivityJson.event(evidence.events().get(i), verdicts.get(i), assessment));
        }
        return json(delivery)
                .add("provider", evidence.provider().word())
                .add("rung", judgement.engagementLevel().word())
                .add("ruleset", judgement.ruleset())
                .add("opens", ActivityJson.counts(counts.total(), judgement.opens()))
                .add(
                        "clicks",
                        ActivityJson.counts(counts.clicks(), judgement.clicks()).add("links", links(activity)))
                .add("events", events)
                .add("eventsSince", Json.instant(store.eventsSince().orElse(null)));
    }

    private JsonArrayBuilder links(DeliveryActivity activity) {
        JsonArrayBuilder links = Json.PROVIDER.createArrayBuilder();
        if (activity.links().isEmpty()) {
            return links;
        }
        Map<Integer, VerdictCounts> seen = assessment.links(activity.evidence());
        Map<Integer, String> destinations = destinations(activity.evidence().delivery());
        activity.links()
                .forEach(count -> links.add(Json.object()
                        .add("link", count.link())
                        .add("destination", Json.text(destinations.get(count.link())))
                        .addAll(ActivityJson.counts(
                                count.total(), seen.getOrDefault(count.link(), VerdictCounts.NONE)))));
        return links;
    }

    private Map<Integer, String> destinations(DeliveryId delivery) {
        return linkDestinations == null ? Map.of() : linkDestinations.destinations(delivery);
    }

    static JsonObjectBuilder json(Delivery delivery) {
        return Json.object()
                .add("id", delivery.id().toString())
                .add("to", delivery.to().toString())
                .add("campaign", Json.text(delivery.campaign()))
                .add("subject", delivery.subject())
                .add("state", delivery.state().word())
                .add("createdAt", Json.instant(delivery.createdAt()))
                .add("acceptedAt", Json.instant(delivery.acceptedAt()))
                .add("detail", Json.text(delivery.detail()));
    }

    private static Optional<DeliveryId> deliveryId(String text) {
        try {
            return Optional.of(DeliveryId.parse(text));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }
}
