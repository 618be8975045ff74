package telltale.app.commands;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import telltale.judging.DeliveryContext;
import telltale.judging.EventFacts;
import telltale.judging.Headers;
import telltale.judging.Networks;
import telltale.judging.Scope;
import telltale.model.IpLiteral;
import telltale.model.Network;
import telltale.model.Provider;
import telltale.model.Verdict;
import telltale.web.http.StrictJson;

/**
 * One input line of {@code judge}: a request to be judged.
 *
 * @param id any JSON value, repeated in the output
 * @param headers by case-insensitive name
 * @param address of the client, or null if unknown
 * @param sinceDelivery the time since the mail was accepted, or null if unknown
 */
record RequestLine(
        JsonValue id,
        Scope scope,
        String method,
        Map<String, String> headers,
        @Nullable InetAddress address,
        @Nullable Duration sinceDelivery) {
    private static final JsonProvider JSON = JsonProvider.provider();
    private static final Instant ACCEPTED = Instant.EPOCH;
    /** A hundred years: a longer time is a mistake, and could overflow an instant. */
    private static final double MAX_SECONDS = 3_155_760_000.0;

    /** @throws IllegalArgumentException with a message for the user */
    static RequestLine parse(String line) {
        return of(object(line));
    }

    private static JsonObject object(String line) {
        if (StrictJson.read("it", line) instanceof JsonObject object) {
            return object;
        }
        throw new IllegalArgumentException("it is not a JSON object");
    }

    EventFacts facts(Networks networks) {
        Network network = address == null ? Network.UNKNOWN : networks.classify(address);
        Instant at = sinceDelivery == null ? ACCEPTED : ACCEPTED.plus(sinceDelivery);
        int link = scope == Scope.CLICK ? 1 : 0;
        return new EventFacts(scope, link, at, Headers.client(method, headers::get), network);
    }

    DeliveryContext context() {
        return new DeliveryContext(sinceDelivery == null ? null : ACCEPTED, Provider.OTHER);
    }

    JsonObject answer(Verdict verdict) {
        return JSON.createObjectBuilder()
                .add("id", id)
                .add("class", verdict.type().wireName())
                .add("confidence", verdict.confidence().wireName())
                .add("reasons", JSON.createArrayBuilder(verdict.reasons()))
                .add("ruleset", verdict.ruleset())
                .build();
    }

    private static RequestLine of(JsonObject object) {
        return new RequestLine(
                object.getOrDefault("id", JsonValue.NULL),
                scope(object),
                method(object),
                headers(object),
                address(object),
                sinceDelivery(object));
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
