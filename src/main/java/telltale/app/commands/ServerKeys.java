package telltale.app.commands;

import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.spi.JsonProvider;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import telltale.keys.KeyAdministration;
import telltale.model.IpRange;
import telltale.model.KeyLimits;
import telltale.model.Role;
import telltale.model.WireConstant;
import telltale.store.ApiKeys.ApiKey;
import telltale.store.ApiKeys.LastUse;
import telltale.store.ApiKeys.Lifetime;

/** Administers API keys in the running server. */
record ServerKeys(RunningServer server) implements KeyAdministration {
    private static final String KEYS = "api/v1/keys";
    private static final int PAGE = 200;
    private static final JsonProvider JSON = JsonProvider.provider();

    @Override
    public List<ApiKey> list() {
        List<ApiKey> all = new ArrayList<>();
        String cursor = null;
        do {
            String page = KEYS + "?limit=" + PAGE + (cursor == null ? "" : "&cursor=" + cursor);
            cursor = server.ask("GET", page, listed -> {
                listed.getJsonArray("keys").getValuesAs(JsonObject.class).forEach(key -> all.add(key(key)));
                return nullable(listed, "next", Function.identity());
            });
        } while (cursor != null);
        return all;
    }

    @Override
    public IssuedKey issue(KeyRequest request) {
        JsonObjectBuilder body = JSON.createObjectBuilder()
                .add("name", request.name())
                .add("role", request.role().wireName())
                .add("ranges", texts(request.limits().ranges()))
                .add("fromDomains", texts(request.limits().fromDomains()));
        String prefix = request.limits().campaignPrefix();
        if (prefix != null) {
            body.add("campaignPrefix", prefix);
        }
        addTime(body, "expiresAt", request.expiresAt());
        return server.change("POST", KEYS, body.build(), ServerKeys::issued).orElseThrow();
    }

    @Override
    public Optional<IssuedKey> rotate(UUID id, @Nullable Instant validUntil) {
        JsonObjectBuilder body = JSON.createObjectBuilder();
        addTime(body, "validUntil", validUntil);
        return server.change("POST", KEYS + "/" + id + "/rotate", body.build(), ServerKeys::issued);
    }

    @Override
    public boolean revoke(UUID id) {
        return server.change("DELETE", KEYS + "/" + id, null, nothing -> true).isPresent();
    }

    private static void addTime(JsonObjectBuilder body, String name, @Nullable Instant time) {
        if (time != null) {
            body.add(name, time.toString());
        }
    }

    private static JsonArrayBuilder texts(List<?> values) {
        JsonArrayBuilder array = JSON.createArrayBuilder();
        values.forEach(value -> array.add(value.toString()));
        return array;
    }

    private static IssuedKey issued(JsonObject json) {
        return new IssuedKey(key(json), json.getString("key"));
    }

    private static ApiKey key(JsonObject json) {
        return new ApiKey(
                UUID.fromString(json.getString("id")),
                json.getString("name"),
                WireConstant.of(Role.class, json.getString("role")),
                new KeyLimits(
                        strings(json, "ranges").stream().map(IpRange::parse).toList(),
                        nullable(json, "campaignPrefix", Function.identity()),
                        strings(json, "fromDomains")),
                json.getString("prefix"),
                new Lifetime(
                        Instant.parse(json.getString("createdAt")),
                        nullable(json, "expiresAt", Instant::parse),
                        null,
                        nullable(json, "successor", UUID::fromString)),
                json.isNull("lastUsed") ? null : lastUse(json.getJsonObject("lastUsed")));
    }

    private static LastUse lastUse(JsonObject use) {
        return new LastUse(LocalDate.parse(use.getString("day")), use.getString("network"));
    }

    private static List<String> strings(JsonObject json, String name) {
        JsonArray array = json.getJsonArray(name);
        return array.getValuesAs(JsonString::getString);
    }

    private static <T> @Nullable T nullable(JsonObject json, String name, Function<String, T> reader) {
        return json.isNull(name) ? null : reader.apply(json.getString(name));
    }
}
