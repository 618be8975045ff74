package telltale.web.api;

import java.math.BigDecimal;
import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import telltale.judging.Comparison;
import telltale.judging.OpenRate;
import telltale.model.InvalidInputException;
import telltale.model.PrivacyProfile;
import telltale.store.Store;
import telltale.web.http.Fields;
import telltale.web.http.Problem;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;
import telltale.web.http.Unwrapped;

/** {@code GET /api/v1/comparison?first=…&second=…}: compares the open rates of two campaigns over a range of days. */
public final class ComparisonApi {
    private final Store store;
    private final Clock clock;

    public ComparisonApi(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Compares two campaigns. */
    public Response compare(RoutedRequest request) {
        Fields query = request.query(DayRange.fieldsAnd("first", "second", CampaignProfiles.PARAMETER));
        SmallGroups groups = SmallGroups.of(request);
        DayRange range = groups.days(DayRange.read(query, clock));
        String first = required("first", query.get("first"));
        String second = required("second", query.get("second"));
        CampaignProfiles profiles = CampaignProfiles.of(store, List.of(first, second), range, groups, clock);
        if (!profiles.exists(first) || !profiles.exists(second)) {
            String missing = !profiles.exists(first) ? "first" : "second";
            return new Problem(Problem.Type.NOT_FOUND, "The campaign named by \"" + missing + "\" does not exist.");
        }
        PrivacyProfile asked = CampaignProfiles.asked(query);
        PrivacyProfile firstProfile = profile(profiles, first, asked);
        PrivacyProfile secondProfile = profile(profiles, second, asked);
        OpenRate firstRate = profiles.rate(first, firstProfile);
        OpenRate secondRate = profiles.rate(second, secondProfile);
        if (groups.hides(firstRate.seen().of())
                || groups.hides(secondRate.seen().of())) {
            return new Problem(
                    Problem.Type.PERMISSION_DENIED,
                    "A campaign has fewer than " + SmallGroups.MIN_PEOPLE
                            + " measurable recipients; the role analyst is not shown its figures.");
        }
        Comparison comparison = Comparison.of(firstRate, secondRate);
        return Response.json(new ComparisonJson(
                range.json(),
                new Side(OpenRateJson.ProportionJson.of(firstRate.seen()), first, firstProfile.wireName()),
                new Side(OpenRateJson.ProportionJson.of(secondRate.seen()), second, secondProfile.wireName()),
                new DifferenceJson(
                        OpenRateJson.IntervalJson.of(comparison.interval()),
                        OpenRateJson.rounded(comparison.difference())),
                comparison.isClear(),
                summary(comparison)));
    }

    /** The profile of the mails of a campaign that are compared. */
    private static PrivacyProfile profile(CampaignProfiles profiles, String campaign, @Nullable PrivacyProfile asked) {
        PrivacyProfile found = asked == null ? profiles.only(campaign) : asked;
        if (found == null) {
            throw new InvalidInputException(
                    CampaignProfiles.PARAMETER,
                    "profile is missing: a campaign has mail of several privacy profiles, whose opens are not added; expected one of "
                            + profiles.of(campaign).stream()
                                    .map(PrivacyProfile::wireName)
                                    .collect(Collectors.joining(", ")));
        }
        return found;
    }

    private record ComparisonJson(
            @Unwrapped DayRange.RangeJson range,
            Side first,
            Side second,
            DifferenceJson difference,
            boolean isClear,
            String summary) {}

    private record Side(@Unwrapped OpenRateJson.ProportionJson seen, String name, String profile) {}

    private record DifferenceJson(@Unwrapped OpenRateJson.IntervalJson interval, BigDecimal value) {}

    private static String required(String field, @Nullable String name) {
        if (name == null || name.isEmpty()) {
            throw new InvalidInputException(field, field + " is missing; a campaign name is required");
        }
        return name;
    }

    private static String summary(Comparison comparison) {
        if (comparison.first().of() == 0 || comparison.second().of() == 0) {
            return "No comparison: at least one campaign has no measurable recipients.";
        }
        String range = OpenRateJson.points(comparison.interval().low()) + " to "
                + OpenRateJson.points(comparison.interval().high()) + " points";
        return comparison.isClear()
                ? "Among measurable recipients, the second differs from the first by " + range + "."
                : "Among measurable recipients, the difference may be due to chance (" + range + ").";
    }
}
