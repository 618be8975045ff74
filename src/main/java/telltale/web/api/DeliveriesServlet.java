package telltale.web.api;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

/**
 * {@code GET /api/v1/deliveries} and {@code /api/v1/deliveries/{id}}: what became of the mails. {@code POST} prepares one
 * that another mailer sends, and {@code PUT /api/v1/deliveries/{id}/accepted} says that a server took that.
 */
public final class DeliveriesServlet extends HttpServlet {
    private static final long serialVersionUID = 1;
    private static final String ACCEPTED = "/accepted";

    private final transient Store store;
    private final transient AssessmentService verdicts;
    private final transient @Nullable LinkDestinations sentLinks;
    private final transient ExternalDeliveryApi elsewhere;

    /**
     * @param elsewhere takes mail that others send; null where nothing says how recipients reach this server
     * @param sentLinks knows where links lead; null there, too
     */
    public DeliveriesServlet(
            Store store,
            AssessmentService verdicts,
            @Nullable ExternalDelivery elsewhere,
            @Nullable LinkDestinations sentLinks,
            Clock clock) {
        this.store = store;
        this.verdicts = verdicts;
        this.sentLinks = sentLinks;
        this.elsewhere = new ExternalDeliveryApi(elsewhere, clock);
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

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            elsewhere.prepare(request, response);
        } catch (ProblemException known) {
            known.problem().send(response);
        }
    }

    @Override
    protected void doPut(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = String.valueOf(request.getPathInfo());
        Optional<DeliveryId> id = path.endsWith(ACCEPTED)
                ? deliveryId(path.substring(1, path.length() - ACCEPTED.length()))
                : Optional.empty();
        try {
            if (id.isEmpty()) {
                new Problem(Problem.Type.NOT_FOUND, "There is no delivery with this id.").send(response);
            } else {
                accepted(id.get(), request, response);
            }
        } catch (ProblemException known) {
            known.problem().send(response);
        }
    }

    /** Saying it again changes nothing. */
    private void accepted(DeliveryId id, HttpServletRequest request, HttpServletResponse response)
            throws IOException, ProblemException {
        boolean stepped = elsewhere.accepted(id, request);
        Optional<Delivery> found = store.delivery(id);
        if (!stepped && found.isPresent() && found.get().state() != DeliveryState.ACCEPTED) {
            new Problem(Problem.Type.WRONG_STATE, "Only a delivery that is sent elsewhere is reported as accepted.")
                    .with("state", found.get().state().word())
                    .send(response);
            return;
        }
        one(id.toString(), response);
    }

    private void list(Fields query, HttpServletResponse response) throws IOException {
        query.onlyThese(Set.of("to", "campaign", "state", "limit", "cursor"));
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
        Json.send(response, HttpServletResponse.SC_OK, judged(found.get()).build());
    }

    /** Judged now, so that it is never behind; where events are deleted, what was said while they were there holds. */
    private JsonObjectBuilder judged(Delivery delivery) {
        DeliveryActivity observed = store.activity(delivery.id()).orElseThrow();
        OpenCounts counts = observed.counts();
        Evidence evidence = observed.evidence();
        Judgement judgement = verdicts.judgement(evidence);
        if (counts.total() + counts.clicks() > evidence.events().size()) {
            judgement = store.judgements().of(List.of(delivery.id())).getOrDefault(delivery.id(), judgement);
        }
        List<Verdict> judged = verdicts.of(evidence);
        JsonArrayBuilder events = Json.PROVIDER.createArrayBuilder();
        for (int i = 0; i < judged.size(); i++) {
            events.add(ActivityJson.event(evidence.events().get(i), judged.get(i), verdicts));
        }
        return json(delivery)
                .add("provider", evidence.provider().word())
                .add("rung", judgement.engagementLevel().word())
                .add("ruleset", judgement.ruleset())
                .add("opens", ActivityJson.counts(counts.total(), judgement.opens()))
                .add(
                        "clicks",
                        ActivityJson.counts(counts.clicks(), judgement.clicks()).add("links", links(observed)))
                .add("events", events)
                .add("eventsSince", Json.instant(store.eventsSince().orElse(null)));
    }

    private JsonArrayBuilder links(DeliveryActivity observed) {
        JsonArrayBuilder links = Json.PROVIDER.createArrayBuilder();
        if (observed.links().isEmpty()) {
            return links;
        }
        Map<Integer, VerdictCounts> seen = verdicts.links(observed.evidence());
        Map<Integer, String> destinations = destinations(observed.evidence().delivery());
        observed.links()
                .forEach(count -> links.add(Json.object()
                        .add("link", count.link())
                        .add("destination", Json.text(destinations.get(count.link())))
                        .addAll(ActivityJson.counts(
                                count.total(), seen.getOrDefault(count.link(), VerdictCounts.NONE)))));
        return links;
    }

    private Map<Integer, String> destinations(DeliveryId delivery) {
        return sentLinks == null ? Map.of() : sentLinks.of(delivery);
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
