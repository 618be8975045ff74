package telltale.keys;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import telltale.model.InvalidInputException;
import telltale.model.Uuid7;
import telltale.store.ApiKeys;
import telltale.store.ApiKeys.ApiKey;
import telltale.store.ApiKeys.HashedKey;
import telltale.store.ApiKeys.Lifetime;

/** Administers API keys in the database. */
public final class KeyIssuer implements KeyAdministration {
    /** How long a replaced key stays valid unless another time is given. */
    private static final Duration OVERLAP = Duration.ofDays(7);

    private static final int MAX_KEYS = 500;

    private final ApiKeys keys;
    private final Clock clock;
    private final RandomGenerator random;

    /** @param random must be secure: keys come from it */
    public KeyIssuer(ApiKeys keys, Clock clock, RandomGenerator random) {
        this.keys = keys;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public List<ApiKey> list() {
        return keys.all(Instant.ofEpochMilli(Long.MAX_VALUE)).stream()
                .map(HashedKey::key)
                .sorted(Comparator.comparing(ApiKey::id))
                .toList();
    }

    @Override
    public IssuedKey issue(KeyRequest request) {
        requireFuture("expiresAt", request.expiresAt());
        if (list().size() >= MAX_KEYS) {
            throw new InvalidInputException("name", "there are " + MAX_KEYS + " keys; revoke one first");
        }
        IssuedKey issued = generate(request);
        if (!keys.add(hashed(issued))) {
            throw new InvalidInputException(
                    "name", "name is taken by another key; revoke that one, or rotate it to replace its secret");
        }
        return issued;
    }

    @Override
    public Optional<IssuedKey> rotate(UUID id, @Nullable Instant validUntil) {
        requireFuture("validUntil", validUntil);
        Instant end = validUntil == null ? clock.instant().plus(OVERLAP) : validUntil;
        return list().stream()
                .filter(key -> key.id().equals(id) && !key.isExpired(clock.instant()))
                .findFirst()
                .map(old -> generate(new KeyRequest(
                        old.name(), old.role(), old.limits(), old.lifetime().expiresAt())))
                .filter(issued -> keys.replace(id, end, hashed(issued)));
    }

    @Override
    public boolean revoke(UUID id) {
        return keys.revoke(id, clock.instant());
    }

    private void requireFuture(String field, @Nullable Instant time) {
        if (time != null && !time.isAfter(clock.instant())) {
            throw new InvalidInputException(field, field + " must be in the future");
        }
    }

    private IssuedKey generate(KeyRequest request) {
        String text = KeyText.generate(random);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        ApiKey key = new ApiKey(
                Uuid7.at(now, random),
                request.name(),
                request.role(),
                request.limits(),
                KeyText.visible(text),
                Lifetime.from(now, request.expiresAt()),
                null);
        return new IssuedKey(key, text);
    }

    private static HashedKey hashed(IssuedKey issued) {
        return new HashedKey(issued.key(), KeyText.hash(issued.text()));
    }
}
