package telltale.app.commands;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.app.CommandHome;
import telltale.keys.KeyAdministration;
import telltale.store.ApiKeys.ApiKey;

/** Administers API keys, and records each change in the audit log under the operation that the API has for it. */
record AuditedKeys(KeyAdministration keys, CommandHome home) implements KeyAdministration {
    private static final String KEYS = "/api/v1/keys";
    private static final int CREATED = 201;
    private static final int NO_CONTENT = 204;
    private static final int NOT_FOUND = 404;

    @Override
    public List<ApiKey> list() {
        return keys.list();
    }

    @Override
    public IssuedKey issue(KeyRequest request) {
        return home.audited("POST " + KEYS, request.name(), () -> keys.issue(request), issued -> CREATED);
    }

    @Override
    public Optional<IssuedKey> rotate(UUID id, @Nullable Instant validUntil) {
        return home.audited(
                "POST " + KEYS + "/{id}/rotate",
                id.toString(),
                () -> keys.rotate(id, validUntil),
                issued -> issued.isPresent() ? CREATED : NOT_FOUND);
    }

    @Override
    public boolean revoke(UUID id) {
        return home.audited(
                "DELETE " + KEYS + "/{id}",
                id.toString(),
                () -> keys.revoke(id),
                revoked -> revoked ? NO_CONTENT : NOT_FOUND);
    }
}
