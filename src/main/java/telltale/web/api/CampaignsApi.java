package telltale.web.api;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import telltale.judging.OpenRate;
import telltale.model.FailureReason;
import telltale.model.InvalidInputException;
import telltale.model.PrivacyProfile;
import telltale.store.CampaignCounts;
import telltale.store.CampaignDay;
import telltale.store.CampaignHolds.Hold;
import telltale.store.CampaignNames;
import telltale.store.CampaignPage;
import telltale.store.CampaignPage.Campaign;
import telltale.store.CampaignQuarter;
import telltale.store.CampaignQuery;
import telltale.store.Store;
import telltale.web.http.Fields;
import telltale.web.http.Problem;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;
import telltale.web.http.Unwrapped;

/**
 * {@code GET /api/v1/campaigns}: the figures of campaigns over a range of days. {@code POST /api/v1/campaigns/{name}/resume} ends
 * the hold of a campaign.
 *
 * <p>{@code ?fields=name} reads names alone, without the counters; {@code ?q=…} those that contain a text. {@code ?name=…} selects one campaign. Names may contain any character, and containers reject some in a path ({@code
 * %2F}, {@code %5C}, {@code ..}) even if escaped, or change them (Payara decodes {@code +} as a space); a query carries
 * every name unchanged. {@code
 * /api/v1/campaigns/{name}} gives the same response for names that a path can carry; a slash is not escaped.
 */
public final class CampaignsApi {
    /** Counting more would take long without benefit. */
    private static final long MAX_UNJUDGED_COUNT = 100_000;

    private static final String NAME = "name";
    private static final int MAX_PART = 200;

    private final Store store;
    private final Clock clock;

