package telltale.web.api;

import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import telltale.store.Figures;
import telltale.web.http.JsonResponse;
import telltale.web.http.RecordJson;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;
import telltale.web.http.Unwrapped;

/**
 * Rows of statistics with what they are of, as JSON, NDJSON or CSV.
 *
 * @param profiles the privacy profiles of the mail in the range; each may have rows
 * @param unjudged the number of deliveries that are not judged yet, counted up to a limit
 * @param recounting the number of deliveries that an earlier version judged and that are not counted yet; absent for none
 * @param copyAge how many seconds the figures are older than the database at most; absent if they were read there
 * @param empty a row of zeros, whose members are the columns of CSV
 */
record StatsTable(
        StatsRange.RangeJson range,
        @Nullable String campaign,
        List<String> profiles,
        Optional<StatsRange.RangeJson> previous,
        long unjudged,
        Optional<Long> recounting,
        Optional<Long> copyAge,
        List<StatsRow> rows,
        Optional<String> next,
        StatsRow empty) {
    StatsTable {
        profiles = List.copyOf(profiles);
        rows = List.copyOf(rows);
    }

    /** The row of zeros of a shape. */
    static StatsRow empty(List<String> keys, Function<Figures, Record> shape, boolean isCompared) {
        Map<String, Object> none = new LinkedHashMap<>();
        keys.forEach(key -> none.put(key, ""));
        Record zeros = shape.apply(Figures.NONE);
        return new StatsRow(none, zeros, isCompared ? Optional.of(zeros) : Optional.empty(), Optional.empty());
    }

    private record Page(
            @Unwrapped StatsRange.RangeJson range,
            @Nullable String campaign,
            List<String> profiles,
            Optional<StatsRange.RangeJson> previous,
            long unjudged,
            Optional<Long> recounting,
            Optional<Long> copyAge,
            List<StatsRow> rows,
            Optional<String> next) {}

    /** The response in the format that a request selects. */
    Response response(RoutedRequest request) {
        ExportFormat format = ExportFormat.of(request);
        return switch (format) {
            case JSON -> TaggedBody.of(request.http(), format.contentType, json(request.fields()));
            case NDJSON -> TaggedBody.of(request.http(), format.contentType, ndjson());
            case CSV -> TaggedBody.of(request.http(), format.contentType, csv());
        };
    }

    /** @param fields the members to answer with, or null for all */
    private JsonResponse json(@Nullable List<String> fields) {
        JsonResponse all = json();
        return fields == null ? all : all.select(fields, null);
    }

    /** All in one object. */
    JsonResponse json() {
        return JsonResponse.of(
                HttpServletResponse.SC_OK,
                new Page(range, campaign, profiles, previous, unjudged, recounting, copyAge, rows, next));
    }

    /** An object for each row. */
    String ndjson() {
        StringBuilder lines = new StringBuilder();
        rows.forEach(row -> lines.append(RecordJson.object(row)).append('\n'));
        return lines.toString();
    }

    /** A line for each row. The cells of hidden figures are empty. */
    String csv() {
        Set<String> columns = CsvText.cells(RecordJson.object(empty)).keySet();
        List<Collection<String>> lines = new ArrayList<>(List.of(columns));
        for (StatsRow row : rows) {
            Map<String, String> cells = CsvText.cells(RecordJson.object(row));
            lines.add(columns.stream()
                    .map(column -> cells.getOrDefault(column, ""))
                    .toList());
        }
        return CsvText.of(lines);
    }
}
