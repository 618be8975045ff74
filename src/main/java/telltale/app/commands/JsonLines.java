package telltale.app.commands;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.net.InetAddress;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import telltale.judging.KnownHeaders;
import telltale.judging.Scope;
import telltale.model.IpLiteral;
import telltale.model.VerdictClass;
import telltale.web.http.StrictJson;

/**
 * Requests as JSON objects, whose headers are complete: one that is not given was not sent.
 *
 * @param labelled whether each must have a label; else labels are ignored
 */
record JsonLines(boolean labelled) implements RequestFormat {
    /** A hundred years: a longer time is a mistake, and could overflow an instant. */
    private static final double MAX_SECONDS = 3_155_760_000.0;

    @Override
    public Charset charset() {
        return StandardCharsets.UTF_8;
    }

    @Override
    public KnownHeaders known() {
        return KnownHeaders.ALL;
    }

    @Override
    public RequestLine parse(String line, long number) {
        return of(object(line));
    }

    private static JsonObject object(String line) {
        if (StrictJson.read("it", line) instanceof JsonObject object) {
            return object;
        }
        throw new IllegalArgumentException("it is not a JSON object");
    }

    private RequestLine of(JsonObject object) {
        return new RequestLine(
                object.getOrDefault("id", JsonValue.NULL),
                scope(object),
                method(object),
                headers(object),
                address(object),
                sinceDelivery(object),
                labelled ? label(object) : null);
    }

    private static Scope scope(JsonObject object) {
        return switch (text(object, "kind")) {
            case "open" -> Scope.OPEN;
            case "click" -> Scope.CLICK;
            default -> throw new IllegalArgumentException("its \"kind\" is neither \"open\" nor \"click\"");
        };
    }

    private static String method(JsonObject object) {
        return object.containsKey("method") ? text(object, "method").toUpperCase(Locale.ROOT) : "GET";
    }

    private static Map<String, String> headers(JsonObject object) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        if (!(object.getOrDefault("headers", JsonValue.EMPTY_JSON_OBJECT) instanceof JsonObject given)) {
            throw new IllegalArgumentException("its \"headers\" is not an object");
        }
        given.forEach((name, value) -> headers.put(name, header(value)));
        return headers;
    }

    private static String header(JsonValue value) {
        if (value instanceof JsonString text) {
            return text.getString();
        }
        throw new IllegalArgumentException("the value of one of its headers is not a string");
    }

    private static @Nullable InetAddress address(JsonObject object) {
        if (isAbsent(object, "ip")) {
            return null;
        }
        InetAddress address = IpLiteral.read(text(object, "ip"));
        if (address == null) {
            throw new IllegalArgumentException("its \"ip\" is not an IP address");
        }
        return address;
    }

    private static @Nullable Duration sinceDelivery(JsonObject object) {
        if (isAbsent(object, "seconds_after_delivery")) {
            return null;
        }
        if (object.get("seconds_after_delivery") instanceof JsonNumber seconds
                && Math.abs(seconds.doubleValue()) <= MAX_SECONDS) {
            return Duration.ofMillis(Math.round(seconds.doubleValue() * 1000));
        }
        throw new IllegalArgumentException("its \"seconds_after_delivery\" is not a number of seconds");
    }

    private static RequestLine.Label label(JsonObject object) {
        String sort = isAbsent(object, "sort") ? RequestLine.UNSTATED : text(object, "sort");
        return new RequestLine.Label(labelledClass(text(object, "label")), sort);
    }

    private static VerdictClass labelledClass(String label) {
        try {
            return VerdictClass.ofWireName(label);
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException("its \"label\" is invalid: " + unknown.getMessage());
        }
    }

    private static boolean isAbsent(JsonObject object, String field) {
        return object.getOrDefault(field, JsonValue.NULL) == JsonValue.NULL;
    }

    private static String text(JsonObject object, String field) {
        if (object.get(field) instanceof JsonString text) {
            return text.getString();
        }
        throw new IllegalArgumentException("its \"" + field + "\" is missing or not a string");
    }
}
