package telltale.web.api;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import telltale.model.InvalidInputException;
import telltale.store.CampaignDay;
import telltale.store.CampaignPage;
import telltale.store.CampaignPage.Campaign;
import telltale.store.CampaignQuarter;
import telltale.store.CampaignQuery;
import telltale.store.Store;
import telltale.web.http.Fields;
import telltale.web.http.Json;
import telltale.web.http.Problem;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;

/**
 * {@code GET /api/v1/campaigns}: the figures of campaigns over a range of days.
 *
 * <p>{@code ?name=…} selects one campaign. Names may contain any character, and containers reject some in a path ({@code
 * %2F}, {@code %5C}, {@code ..}) even if escaped, or change them (Payara decodes {@code +} as a space); a query carries
 * every name unchanged. {@code
 * /api/v1/campaigns/{name}} gives the same response for names that a path can carry; a slash is not escaped.
 */
public final class CampaignsApi {
    /** Counting more would take long without benefit. */
    private static final long MAX_UNJUDGED_COUNT = 100_000;

    private final Store store;
    private final Clock clock;

    public CampaignsApi(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** The figures of all campaigns, a page at a time, or of the one that the query names. */
    public Response list(RoutedRequest request) {
        String name = Fields.ofQuery(request.http()).get("name");
        return name == null ? page(request) : campaign(name, request.query(DayRange.fieldsAnd("name")));
    }

    /** The figures of one campaign. */
    public Response get(RoutedRequest request) {
        Fields query = request.query(DayRange.fieldsAnd("name"));
        if (query.get("name") != null) {
            throw new InvalidInputException("name", "name is already given in the path");
        }
        return campaign(request.variable(), query);
    }

    private Response page(RoutedRequest request) {
        Fields query = request.query(DayRange.fieldsAnd("name", "limit", "cursor"));
        DayRange range = DayRange.read(query, clock);
        CampaignPage page = store.campaigns(new CampaignQuery(
                range.fromQuarter(), range.toQuarter(), query.read("cursor", Function.identity()), query.limit()));
        JsonArrayBuilder campaigns = Json.PROVIDER.createArrayBuilder();
        page.campaigns()
                .forEach(campaign -> campaigns.add(json(campaign).add("openRate", openRate(campaign.name(), range))));
        return Response.json(range.json()
                .add("unjudged", store.judgements().countPending(MAX_UNJUDGED_COUNT))
                .add("campaigns", campaigns)
                .add("nextCursor", Json.text(page.next())));
    }

    private Response campaign(String name, Fields query) {
        DayRange range = DayRange.read(query, clock);
        Optional<List<CampaignQuarter>> quarters = store.campaign(name, range.bounds());
        if (quarters.isEmpty()) {
            return new Problem(Problem.Type.NOT_FOUND, "There is no campaign with this name.");
        }
        List<CampaignDay> days = CampaignDay.of(quarters.get(), range.zone());
        return Response.json(range.json()
                .addAll(json(total(name, days)))
                .add("openRate", openRate(name, range))
                .add("unjudged", store.judgements().countPending(MAX_UNJUDGED_COUNT))
                .add("days", json(range, days)));
    }

    private static Campaign total(String name, List<CampaignDay> days) {
        return new Campaign(
                name,
                days.stream().mapToLong(CampaignDay::deliveries).sum(),
                days.stream().mapToLong(CampaignDay::accepted).sum(),
                days.stream().mapToLong(CampaignDay::opens).sum(),
                days.stream().mapToLong(CampaignDay::unique).sum(),
                days.stream().mapToLong(CampaignDay::clicks).sum(),
                days.stream().mapToLong(CampaignDay::clicked).sum());
    }

    /** Every day of the range, also those without events, so that clients need no calendar; five years are 200 kB. */
    private static JsonArrayBuilder json(DayRange range, List<CampaignDay> days) {
        Map<LocalDate, CampaignDay> byDay =
                days.stream().collect(Collectors.toMap(CampaignDay::day, Function.identity()));
        JsonArrayBuilder all = Json.PROVIDER.createArrayBuilder();
        range.from().datesUntil(range.to().plusDays(1)).forEach(date -> {
            CampaignDay day = byDay.getOrDefault(date, new CampaignDay(date, 0, 0, 0, 0));
            all.add(Json.object()
                    .add("day", date.toString())
                    .add("deliveries", day.deliveries())
                    .add("accepted", day.accepted())
                    .add("opens", counts(day.opens(), day.unique()))
                    .add("clicks", counts(day.clicks(), day.clicked())));
        });
        return all;
    }

    private JsonObjectBuilder openRate(String name, DayRange range) {
        return OpenRateJson.json(OpenRateJson.rate(store.judgements(), name, range));
    }

    private static JsonObjectBuilder json(Campaign campaign) {
        return Json.object()
                .add("name", campaign.name())
                .add("deliveries", campaign.deliveries())
                .add("accepted", campaign.accepted())
                .add("opens", counts(campaign.opens(), campaign.unique()))
                .add("clicks", counts(campaign.clicks(), campaign.clicked()));
    }

    /** Counts by people and machines together; the open rate separates them. */
    private static JsonObjectBuilder counts(long total, long unique) {
        return Json.object().add("total", total).add("unique", unique);
    }
}
