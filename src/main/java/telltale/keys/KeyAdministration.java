package telltale.keys;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.InvalidInputException;
import telltale.model.KeyLimits;
import telltale.model.Role;
import telltale.store.ApiKeys.ApiKey;

/** Creates, replaces, revokes and lists API keys. */
public interface KeyAdministration {
    /**
     * A key as its owner gets it, once.
     *
     * @param text the key itself, which is not stored
     */
    record IssuedKey(ApiKey key, String text) {
        /** Shows no secret. */
        @Override
        public String toString() {
            return "IssuedKey[" + key.prefix() + "…]";
        }
    }

    /**
     * What a new key is to be.
     *
     * @param expiresAt null for never
     */
    record KeyRequest(
            String name,
            Role role,
            KeyLimits limits,
            @Nullable Instant expiresAt) {
        private static final int MAX_NAME_LENGTH = 100;

        public KeyRequest {
            if (name.isBlank()
                    || name.length() > MAX_NAME_LENGTH
                    || name.chars().anyMatch(Character::isISOControl)) {
                throw new InvalidInputException(
                        "name", "name must be a single line of 1 to " + MAX_NAME_LENGTH + " characters");
            }
        }
    }

    /** All keys that are not revoked, in the order of their creation. */
    List<ApiKey> list();

    /**
     * Creates a key.
     *
     * @throws InvalidInputException if the name is taken, the expiry is in the past, or there are too many keys
     */
    IssuedKey issue(KeyRequest request);

    /**
     * Replaces a key by a new one with the same name, role, limits and expiry.
     *
     * @param validUntil until when the old one stays valid; null for a week
     * @return empty if there is no such key, or it is revoked, expired or replaced
     * @throws InvalidInputException if the time is in the past
     */
    Optional<IssuedKey> rotate(UUID id, @Nullable Instant validUntil);

    /** Revokes a key; returns false if it does not exist. */
    boolean revoke(UUID id);
}
