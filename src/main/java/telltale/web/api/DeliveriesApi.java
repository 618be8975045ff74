package telltale.web.api;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import telltale.assessment.Assessment;
import telltale.assessment.AssessmentService;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.Verdict;
import telltale.sending.ExternalDelivery;
import telltale.sending.LinkDestinations;
import telltale.store.DeliveryActivity;
import telltale.store.DeliveryHistory;
import telltale.store.EventSummary;
import telltale.store.Evidence;
import telltale.store.Judgement;
import telltale.store.Judgement.VerdictCounts;
import telltale.store.OpenCounts;
import telltale.store.ReportQuery;
import telltale.store.Reports;
import telltale.store.Store;
import telltale.web.http.Identity;
import telltale.web.http.Problem;
import telltale.web.http.ProblemException;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;
import telltale.web.http.Unwrapped;

/**
 * {@code GET /api/v1/deliveries} and {@code /api/v1/deliveries/{id}}: lists and reads deliveries. {@code POST} prepares a
 * message for an external mailer, and {@code PUT /api/v1/deliveries/{id}/accepted} reports that a server accepted it.
 */
public final class DeliveriesApi {
    /** The newest reports of a delivery that are listed with it. */
    private static final int MAX_REPORTS = 50;

    private final DeliveryList list;
    private final Store store;
    private final Reports reports;
    private final AssessmentService assessment;
    private final @Nullable LinkDestinations linkDestinations;
    private final ExternalDeliveryApi external;

    /**
     * @param external for messages sent by external mailers; null if no public address is configured
     * @param linkDestinations the targets of links; null in the same case
     */
    public DeliveriesApi(
            DeliveryList list,
            Store store,
            Reports reports,
            AssessmentService assessment,
            @Nullable ExternalDelivery external,
            @Nullable LinkDestinations linkDestinations,
            Clock clock) {
        this.list = list;
        this.store = store;
        this.reports = reports;
        this.assessment = assessment;
        this.linkDestinations = linkDestinations;
        this.external = new ExternalDeliveryApi(external, name -> store.topics().named(name), clock);
    }

    /** Prepares a message for an external mailer. */
    public Response prepareExternal(RoutedRequest request) throws IOException, ProblemException {
        return external.prepare(request);
    }

    /** Marks a delivery as accepted; idempotent. */
    public Response markAccepted(RoutedRequest request) throws IOException, ProblemException {
        request.query();
        Optional<DeliveryId> id = deliveryId(request.variable());
        if (id.isEmpty()) {
            return notFound();
        }
        boolean changed = external.markAccepted(id.get(), request);
        Optional<Delivery> found = store.delivery(id.get());
        if (!changed && found.isPresent() && found.get().state() != DeliveryState.ACCEPTED) {
            return new Problem(
                            Problem.Type.INVALID_STATE, "Only an externally sent delivery can be reported as accepted.")
                    .with("state", found.get().state().wireName());
        }
        return response(found, request);
    }

    /** One delivery with its events. */
    public Response get(RoutedRequest request) {
        request.query();
        Optional<Delivery> found = deliveryId(request.variable()).flatMap(store::delivery);
        found.ifPresent(delivery -> request.concerns(delivery.to()));
        return response(found, request);
    }

    private Response response(Optional<Delivery> found, RoutedRequest request) {
        Identity identity = Identity.of(request.http());
        return found.map(delivery -> Response.json(judged(delivery, identity))).orElseGet(DeliveriesApi::notFound);
    }

    /** The answer for a delivery that does not exist. */
    static Response notFound() {
        return new Problem(Problem.Type.NOT_FOUND, "There is no delivery with this id.");
    }

    /** The deliveries that a query selects. */
    public Response list(RoutedRequest request) {
        return list.list(request);
    }

    /** Judges the events now, so that the result is current; if events have been deleted, the stored verdict applies. */
    private JudgedDelivery judged(Delivery delivery, Identity identity) {
        DeliveryActivity activity = store.activity(delivery.id()).orElseThrow();
        OpenCounts counts = activity.counts();
        Evidence evidence = activity.evidence();
        DeliveryHistory history = store.outbox().history(delivery.id());
        Assessment assessed = assessment.assess(evidence);
        Judgement judgement = assessed.judgement();
        if (counts.total() + counts.clicks() > evidence.events().size()) {
            judgement = store.judgements().of(List.of(delivery.id())).getOrDefault(delivery.id(), judgement);
        }
        return new JudgedDelivery(
                DeliveryJson.of(delivery, identity),
                evidence.provider().wireName(),
                judgement
                        .engagementLevel()
                        .max(delivery.feedback().engagementLevel())
                        .wireName(),
                judgement.ruleset(),
                counts.profile().wireName(),
                CountsJson.of(counts.total(), judgement.opens()),
                new Clicks(CountsJson.of(counts.clicks(), judgement.clicks()), links(activity, assessed)),
                events(assessed),
                SummaryJson.of(assessed, assessment),
                reports.find(ReportQuery.of(delivery.id(), MAX_REPORTS)).stream()
                        .map(report -> ReportJson.of(report, identity))
                        .toList(),
                history.message(),
                AttemptJson.of(history, identity),
                history.server(),
                store.eventsSince().orElse(null));
    }

    private List<EventJson.Judged> events(Assessment assessed) {
        List<Verdict> verdicts = assessed.verdicts();
        return IntStream.range(0, verdicts.size())
                .filter(i -> !EventSummary.has(assessed.evidence().events().get(i)))
                .mapToObj(i -> EventJson.of(assessed.evidence().events().get(i), verdicts.get(i), assessment))
                .toList();
    }

    private List<LinkJson> links(DeliveryActivity activity, Assessment assessed) {
        if (activity.links().isEmpty()) {
            return List.of();
        }
        Map<Integer, VerdictCounts> seen = assessed.links();
        Map<Integer, String> destinations = destinations(activity.evidence().delivery());
        return activity.links().stream()
                .map(count -> new LinkJson(
                        count.link(),
                        destinations.get(count.link()),
                        CountsJson.of(count.total(), seen.getOrDefault(count.link(), VerdictCounts.NONE))))
                .toList();
    }

    private Map<Integer, String> destinations(DeliveryId delivery) {
        return linkDestinations == null ? Map.of() : linkDestinations.destinations(delivery);
    }

    private record JudgedDelivery(
            @Unwrapped DeliveryJson delivery,
            String provider,
            String level,
            String ruleset,
            String profile,
            CountsJson opens,
            Clicks clicks,
            List<EventJson.Judged> events,
            List<SummaryJson> summaries,
            List<ReportJson> reports,
            @Nullable UUID message,
            List<AttemptJson> attempts,
            @Nullable String server,
            @Nullable Instant eventsSince) {}

    private record Clicks(@Unwrapped CountsJson counts, List<LinkJson> links) {}

    private record LinkJson(
            int link,
            @Nullable String destination,
            @Unwrapped CountsJson counts) {}

    /** The delivery of a path; empty if it cannot be an id. */
    static Optional<DeliveryId> deliveryId(String text) {
        try {
            return Optional.of(DeliveryId.parse(text));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }
}
