package telltale.web.api;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
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

/**
 * {@code GET /api/v1/campaigns}: what became of the campaigns, over a range of days.
 *
 * <p>One campaign is {@code ?name=…}. A name may hold anything, and containers refuse some of it in a path ({@code %2F},
 * {@code %5C}, {@code ..}) whatever a client escapes, or change it (Payara reads {@code +} as a space); in a query every
 * name arrives as it is. {@code
 * /api/v1/campaigns/{name}} answers the same for the many names that get through a path; a slash stands in it unescaped.
 */
public final class CampaignsServlet extends HttpServlet {
    private static final long serialVersionUID = 1;
    /** To count more would take long, and says no more. */
    private static final long MOST_UNJUDGED = 100_000;

    private final transient Store store;
    private final transient Clock clock;

    public CampaignsServlet(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Fields query = Fields.ofQuery(request);
        String name = name(request.getPathInfo(), query.get("name"));
        if (name == null) {
            list(query, response);
        } else {
            one(name, query, response);
        }
    }

    private static @Nullable String name(@Nullable String path, @Nullable String field) {
        if (path == null || path.equals("/")) {
            return field;
        }
        if (field != null) {
            throw new InvalidInputException("name", "name stands in the path already; send it once");
        }
        return path.substring(1);
    }

    private void list(Fields query, HttpServletResponse response) throws IOException {
        query.onlyThese(with(DayRange.FIELDS, "name", "limit", "cursor"));
        DayRange range = DayRange.read(query, clock);
        CampaignPage page = store.campaigns(new CampaignQuery(
                range.fromQuarter(), range.toQuarter(), query.read("cursor", Function.identity()), query.limit()));
        JsonArrayBuilder campaigns = Json.PROVIDER.createArrayBuilder();
        page.campaigns()
                .forEach(campaign -> campaigns.add(json(campaign).add("openRate", openRate(campaign.name(), range))));
        Json.send(
                response,
                HttpServletResponse.SC_OK,
                range.json()
                        .add("unjudged", store.judgements().countPending(MOST_UNJUDGED))
                        .add("campaigns", campaigns)
                        .add("nextCursor", Json.text(page.next()))
                        .build());
    }

    private void one(String name, Fields query, HttpServletResponse response) throws IOException {
        query.onlyThese(with(DayRange.FIELDS, "name"));
        DayRange range = DayRange.read(query, clock);
        Optional<List<CampaignQuarter>> found = store.campaign(name, range.bounds());
        if (found.isEmpty()) {
            new Problem(Problem.Type.NOT_FOUND, "There is no campaign with this name.").send(response);
            return;
        }
        List<CampaignDay> days = CampaignDay.of(found.get(), range.zone());
        Json.send(
                response,
                HttpServletResponse.SC_OK,
                range.json()
                        .addAll(json(total(name, days)))
                        .add("openRate", openRate(name, range))
                        .add("unjudged", store.judgements().countPending(MOST_UNJUDGED))
                        .add("days", json(range, days))
                        .build());
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

    /** Every day of the range, so that nobody who draws it has to know a calendar; five years are 200 kB. */
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
                    .add("opens", opens(day.opens(), day.unique()))
                    .add("clicks", opens(day.clicks(), day.clicked())));
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
                .add("opens", opens(campaign.opens(), campaign.unique()))
                .add("clicks", opens(campaign.clicks(), campaign.clicked()));
    }

    /** Loads of pixels, whoever or whatever loaded them; what they are worth says the open rate. */
    private static JsonObjectBuilder opens(long total, long unique) {
        return Json.object().add("total", total).add("unique", unique);
    }

    private static Set<String> with(Set<String> fields, String... more) {
        Set<String> all = new HashSet<>(fields);
        all.addAll(List.of(more));
        return all;
    }
}
