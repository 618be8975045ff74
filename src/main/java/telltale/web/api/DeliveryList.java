package telltale.web.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.EngagementLevel;
import telltale.model.PrivacyProfile;
import telltale.store.DeliveryCondition;
import telltale.store.DeliveryCondition.OpenedBy;
import telltale.store.DeliveryPage;
import telltale.store.DeliveryQuery;
import telltale.store.Judgement;
import telltale.store.Judgement.VerdictCounts;
import telltale.store.OpenCounts;
import telltale.store.Reader;
import telltale.store.Store;
import telltale.token.MessageIds;
import telltale.token.Tokens;
import telltale.web.http.AuditSubject;
import telltale.web.http.Exports;
import telltale.web.http.Fields;
import telltale.web.http.Identity;
import telltale.web.http.RecordJson;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;
import telltale.web.http.Unwrapped;

/** {@code GET /api/v1/deliveries}: a page of the deliveries that a query selects as JSON; as NDJSON or CSV all of them. */
public final class DeliveryList {
    private static final Set<String> FIELDS = Stream.concat(
                    DeliveryFilters.FIELDS.stream(), Stream.of("limit", "cursor"))
            .collect(Collectors.toUnmodifiableSet());

    private static final ListExport.Layout<ListedDelivery> LAYOUT = ListExport.Layout.ofJson(
            "deliveries",
            List.of(
                    "id",
                    "to",
                    "campaign",
                    "topic",
                    "subject",
                    "state",
                    "createdAt",
                    "acceptedAt",
                    "detail",
                    "queueId",
                    "failure_reason",
                    "failure_class",
                    "bouncedAt",
                    "deliveredAt",
                    "receiptAt",
                    "repliedAt",
                    "level",
                    "opens_total",
                    "opens_people",
                    "opens_machines",
                    "opens_unknown",
                    "opens_firstPersonAt",
                    "clicks_total",
                    "clicks_people",
                    "clicks_machines",
                    "clicks_unknown",
                    "clicks_firstPersonAt",
                    "profile"),
            RecordJson::object);

    private static final DeliveryCondition UNOPENED = new OpenedBy(Reader.NOBODY);

    private final Store store;
    private final DeliveryFilters filters;
    private final Exports exports;

    /** @param privacy limits what is recorded */
    public DeliveryList(Store store, MessageIds messageIds, Tokens tokens, PrivacyProfile privacy, Exports exports) {
        this.store = store;
        this.filters = new DeliveryFilters(new SearchText(messageIds, tokens), privacy);
        this.exports = exports;
    }

    /** A page, or an export. */
    Response list(RoutedRequest request) {
        Fields query = request.query(FIELDS);
        List<DeliveryCondition> conditions = filters.conditions(query);
        conditions.forEach(condition -> DeliveryFilters.name(condition, request));
        ExportFormat format = ExportFormat.of(request);
        Identity identity = Identity.of(request.http());
        if (format == ExportFormat.JSON) {
            return page(
                    new DeliveryQuery(conditions, query.read("cursor", DeliveryId::parse), query.limit()), identity);
        }
        ExportFormat.requireAll(query);
        if (AuditSubject.of(request.http()) == null) {
            request.concerns("export");
        }
        DeliveryQuery first = new DeliveryQuery(conditions, null, DeliveryQuery.MAX_LIMIT);
        return ListExport.response(request, exports, format, LAYOUT, first, part -> exported(part, identity));
    }

    private Response page(DeliveryQuery query, Identity identity) {
        DeliveryPage page = store.deliveries(query);
        DeliveryId next = page.next();
        return Response.json(new Page(
                listed(page.deliveries(), identity),
                next == null ? null : next.toString(),
                next == null ? null : next.createdAt(),
                unmeasured(query.conditions())));
    }

    /** The number of deliveries, up to a page, about which a query for those that nobody opened says nothing; null for others. */
    private @Nullable Integer unmeasured(List<DeliveryCondition> conditions) {
        if (!conditions.contains(UNOPENED)) {
            return null;
        }
        List<DeliveryCondition> others = conditions.stream()
                .map(condition -> condition.equals(UNOPENED) ? new OpenedBy(Reader.UNMEASURED) : condition)
                .toList();
        return store.deliveries(new DeliveryQuery(others, null, DeliveryQuery.MAX_LIMIT))
                .deliveries()
                .size();
    }

    private List<ListedDelivery> listed(List<Delivery> deliveries, Identity identity) {
        List<DeliveryId> ids = deliveries.stream().map(Delivery::id).toList();
        List<OpenCounts> opens = store.openCounts(ids);
        Map<DeliveryId, Judgement> judgements = store.judgements().of(ids);
        return IntStream.range(0, ids.size())
                .mapToObj(i -> ListedDelivery.of(deliveries.get(i), identity, opens.get(i), judgements.get(ids.get(i))))
                .toList();
    }

    private ListExport.Page<DeliveryQuery, ListedDelivery> exported(DeliveryQuery query, Identity identity) {
        DeliveryPage page = store.deliveries(query);
        DeliveryId last = page.next();
        return new ListExport.Page<>(listed(page.deliveries(), identity), last == null ? null : query.after(last));
    }

    /**
     * @param searchedTo when the last delivery that was looked at was created; null if all were
     * @param unmeasured with {@code reader=nobody}, deliveries that would be among them if silence were evidence, up to a page
     */
    private record Page(
            List<ListedDelivery> deliveries,
            @Nullable String next,
            @Nullable Instant searchedTo,
            @Nullable Integer unmeasured) {}

    private record ListedDelivery(
            @Unwrapped DeliveryJson delivery,
            CountsJson opens,
            CountsJson clicks,
            @Nullable String level,
            String profile) {
        static ListedDelivery of(
                Delivery delivery, Identity identity, OpenCounts counts, @Nullable Judgement judgement) {
            return new ListedDelivery(
                    DeliveryJson.of(delivery, identity),
                    CountsJson.of(counts.total(), judgement == null ? VerdictCounts.NONE : judgement.opens()),
                    CountsJson.of(counts.clicks(), judgement == null ? VerdictCounts.NONE : judgement.clicks()),
                    level(delivery, judgement),
                    counts.profile().wireName());
        }

        /** The strongest evidence; null before the delivery is judged, unless there is a receipt or a reply. */
        private static @Nullable String level(Delivery delivery, @Nullable Judgement judgement) {
            EngagementLevel answered = delivery.feedback().engagementLevel();
            if (judgement == null) {
                return answered == EngagementLevel.SENT ? null : answered.wireName();
            }
            return judgement.engagementLevel().max(answered).wireName();
        }
    }
}
