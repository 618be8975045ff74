package telltale.openapi;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import telltale.model.ImmutableBytes;
import telltale.web.http.Json;

/** Requests of documented operations, valid and invalid in many ways; the same ones for a seed. */
final class RequestGenerator {
    private static final List<String> NAMES = List.of(
            "autumn",
            "welcome",
            "news",
            "apple-relay",
            "starter",
            "x",
            "No%20name",
            "%C3%A9",
            "%F0%9F%98%80",
            "a+b",
            "a%2Bb",
            "a;b=c",
            "%25",
            "-",
            "0",
            "archive",
            "a/b",
            "%e2%80%ae",
            "~",
            "'",
            "a%0Ab");
    /** Names that containers refuse before the application sees them. */
    private static final List<String> REFUSED_NAMES =
            List.of("%C3%28", "%2F", "%5C", "%00", "%zz", "%", "..%2f..", "../..");

    private static final List<String> ACCEPT = List.of(
            "*/*",
            "text/csv",
            "application/json;q=0, */*;q=0.1",
            "",
            "nonsense",
            "text/html,text/csv",
            "application/openmetrics-text");
    private static final List<String> TYPES = List.of(
            "application/json",
            "application/json; charset=iso-8859-1",
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "application/xml",
            "APPLICATION/JSON",
            "application/json;charset=\"utf-8\"",
            ";",
            "message/rfc822",
            "application/x-ndjson",
            "text/csv");

    private final ValueGenerator values;
    private final Map<String, String> existing;

    /**
     * A request.
     *
     * @param isRefused whether containers may refuse it without asking the application
     */
    record Generated(String method, String target, ImmutableBytes body, List<String> fields, boolean isRefused) {}

    /** @param existing what exists, by the beginning of the paths of its operations */
    RequestGenerator(ApiDocument document, Random random, Map<String, String> existing) {
        this.existing = existing;
        values = new ValueGenerator(document, random, existing);
    }

    /** A request of an operation, without credentials. */
    Generated next(Operation operation) {
        boolean isRefused = operation.path().contains("{") && values.once(20);
        String method = operation.method().equals("GET")
                        && operation.isKeyed()
                        && values.once(20)
                        && !operation.path().equals("/track")
                ? "HEAD"
                : operation.method();
        List<String> fields = new ArrayList<>();
        if (values.once(6)) {
            fields.add("Accept: " + values.any(ACCEPT));
        }
        byte[] body = body(operation, fields);
        return new Generated(
                method, path(operation, isRefused) + query(operation), new ImmutableBytes(body), fields, isRefused);
    }

    private String path(Operation operation, boolean isRefused) {
        if (isRefused) {
            return operation.at(values.any(REFUSED_NAMES));
        }
        String name = values.once(3) ? values.any(NAMES) : existing(operation);
        return operation.at(values.once(40) ? "x".repeat(2_000) : name);
    }

    private String existing(Operation operation) {
        if (operation.method().equals("DELETE") && !values.once(10)) {
            // So that others still find it.
            return values.id();
        }
        return existing.entrySet().stream()
                .filter(one -> operation.path().startsWith(one.getKey()) && !values.once(5))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseGet(values::id);
    }

    private String query(Operation operation) {
        List<String> pairs = new ArrayList<>();
        for (JsonObject parameter : operation.parameters()) {
            boolean isGiven = parameter.getBoolean("required", false) ? !values.once(10) : values.once(4);
            if (parameter.getString("in").equals("query") && isGiven) {
                String name = parameter.getString("name");
                pairs.add(name + "=" + escaped(values.text(parameter.getJsonObject("schema"), name)));
            }
        }
        if (values.once(25)) {
            pairs.add(
                    values.any(List.of("unknown=1", "%zz=1", "=", "&&", "limit=%C3%28", "a%00b=c", "limit=1&limit=2")));
        }
        return pairs.isEmpty() ? "" : "?" + String.join("&", pairs);
    }

    private byte[] body(Operation operation, List<String> fields) {
        if (operation.bodies().isEmpty() || values.once(30)) {
            return new byte[0];
        }
        String type = values.any(List.copyOf(operation.bodies().keySet()));
        JsonObject schema = Objects.requireNonNull(operation.bodies().get(type), type);
        fields.add("Content-Type: " + (values.once(15) ? values.any(TYPES) : type));
        String text = switch (type) {
            case "application/json" -> values.json(schema);
            case "application/x-www-form-urlencoded" -> form(schema);
            default -> lines(schema);
        };
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        if (values.once(40) && body.length > 0) {
            body[body.length / 2] = (byte) 0xFF;
        }
        return body;
    }

    private String form(JsonObject schema) {
        return values.json(schema).replaceAll("[{}\"]", "").replace(':', '=').replace(',', '&');
    }

    /** Lines of values, for bodies that are no JSON as a whole. */
    private String lines(JsonObject schema) {
        StringBuilder lines = new StringBuilder();
        JsonObjectBuilder line = Json.object();
        line.add("type", "object");
        line.add(
                "properties",
                Json.object().add("address", schema).add("to", schema).add("html", schema));
        JsonObject object = line.build();
        do {
            lines.append(values.once(2) ? values.json(object) : values.text(schema, "address"))
                    .append('\n');
        } while (!values.once(4));
        return lines.toString();
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
