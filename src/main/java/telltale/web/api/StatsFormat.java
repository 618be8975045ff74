package telltale.web.api;

import jakarta.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import telltale.web.http.JsonResponse;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;

/** The format of statistics, which {@code Accept} selects. */
enum StatsFormat {
    JSON("application/json"),
    NDJSON("application/x-ndjson"),
    CSV("text/csv");

    private final String type;

    StatsFormat(String type) {
        this.type = type;
    }

    /** The accepted format of the highest quality; JSON if none is named (RFC 9110 section 12.4.1 allows a default). */
    static StatsFormat of(@Nullable String accept) {
        StatsFormat best = JSON;
        double quality = 0;
        for (String range : accept == null ? new String[0] : accept.split(",", -1)) {
            String[] parts = range.toLowerCase(Locale.ROOT).split(";", -1);
            for (StatsFormat format : values()) {
                double of = parts[0].strip().equals(format.type) ? quality(parts) : 0;
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

    /** The response with a table. */
    static Response response(RoutedRequest request, StatsTable table) {
        StatsFormat format = of(request.http().getHeader("Accept"));
        String body = switch (format) {
            case JSON -> json(request, table).toString();
            case NDJSON -> table.ndjson();
            case CSV -> table.csv();
        };
        return TaggedBody.of(request.http(), format.type, body);
    }

    private static JsonObject json(RoutedRequest request, StatsTable table) {
        List<String> fields = request.fields();
        JsonResponse all = table.json();
        return (fields == null ? all : all.select(fields, null)).body();
    }
}
