package telltale.web.api;

import jakarta.json.JsonObjectBuilder;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import telltale.judging.Comparison;
import telltale.judging.OpenRate;
import telltale.model.InvalidInputException;
import telltale.store.Store;
import telltale.web.http.Fields;
import telltale.web.http.Json;
import telltale.web.http.Problem;

/** {@code GET /api/v1/comparison?first=…&second=…}: compares the open rates of two campaigns over a range of days. */
public final class ComparisonServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    private final transient Store store;
    private final transient Clock clock;

    public ComparisonServlet(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Fields query = Fields.ofQuery(request);
        Set<String> fields = new HashSet<>(DayRange.FIELDS);
        fields.addAll(Set.of("first", "second"));
        query.allowOnly(fields);
        DayRange range = DayRange.read(query, clock);
        String first = required("first", query.get("first"));
        String second = required("second", query.get("second"));
        Optional<OpenRate> firstRate = rate(first, range);
        Optional<OpenRate> secondRate = rate(second, range);
        if (firstRate.isEmpty() || secondRate.isEmpty()) {
            String missing = firstRate.isEmpty() ? "first" : "second";
            new Problem(Problem.Type.NOT_FOUND, "The campaign named by \"" + missing + "\" does not exist.")
                    .send(response);
            return;
        }
        Comparison comparison = Comparison.of(firstRate.get(), secondRate.get());
        Json.send(
                response,
                HttpServletResponse.SC_OK,
                range.json()
                        .add("first", side(first, firstRate.get()))
                        .add("second", side(second, secondRate.get()))
                        .add(
                                "difference",
                                OpenRateJson.interval(comparison.interval())
                                        .add("value", OpenRateJson.rounded(comparison.difference())))
                        .add("isClear", comparison.isClear())
                        .add("inWords", inWords(comparison))
                        .build());
    }

    private static String required(String field, @Nullable String name) {
        if (name == null || name.isEmpty()) {
            throw new InvalidInputException(field, field + " is missing; a campaign name is required");
        }
        return name;
    }

    private Optional<OpenRate> rate(String campaign, DayRange range) {
        return store.campaign(campaign, range.bounds())
                .map(known -> OpenRateJson.rate(store.judgements(), campaign, range));
    }

    private static JsonObjectBuilder side(String name, OpenRate rate) {
        return OpenRateJson.proportion(rate.seen()).add("name", name);
    }

    private static String inWords(Comparison comparison) {
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
