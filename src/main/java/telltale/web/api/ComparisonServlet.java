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

/** {@code GET /api/v1/comparison?first=…&second=…}: by how much two campaigns differ, over a range of days. */
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
        query.onlyThese(fields);
        DayRange range = DayRange.read(query, clock);
        String first = named("first", query.get("first"));
        String second = named("second", query.get("second"));
        Optional<OpenRate> firstRate = rate(first, range);
        Optional<OpenRate> secondRate = rate(second, range);
        if (firstRate.isEmpty() || secondRate.isEmpty()) {
            String missing = firstRate.isEmpty() ? "first" : "second";
            new Problem(Problem.Type.NOT_FOUND, "There is no campaign with the name that " + missing + " says.")
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

    private static String named(String field, @Nullable String name) {
        if (name == null || name.isEmpty()) {
            throw new InvalidInputException(field, field + " is missing; it takes the name of a campaign");
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
            return "Nothing can be compared: one of them has no recipient who can be measured.";
        }
        String range = OpenRateJson.points(comparison.interval().low()) + " to "
                + OpenRateJson.points(comparison.interval().high()) + " points";
        return comparison.isClear()
                ? "Among those who can be measured, the second differs from the first by " + range + "."
                : "Among those who can be measured, chance alone would explain the difference (" + range + ").";
    }
}
