package telltale.web.api;

import java.time.Clock;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
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
            return campaign(
                    name, request.query(DayRange.fieldsAnd(NAME, CampaignProfiles.PARAMETER)), SmallGroups.of(request));
        }
        return NAME.equals(query.get("fields")) ? names(request) : page(request);
    }

    /** The figures of one campaign. */
    public Response get(RoutedRequest request) {
        Fields query = request.query(DayRange.fieldsAnd(NAME, CampaignProfiles.PARAMETER));
        if (query.get(NAME) != null) {
            throw new InvalidInputException(NAME, "name is already given in the path");
        }
        return campaign(request.variable(), query, SmallGroups.of(request));
    }

    /** Resumes a held campaign, and returns its figures. */
    public Response resume(RoutedRequest request) {
        Fields query = request.query(DayRange.fieldsAnd());
        DayRange.read(query, clock);
        String name = request.variable();
        boolean isResumed = store.campaignHolds().resume(name);
        Response figures = campaign(name, query, SmallGroups.of(request));
        return isResumed || figures instanceof Problem
                ? figures
                : new Problem(Problem.Type.CAMPAIGN_NOT_HELD, "The campaign is not held, so it cannot be resumed.");
    }

    private Response page(RoutedRequest request) {
        Fields query = request.query(DayRange.fieldsAnd(NAME, CampaignProfiles.PARAMETER, "q", "limit", "cursor"));
        PrivacyProfile asked = CampaignProfiles.asked(query);
        SmallGroups groups = SmallGroups.of(request);
        DayRange range = groups.days(DayRange.read(query, clock));
        CampaignPage page = store.campaigns(new CampaignQuery(
                range.fromQuarter(),
                range.toQuarter(),
                part(query),
                query.read("cursor", Function.identity()),
                query.limit()));
        List<String> names = page.campaigns().stream().map(Campaign::name).toList();
        Map<String, Hold> holds = store.campaignHolds().holds(names).stream()
                .collect(Collectors.toMap(Hold::campaign, Function.identity()));
        CampaignProfiles profiles = CampaignProfiles.of(store, names, range, groups, clock);
        List<CampaignJson> campaigns = page.campaigns().stream()
                .map(campaign -> shown(campaign, profiles.of(campaign.name()), range, groups))
                .map(campaign -> CampaignJson.of(
                        campaign,
                        profiles,
                        asked == null ? profiles.only(campaign.name()) : asked,
                        holds.get(campaign.name()),
                        groups))
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
    private Campaign shown(Campaign campaign, List<PrivacyProfile> profiles, DayRange range, SmallGroups groups) {
        if (!groups.hidden()) {
            return campaign;
        }
        return days(campaign.name(), profiles, range, groups)
                .map(days -> campaign(campaign.name(), days))
                .orElse(new Campaign(campaign.name(), CampaignCounts.NONE, Map.of()));
    }

    /** What is shown of the days of a campaign under each of these profiles; empty if there is no such campaign. */
    private Optional<Map<PrivacyProfile, List<CampaignDay>>> days(
            String name, List<PrivacyProfile> profiles, DayRange range, SmallGroups groups) {
        Map<PrivacyProfile, List<CampaignDay>> days = new EnumMap<>(PrivacyProfile.class);
        for (PrivacyProfile profile : profiles) {
            Optional<List<CampaignQuarter>> quarters = store.campaign(name, profile, range.bounds());
            if (quarters.isEmpty()) {
                return Optional.empty();
            }
            days.put(profile, groups.shown(CampaignDay.of(quarters.get(), range.zone()), clock));
        }
        return Optional.of(days);
    }

    private Response campaign(String name, Fields query, SmallGroups groups) {
        DayRange range = groups.days(DayRange.read(query, clock));
        PrivacyProfile asked = CampaignProfiles.asked(query);
        CampaignProfiles profiles = CampaignProfiles.of(store, List.of(name), range, groups, clock);
        List<PrivacyProfile> read = asked == null ? profiles.of(name) : profiles.and(name, asked);
        Map<PrivacyProfile, List<CampaignDay>> days =
                days(name, read, range, groups).orElse(null);
        if (days == null) {
            return new Problem(Problem.Type.NOT_FOUND, "There is no campaign with this name.");
        }
        PrivacyProfile shown = asked == null ? profiles.only(name) : asked;
        Hold hold = store.campaignHolds().hold(name).orElse(null);
        return Response.json(new OneCampaign(
                range.json(),
                CampaignJson.of(campaign(name, days), profiles, shown, hold, groups),
                failures(name, range, groups),
                profiles.of(name).contains(PrivacyProfile.AGGREGATED)
                        ? Optional.of(PooledJson.of(store.pools().counts(name), groups))
                        : Optional.empty(),
                unjudged(groups),
                everyDay(range, days.getOrDefault(shown == null ? read.get(0) : shown, List.of()), shown, groups)));
    }

    private static Campaign campaign(String name, Map<PrivacyProfile, List<CampaignDay>> days) {
        Map<PrivacyProfile, CampaignCounts> totals = new EnumMap<>(PrivacyProfile.class);
        days.forEach((profile, list) -> totals.put(
                profile, list.stream().map(CampaignDay::counts).reduce(CampaignCounts.NONE, CampaignCounts::plus)));
        CampaignCounts mails = totals.values().iterator().next().withoutEvents();
        totals.replaceAll((profile, counts) -> counts.withoutMails());
        return new Campaign(name, mails, totals);
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

    /**
     * Every day of the range, also those without events, so that clients need no calendar; five years are 200 kB.
     *
     * @param shown the profile of the opens and clicks; null for none
     */
    private static List<DayJson> everyDay(
            DayRange range, List<CampaignDay> days, @Nullable PrivacyProfile shown, SmallGroups groups) {
        Map<LocalDate, CampaignCounts> byDay = days.stream()
                .collect(Collectors.toMap(
                        CampaignDay::day, day -> shown == null ? day.counts().withoutEvents() : day.counts()));
        return range.from()
                .datesUntil(range.to().plusDays(1))
                .map(date -> DayJson.of(date, byDay.getOrDefault(date, CampaignCounts.NONE), shown != null, groups))
                .toList();
    }

    private record NamesPage(
            List<NamedCampaign> campaigns, @Nullable String next) {}

    private record NamedCampaign(String name) {}

    private record Page(
            @Unwrapped DayRange.RangeJson range,
            long unjudged,
            List<CampaignJson> campaigns,
            @Nullable String next) {}

    private record OneCampaign(
            @Unwrapped DayRange.RangeJson range,
            @Unwrapped CampaignJson campaign,
            Map<String, Long> failures,
            Optional<PooledJson> pooled,
            long unjudged,
            List<DayJson> days) {}

    private record DayJson(LocalDate day, @Unwrapped CampaignJson.Figures counts) {
        static DayJson of(LocalDate day, CampaignCounts counts, boolean hasEvents, SmallGroups groups) {
            return new DayJson(day, CampaignJson.Figures.of(counts, hasEvents, groups.hides(counts)));
        }
    }
}
