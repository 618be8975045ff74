package telltale.web.api;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import telltale.model.InvalidInputException;
import telltale.web.http.Fields;
import telltale.web.http.RoutedRequest;

/** The format of an answer, which {@code Accept} selects. */
enum ExportFormat {
    JSON("application/json", "application/json", "json"),
    NDJSON("application/x-ndjson", "application/x-ndjson", "ndjson"),
    CSV("text/csv", "text/csv;charset=utf-8", "csv");

    private final String mediaType;
    final String contentType;
    final String extension;

    ExportFormat(String mediaType, String contentType, String extension) {
        this.mediaType = mediaType;
        this.contentType = contentType;
        this.extension = extension;
    }

    /** The format that a request selects. */
    static ExportFormat of(RoutedRequest request) {
        return of(request.http().getHeader("Accept"));
    }

    /** The accepted format of the highest quality; JSON if none is named (RFC 9110 section 12.4.1 allows a default). */
    static ExportFormat of(@Nullable String accept) {
        ExportFormat best = JSON;
        double quality = 0;
        for (String range : accept == null ? new String[0] : accept.split(",", -1)) {
            String[] parts = range.toLowerCase(Locale.ROOT).split(";", -1);
            for (ExportFormat format : values()) {
                double of = parts[0].strip().equals(format.mediaType) ? quality(parts) : 0;
                if (of > quality) {
                    best = format;
                    quality = of;
                }
            }
        }
        return best;
    }

    private static double quality(String[] parameters) {
        return Arrays.stream(parameters)
                .map(String::strip)
                .filter(parameter -> parameter.matches("q=[01](\\.[0-9]{0,3})?"))
                .mapToDouble(parameter -> Double.parseDouble(parameter.substring(2)))
                .findFirst()
                .orElse(1);
    }

    /**
     * Rejects a query for a part of an export.
     *
     * @throws InvalidInputException naming the field
     */
    static void requireAll(Fields query) {
        for (String paging : List.of("limit", "cursor")) {
            if (query.get(paging) != null) {
                throw new InvalidInputException(paging, paging + " is for JSON; an export has all items of its query");
            }
        }
    }
}
