package telltale.store;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.ImmutableBytes;
import telltale.model.KeyLimits;
import telltale.model.Role;

/** The API keys; only their hashes are stored. Throws as in {@link Store}. */
public interface ApiKeys {
    /**
     * A key without its secret.
     *
     * @param name unique among keys that are neither revoked nor replaced
     * @param prefix the first characters of its text, by which its owner recognizes it
     * @param lastUse null if it was not used yet
     */
    record ApiKey(
            UUID id,
            String name,
            Role role,
            KeyLimits limits,
            String prefix,
            Lifetime lifetime,
            @Nullable LastUse lastUse) {
        /** Whether it has expired. */
        public boolean isExpired(Instant now) {
            Instant end = lifetime.expiresAt();
            return end != null && !now.isBefore(end);
        }

        /** Whether it was revoked. */
        public boolean isRevoked() {
            return lifetime.revokedAt() != null;
        }
    }

    /**
     * When a key is valid.
     *
     * @param expiresAt null for never
     * @param revokedAt null if it is not revoked
     * @param successor the id of the key that replaces it, or null
     */
    record Lifetime(
            Instant createdAt,
            @Nullable Instant expiresAt,
            @Nullable Instant revokedAt,
            @Nullable UUID successor) {
        /** The lifetime of a new key. */
        public static Lifetime from(Instant createdAt, @Nullable Instant expiresAt) {
            return new Lifetime(createdAt, expiresAt, null, null);
        }
    }

    /**
     * The last use of a key.
     *
     * @param day in UTC
     * @param network the prefix of the client's address, or an empty text if it is unknown
     */
    record LastUse(LocalDate day, String network) {}

    /** The use of a key. */
    record Use(UUID key, LastUse use) {}

    /** A key with the SHA-256 of its text. */
    record HashedKey(ApiKey key, ImmutableBytes hash) {}

    /**
     * Stores a new key.
     *
     * @return false if its name is taken
     */
    boolean add(HashedKey key);

    /**
     * Stores a new key in place of another one, which stays valid until a time.
     *
     * @return false if the other one does not exist, is revoked, or was replaced already
     */
    boolean replace(UUID id, Instant validUntil, HashedKey successor);

    /**
     * Revokes a key; one that is revoked already stays so.
     *
     * @return false if it does not exist
     */
    boolean revoke(UUID id, Instant at);

    /** All keys in the order of their creation, except those revoked before a time. */
    List<HashedKey> all(Instant revokedSince);

    /** Stores the last use of some keys. */
    void noteUses(List<Use> uses);
}
