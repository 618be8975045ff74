package telltale.web.api;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import telltale.web.http.ExportSource;
import telltale.web.http.Exports;
import telltale.web.http.RecordJson;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;

/**
 * A whole list as NDJSON. Its first page is read before the response begins, each other one when the one before was sent.
 *
 * @param <T> the items of a page
 */
final class NdjsonExport<T> implements ExportSource {
    private final Function<T, Stream<? extends Record>> lines;
    private final UnaryOperator<List<T>> following;
    private List<T> page;

    private NdjsonExport(List<T> first, Function<T, Stream<? extends Record>> lines, UnaryOperator<List<T>> following) {
        this.page = first;
        this.lines = lines;
        this.following = following;
    }

    /**
     * The response with all pages.
     *
     * @param lines the objects of an item, each of which is a line
     * @param following reads the page after one that is not empty
     */
    static <T> Response response(
            RoutedRequest request,
            Exports exports,
            List<T> first,
            Function<T, Stream<? extends Record>> lines,
            UnaryOperator<List<T>> following) {
        return response -> {
            response.setContentType(ExportFormat.NDJSON.contentType);
            exports.send(request.http(), response, new NdjsonExport<>(first, lines, following));
        };
    }

    @Override
    public byte @Nullable [] next() {
        if (page.isEmpty()) {
            return null;
        }
        String text = page.stream()
                .flatMap(lines)
                .map(line -> RecordJson.object(line) + "\n")
                .collect(Collectors.joining());
        page = following.apply(page);
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
