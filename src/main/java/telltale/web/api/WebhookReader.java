package telltale.web.api;

import jakarta.json.JsonNumber;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import telltale.model.InvalidInputException;
import telltale.model.WebhookType;
import telltale.model.WireConstant;
import telltale.store.Webhooks.Setup;
import telltale.store.Webhooks.Subscription;
import telltale.web.http.Fields;
import telltale.web.http.JsonBody;
import telltale.web.http.ProblemException;
import telltale.web.http.RoutedRequest;
import telltale.webhooks.RequestField;
import telltale.webhooks.SigningKey;

/** Reads what the API's caller says about an endpoint. */
final class WebhookReader {
    private static final Set<String> COMMON =
            Set.of("url", "description", "types", "people", "campaign", "addresses", "perSecond", "headers");
    private static final Set<String> NEW = Set.of(
            "url",
            "description",
            "types",
            "people",
            "campaign",
            "addresses",
            "perSecond",
            "headers",
            "scheme",
            "secret");
    private static final int MAX_TEXT = 200;
    private static final int MAX_PER_SECOND = 10_000;
    private static final int MAX_HEADERS = 10;

    private final JsonBody body;

    private WebhookReader(JsonBody body) {
        this.body = body;
    }

    /** Reads the body of a request that creates an endpoint. */
    static WebhookReader ofNew(RoutedRequest request) throws IOException, ProblemException {
        return of(request, NEW);
    }

    /** Reads the body of a request that changes an endpoint. */
    static WebhookReader ofChange(RoutedRequest request) throws IOException, ProblemException {
        return of(request, COMMON);
    }

    private static WebhookReader of(RoutedRequest request, Set<String> fields) throws IOException, ProblemException {
        return new WebhookReader(
                JsonBody.of("", JsonBody.parse(Fields.body(request.http()))).allowOnly(fields));
    }

    /** The set-up. */
    Setup setup(String secrets) {
        String url = body.text("url");
        if (url == null) {
            throw new InvalidInputException("url", "url is missing");
        }
        String description = text("description");
        return new Setup(
                url,
                description == null ? "" : description,
                new Subscription(types(), body.isTrue("people", false), text("campaign")),
                body.isTrue("addresses", false),
                perSecond(),
                secrets);
    }

    private @Nullable String text(String field) {
        String text = body.text(field);
        if (text != null) {
            if (text.length() > MAX_TEXT) {
                throw new InvalidInputException(field, field + " must have at most " + MAX_TEXT + " characters");
            }
            if (text.chars().anyMatch(Character::isISOControl)) {
                throw new InvalidInputException(field, field + " must not contain control characters");
            }
        }
        return text == null || text.isEmpty() ? null : text;
    }

    private Set<WebhookType> types() {
        Set<WebhookType> types = EnumSet.noneOf(WebhookType.class);
        for (JsonValue value : body.list("types")) {
            if (!(value instanceof JsonString text)) {
                throw new InvalidInputException("types", "types must be strings");
            }
            types.add(type(text.getString()));
        }
        if (types.isEmpty()) {
            throw new InvalidInputException("types", "types must name at least one type of events");
        }
        return types;
    }

    private static WebhookType type(String name) {
        try {
            WebhookType type = WireConstant.of(WebhookType.class, name);
            if (type.isSubscribable()) {
                return type;
            }
        } catch (IllegalArgumentException unknown) {
            throw new InvalidInputException("types", "types is invalid: " + unknown.getMessage());
        }
        throw new InvalidInputException("types", "types is invalid: " + name + " is sent on request only");
    }

    private int perSecond() {
        JsonValue value = body.value("perSecond");
        if (value == null) {
            return 0;
        }
        if (value instanceof JsonNumber number && number.isIntegral()) {
            long given = number.bigDecimalValue().longValue();
            if (given >= 0 && given <= MAX_PER_SECOND) {
                return (int) given;
            }
        }
        throw new InvalidInputException("perSecond", "perSecond must be a number from 0 to " + MAX_PER_SECOND);
    }

    /** The header fields; null if the request does not name any. */
    @Nullable
    List<RequestField> headers() {
        if (!body.has("headers")) {
            return null;
        }
        List<RequestField> headers = new ArrayList<>();
        body.texts("headers").forEach((name, value) -> headers.add(new RequestField(name, value)));
        if (headers.size() > MAX_HEADERS) {
            throw new InvalidInputException("headers", "headers must be at most " + MAX_HEADERS);
        }
        return headers;
    }

    /** The scheme of the signing key. */
    SigningKey.Scheme scheme() {
        SigningKey.Scheme scheme = body.read("scheme", name -> WireConstant.of(SigningKey.Scheme.class, name));
        return scheme == null ? SigningKey.Scheme.V1 : scheme;
    }

    /** The signing key that the caller chose, or null. */
    @Nullable
    SigningKey secret() {
        return body.read("secret", SigningKey::parse);
    }
}
