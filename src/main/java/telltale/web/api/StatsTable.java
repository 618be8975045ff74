package telltale.web.api;

import de.siegmar.fastcsv.writer.CsvWriter;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import telltale.store.Figures;
import telltale.web.http.JsonResponse;
import telltale.web.http.RecordJson;
import telltale.web.http.Unwrapped;

/**
 * Rows of statistics with what they are of, as JSON, NDJSON or CSV.
 *
 * @param unjudged the number of deliveries that are not judged yet, counted up to a limit
 * @param recounting the number of deliveries that an earlier version judged and that are not counted yet; absent for none
 * @param empty a row of zeros, whose members are the columns of CSV
 */
record StatsTable(
        StatsRange.RangeJson range,
        @Nullable String campaign,
        Optional<StatsRange.RangeJson> previous,
        long unjudged,
        Optional<Long> recounting,
        List<StatsRow> rows,
        Optional<String> next,
        StatsRow empty) {
    StatsTable {
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
            Optional<StatsRange.RangeJson> previous,
            long unjudged,
            Optional<Long> recounting,
            List<StatsRow> rows,
            Optional<String> next) {}

    /** All in one object. */
    JsonResponse json() {
        return JsonResponse.of(
                HttpServletResponse.SC_OK, new Page(range, campaign, previous, unjudged, recounting, rows, next));
    }

    /** An object for each row. */
    String ndjson() {
        StringBuilder lines = new StringBuilder();
        rows.forEach(row -> lines.append(RecordJson.object(row)).append('\n'));
        return lines.toString();
    }

    /** A line for each row (RFC 4180), safe to be opened in a spreadsheet. The cells of hidden figures are empty. */
    String csv() {
        Map<String, String> columns = new LinkedHashMap<>();
        flatten("", RecordJson.object(empty), columns);
        StringWriter out = new StringWriter();
        try (CsvWriter csv = CsvWriter.builder().build(out)) {
            csv.writeRecord(columns.keySet());
            for (StatsRow row : rows) {
                Map<String, String> cells = new LinkedHashMap<>();
                flatten("", RecordJson.object(row), cells);
                List<String> line = new ArrayList<>();
                columns.keySet().forEach(column -> line.add(ReportCsv.inert(cells.getOrDefault(column, ""))));
                csv.writeRecord(line);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException("a string can be written", impossible);
        }
        return out.toString();
    }

    /** Names the members of nested objects by their path. */
    private static void flatten(String path, JsonObject object, Map<String, String> cells) {
        object.forEach((name, value) -> {
            if (value instanceof JsonObject nested) {
                flatten(path + name + "_", nested, cells);
            } else {
                cells.put(path + name, text(value));
            }
        });
    }

    private static String text(JsonValue value) {
        if (value == JsonValue.NULL) {
            return "";
        }
        return value instanceof JsonString text ? text.getString() : value.toString();
    }
}
