package telltale.web.api;

import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import telltale.web.http.ExportSource;
import telltale.web.http.Exports;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;

/**
 * All items of a query as NDJSON or CSV, a page at a time, each read when it is sent.
 *
 * @param <Q> the queries for a page
 * @param <T> the items
 */
final class ListExport<Q, T> implements ExportSource {
    /**
     * The items of a page.
     *
     * @param items may be empty
     * @param next the query for the next page; null on the last one
     */
    record Page<Q, T>(List<T> items, @Nullable Q next) {
        Page {
            items = List.copyOf(items);
        }
    }

    /**
     * The form of an item.
     *
     * @param name the name of the file, without its extension
     * @param columns the names of the columns of CSV
     * @param cells the cells of an item
     * @param line the JSON of an item on one line
     */
    record Layout<T>(String name, List<String> columns, Function<T, List<String>> cells, Function<T, String> line) {
        Layout {
            columns = List.copyOf(columns);
        }

        /**
         * The layout of items whose JSON has all columns.
         *
         * @param columns the names of members, those in nested objects by their path, as in {@link CsvText#cells}
         */
        static <T> Layout<T> ofJson(String name, List<String> columns, Function<T, JsonObject> json) {
            return new Layout<>(
                    name,
                    columns,
                    item -> {
                        Map<String, String> cells = CsvText.cells(json.apply(item));
                        return columns.stream()
                                .map(column -> cells.getOrDefault(column, ""))
                                .toList();
                    },
                    item -> json.apply(item).toString());
        }
    }

    private final ExportFormat format;
    private final Layout<T> layout;
    private final Function<Q, Page<Q, T>> read;
    private @Nullable Q query;
    private boolean isBegun;

    private ListExport(ExportFormat format, Layout<T> layout, Q first, Function<Q, Page<Q, T>> read) {
        this.format = format;
        this.layout = layout;
        this.query = first;
        this.read = read;
    }

    /**
     * The response with all items.
     *
     * @param format NDJSON or CSV
     * @param first the query for the first page
     * @param read reads the page of a query
     */
    static <Q, T> Response response(
            RoutedRequest request,
            Exports exports,
            ExportFormat format,
            Layout<T> layout,
            Q first,
            Function<Q, Page<Q, T>> read) {
        return response -> {
            response.setContentType(format.contentType);
            response.setHeader(
                    "Content-Disposition", "attachment; filename=\"" + layout.name + "." + format.extension + "\"");
            exports.send(request.http(), response, new ListExport<>(format, layout, first, read));
        };
    }

    @Override
    public byte @Nullable [] next() {
        Q now = query;
        if (now == null) {
            return null;
        }
        Page<Q, T> page = read.apply(now);
        query = page.next;
        return (format == ExportFormat.CSV ? csv(page.items) : ndjson(page.items)).getBytes(StandardCharsets.UTF_8);
    }

    private String ndjson(List<T> page) {
        StringBuilder lines = new StringBuilder();
        page.forEach(item -> lines.append(layout.line.apply(item)).append('\n'));
        return lines.toString();
    }

    private String csv(List<T> page) {
        List<List<String>> records = new ArrayList<>();
        if (!isBegun) {
            records.add(layout.columns);
            isBegun = true;
        }
        page.forEach(item -> records.add(layout.cells.apply(item)));
        return CsvText.of(records);
    }
}
