package telltale.web.api;

import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import telltale.keys.KeyAdministration;
import telltale.keys.KeyAdministration.IssuedKey;
import telltale.keys.KeyAdministration.KeyRequest;
import telltale.model.InvalidInputException;
import telltale.model.IpRange;
import telltale.model.KeyLimits;
import telltale.model.Role;
import telltale.model.WireConstant;
import telltale.store.ApiKeys.ApiKey;
import telltale.store.ApiKeys.LastUse;
import telltale.web.http.Fields;
import telltale.web.http.JsonBody;
import telltale.web.http.Problem;
import telltale.web.http.ProblemException;
import telltale.web.http.Response;
import telltale.web.http.RoutedRequest;
import telltale.web.http.Unwrapped;

/**
 * {@code /api/v1/keys}: GET lists the API keys, POST creates one, {@code POST …/{id}/rotate} replaces one, {@code DELETE …/{id}}
 * revokes one. The key itself is in the response that creates it and nowhere else.
 */
public final class KeysApi {
    private static final Set<String> FIELDS =
            Set.of("name", "role", "expiresAt", "ranges", "campaignPrefix", "fromDomains");
    private static final int MAX_ENTRIES = 100;
    private static final Problem NOT_FOUND =
            new Problem(Problem.Type.NOT_FOUND, "There is no API key with this id that is not revoked.");

    private final KeyAdministration keys;
    private final Runnable changed;

    /** @param changed called after each change, so that it is in force on this node at once */
    public KeysApi(KeyAdministration keys, Runnable changed) {
        this.keys = keys;
        this.changed = changed;
    }

    /** A page of the keys that are not revoked, in the order of their creation. */
    public Response list(RoutedRequest request) {
        Slice<ApiKey> slice = Slice.of(keys.list(), key -> key.id().toString(), request.query("limit", "cursor"));
        return Response.json(new Page(slice.items().stream().map(KeyJson::of).toList(), slice.next()));
    }

    /** Creates a key. */
    public Response issue(RoutedRequest request) throws IOException, ProblemException {
        request.query();
        JsonBody body =
                JsonBody.of("", JsonBody.parse(Fields.body(request.http()))).allowOnly(FIELDS);
        Role role = body.read("role", name -> WireConstant.of(Role.class, name));
        String name = body.text("name");
        if (name == null || role == null) {
            String missing = name == null ? "name" : "role";
            throw new InvalidInputException(missing, missing + " is missing");
        }
        KeyLimits limits = new KeyLimits(
                entries(body, "ranges", IpRange::parse),
                body.text("campaignPrefix"),
                entries(body, "fromDomains", KeyLimits::domain));
        request.concerns(name);
        return issued(
                request,
                keys.issue(new KeyRequest(name, role, limits, body.read("expiresAt", ExternalDeliveryApi::instant))));
    }

    /** Replaces a key, which stays valid until a time. */
    public Response rotate(RoutedRequest request) throws IOException, ProblemException {
        request.query();
        Fields body = request.http().getContentType() == null ? Fields.NONE : request.body("validUntil");
        Instant validUntil = body.read("validUntil", ExternalDeliveryApi::instant);
        return id(request)
                .flatMap(id -> keys.rotate(id, validUntil))
                .map(issued -> issued(request, issued))
                .orElse(NOT_FOUND);
    }

    /** Revokes a key. */
    public Response revoke(RoutedRequest request) {
        request.query();
        if (id(request).filter(keys::revoke).isEmpty()) {
            return NOT_FOUND;
        }
        changed.run();
        return Response.noContent();
    }

    private Response issued(RoutedRequest request, IssuedKey issued) {
        changed.run();
        request.concerns(issued.key().name() + " " + issued.key().id());
        Response json =
                Response.json(HttpServletResponse.SC_CREATED, new IssuedJson(KeyJson.of(issued.key()), issued.text()));
        return Response.withStatus(json.status(), response -> {
            response.setHeader("Cache-Control", "no-store");
            json.send(response);
        });
    }

    private static <T> List<T> entries(JsonBody body, String field, Function<String, T> reader) {
        List<T> entries = new ArrayList<>();
        for (JsonValue value : body.list(field)) {
            if (entries.size() == MAX_ENTRIES || !(value instanceof JsonString text)) {
                throw new InvalidInputException(field, field + " must be at most " + MAX_ENTRIES + " strings");
            }
            try {
                entries.add(reader.apply(text.getString()));
            } catch (IllegalArgumentException invalid) {
                throw new InvalidInputException(field, field + " is invalid: " + invalid.getMessage());
            }
        }
        return entries;
    }

    private static Optional<UUID> id(RoutedRequest request) {
        try {
            return Optional.of(UUID.fromString(request.variable()));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    private record Page(List<KeyJson> keys, @Nullable String next) {}

    /** @param key the key itself */
    private record IssuedJson(@Unwrapped KeyJson description, String key) {}

    private record KeyJson(
            UUID id,
            String name,
            String role,
            String prefix,
            Instant createdAt,
            @Nullable Instant expiresAt,
            @Nullable UUID successor,
            List<String> ranges,
            @Nullable String campaignPrefix,
            List<String> fromDomains,
            @Nullable UseJson lastUsed) {
        static KeyJson of(ApiKey key) {
            return new KeyJson(
                    key.id(),
                    key.name(),
                    key.role().wireName(),
                    key.prefix(),
                    key.lifetime().createdAt(),
                    key.lifetime().expiresAt(),
                    key.lifetime().successor(),
                    key.limits().ranges().stream().map(IpRange::toString).toList(),
                    key.limits().campaignPrefix(),
                    key.limits().fromDomains(),
                    UseJson.of(key.lastUse()));
        }
    }

    private record UseJson(LocalDate day, String network) {
        static @Nullable UseJson of(@Nullable LastUse use) {
            return use == null ? null : new UseJson(use.day(), use.network());
        }
    }
}