    public CampaignsApi(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** The figures of all campaigns, or their names, a page at a time, or the figures of the one that the query names. */
    public Response list(RoutedRequest request) {
        Fields query = Fields.ofQuery(request.http());
        String name = query.get(NAME);
        if (name != null) {
            return campaign(name, request, request.query(DayRange.fieldsAnd("name")));
        }
        return NAME.equals(query.get("fields")) ? names(request) : page(request);
    }

    /** The figures of one campaign. */
    public Response get(RoutedRequest request) {
        Fields query = request.query(DayRange.fieldsAnd("name"));
        if (query.get("name") != null) {
            throw new InvalidInputException("name", "name is already given in the path");
        }
        return campaign(request.variable(), request, query);
    }

    /** Resumes a held campaign, and returns its figures. */
    public Response resume(RoutedRequest request) {
        Fields query = request.query(DayRange.fieldsAnd());
        DayRange.read(query, clock);
        String name = request.variable();
        boolean isResumed = store.campaignHolds().resume(name);
        Response figures = campaign(name, request, query);
        return isResumed || figures instanceof Problem
                ? figures
                : new Problem(Problem.Type.CAMPAIGN_NOT_HELD, "The campaign is not held, so it cannot be resumed.");
    }

    private Response page(RoutedRequest request) {
        Fields query = request.query(DayRange.fieldsAnd("name", "q", "limit", "cursor"));
        SmallGroups groups = SmallGroups.of(request);
        DayRange range = groups.days(DayRange.read(query, clock));
        CampaignPage page = store.campaigns(new CampaignQuery(
                range.fromQuarter(),
                range.toQuarter(),
                part(query),
                query.read("cursor", Function.identity()),
                query.limit()));
        List<String> names = page.campaigns().stream().map(Campaign::name).toList();
        Map<String, OpenRate> rates = OpenRateJson.rates(store.judgements(), names, range, groups, clock);
        Map<String, Hold> holds = store.campaignHolds().holds(names).stream()
                .collect(Collectors.toMap(Hold::campaign, Function.identity()));
        Map<String, Set<PrivacyProfile>> profiles = store.messages().profiles(names);
        List<ListedCampaign> campaigns = page.campaigns().stream()
                .map(campaign -> shown(campaign, range, groups))
                .map(campaign -> new ListedCampaign(
                        CampaignJson.of(
                                campaign, holds.get(campaign.name()), profiles(profiles, campaign.name()), groups),
                        openRate(campaign, rates, profiles(profiles, campaign.name()), groups)))
                .toList();
        return Response.json(new Page(range.json(), unjudged(groups), campaigns, page.next()));
    }

    /** Lists names without figures, for which the counters need not be read. */
    private Response names(RoutedRequest request) {
        Fields query = request.query(DayRange.fieldsAnd("q", "limit", "cursor"));
        CampaignNames page = store.campaignNames(part(query), query.read("cursor", Function.identity()), query.limit());
        return Response.json(
                new NamesPage(page.names().stream().map(NamedCampaign::new).toList(), page.next()));
    }

    /** What the names contain. */
    private static String part(Fields query) {
        String part = query.get("q");
        if (part != null && part.length() > MAX_PART) {
            throw new InvalidInputException("q", "q is too long; at most " + MAX_PART + " characters are searched for");
        }
        return part == null ? "" : part;
    }

    private long unjudged(SmallGroups groups) {
        return groups.shown(store.judgements().countPending(MAX_UNJUDGED_COUNT));
    }

    /** What is shown of a campaign: its counts, or those of its days. */
    private Campaign shown(Campaign campaign, DayRange range, SmallGroups groups) {
        if (!groups.hidden()) {
            return campaign;
        }
        return store.campaign(campaign.name(), range.bounds())
                .map(quarters -> new Campaign(
                        campaign.name(), total(groups.shown(CampaignDay.of(quarters, range.zone()), clock))))
                .orElse(new Campaign(campaign.name(), CampaignCounts.NONE));
    }

    private static CampaignCounts total(List<CampaignDay> days) {
        return days.stream().map(CampaignDay::counts).reduce(CampaignCounts.NONE, CampaignCounts::plus);
    }

    private Response campaign(String name, RoutedRequest request, Fields query) {
        SmallGroups groups = SmallGroups.of(request);
        DayRange range = groups.days(DayRange.read(query, clock));
        Optional<List<CampaignQuarter>> quarters = store.campaign(name, range.bounds());
        if (quarters.isEmpty()) {
            return new Problem(Problem.Type.NOT_FOUND, "There is no campaign with this name.");
        }
        List<CampaignDay> days = groups.shown(CampaignDay.of(quarters.get(), range.zone()), clock);
        Hold hold = store.campaignHolds().hold(name).orElse(null);
        Campaign campaign = new Campaign(name, total(days));
        Set<PrivacyProfile> profiles = profiles(store.messages().profiles(List.of(name)), name);
        return Response.json(new OneCampaign(
                range.json(),
                CampaignJson.of(campaign, hold, profiles, groups),
                failures(name, range, groups),
                openRate(
                        campaign,
                        OpenRateJson.rates(store.judgements(), List.of(name), range, groups, clock),
                        profiles,
                        groups),
                unjudged(groups),
                everyDay(range, days, groups)));
    }

    /** The number of failed and bounced deliveries by reason, in the order of the reasons. */
    private Map<String, Long> failures(String name, DayRange range, SmallGroups groups) {
        Map<FailureReason, Long> failures = new EnumMap<>(FailureReason.class);
        for (List<Long> span : groups.spans(range, clock)) {
            store.campaignFailures(name, span.get(0), span.get(1))
                    .orElse(Map.of())
                    .forEach((reason, deliveries) -> failures.merge(reason, groups.shown(deliveries), Long::sum));
        }
        failures.values().removeIf(groups::hides);
        Map<String, Long> named = new LinkedHashMap<>();
        failures.forEach((reason, deliveries) -> named.put(reason.wireName(), deliveries));
        return named;
    }

    /** Every day of the range, also those without events, so that clients need no calendar; five years are 200 kB. */
    private static List<DayJson> everyDay(DayRange range, List<CampaignDay> days, SmallGroups groups) {
        Map<LocalDate, CampaignDay> byDay =
                days.stream().collect(Collectors.toMap(CampaignDay::day, Function.identity()));
        return range.from()
                .datesUntil(range.to().plusDays(1))
                .map(date -> byDay.getOrDefault(date, new CampaignDay(date, CampaignCounts.NONE)))
                .map(day -> DayJson.of(day, groups))
                .toList();
    }

    private static Set<PrivacyProfile> profiles(Map<String, Set<PrivacyProfile>> found, String name) {
        return found.getOrDefault(name, Set.of());
    }

    /** The open rate; none for mail of several profiles, which measure different people. */
    private static Optional<OpenRateJson> openRate(
            Campaign campaign, Map<String, OpenRate> rates, Set<PrivacyProfile> profiles, SmallGroups groups) {
        return profiles.size() > 1 || groups.hides(campaign.counts().deliveries())
                ? Optional.empty()
                : Optional.of(OpenRateJson.of(rates.getOrDefault(campaign.name(), OpenRate.of(Map.of()))));
    }

    private record NamesPage(
            List<NamedCampaign> campaigns, @Nullable String next) {}

    private record NamedCampaign(String name) {}

    private record Page(
            @Unwrapped DayRange.RangeJson range,
            long unjudged,
            List<ListedCampaign> campaigns,
            @Nullable String next) {}

    private record ListedCampaign(@Unwrapped CampaignJson campaign, Optional<OpenRateJson> openRate) {}

    private record OneCampaign(
            @Unwrapped DayRange.RangeJson range,
            @Unwrapped CampaignJson campaign,
            Map<String, Long> failures,
            Optional<OpenRateJson> openRate,
            long unjudged,
            List<DayJson> days) {}

    private record CampaignJson(
            String name,
            @Unwrapped Figures counts,
            @Nullable HeldJson held,
            List<String> privacy) {
        static CampaignJson of(
                Campaign campaign, @Nullable Hold hold, Set<PrivacyProfile> profiles, SmallGroups groups) {
            return new CampaignJson(
                    campaign.name(),
                    Figures.of(campaign.counts(), groups.hides(campaign.counts())),
                    hold == null
                            ? null
                            : new HeldJson(hold.heldAt(), groups.shown(hold.failures()), groups.shown(hold.attempts())),
                    profiles.stream().sorted().map(PrivacyProfile::wireName).toList());
        }
    }

    /** Why the mails of a campaign are held: the counts since it was last resumed. */
    private record HeldJson(Instant at, long failures, long attempts) {}

    private record DayJson(LocalDate day, @Unwrapped Figures counts) {
        static DayJson of(CampaignDay day, SmallGroups groups) {
            return new DayJson(day.day(), Figures.of(day.counts(), groups.hides(day.counts())));
        }
    }

    /**
     * Counts, or a mark that they are hidden.
     *
     * @param hidden absent unless they are
     */
    private record Figures(@Unwrapped @Nullable FiguresJson shown, Optional<Boolean> hidden) {
        static Figures of(CampaignCounts counts, boolean isHidden) {
            return isHidden
                    ? new Figures(null, Optional.of(true))
                    : new Figures(FiguresJson.of(counts), Optional.empty());
        }
    }

    private record FiguresJson(
            long deliveries,
            long accepted,
            long delivered,
            long bounced,
            long complained,
            CountJson opens,
            CountJson clicks) {
        static FiguresJson of(CampaignCounts counts) {
            return new FiguresJson(
                    counts.deliveries(),
                    counts.accepted(),
                    counts.delivered(),
                    counts.bounced(),
                    counts.complained(),
                    new CountJson(counts.opens(), counts.unique()),
                    new CountJson(counts.clicks(), counts.clicked()));
        }
    }

    /** Counts by people and machines together; the open rate separates them. */
    private record CountJson(long total, long unique) {}
}
