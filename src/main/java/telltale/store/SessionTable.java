package telltale.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import telltale.model.ImmutableBytes;
import telltale.model.Role;

/** The sessions of signed-in browsers, and the codes of sign-in links; only their hashes are stored. Throws as in {@link Store}. */
public interface SessionTable {
    /**
     * A session without its secret.
     *
     * @param hash the SHA-256 of its secret
     * @param name the name of the key or the user
     * @param method how its owner signed in
     * @param key the key whose end is also that of the session, or null
     * @param network the prefix of the client's address at sign-in, or an empty text if it was unknown
     * @param lifetime when it began, was used and ends
     */
    record StoredSession(
            UUID id,
            ImmutableBytes hash,
            String name,
            Role role,
            String method,
            @Nullable String key,
            String network,
            Lifetime lifetime) {}

    /**
     * When a session began, was last used, and ends.
     *
     * @param usedAt the last use that is stored; later ones follow within a minute
     * @param endsAt its end, however much it is used
     */
    record Lifetime(Instant createdAt, Instant usedAt, Instant endsAt) {}

    /** The last use of a session. */
    record Use(UUID session, Instant at) {}

    /**
     * The code of a sign-in link.
     *
     * @param hash the SHA-256 of its text
     * @param name the name of the sessions that it opens
     */
    record SignInCode(ImmutableBytes hash, String name, Role role, Instant expiresAt) {}

    /** Stores a new session. */
    void add(StoredSession session);

    /** Finds a session by the hash of its secret. */
    Optional<StoredSession> find(ImmutableBytes hash);

    /** All sessions in the order of their creation. */
    List<StoredSession> all();

    /** Deletes sessions. */
    void end(List<UUID> sessions);

    /** Stores later uses of sessions; an earlier one changes nothing. */
    void noteUses(List<Use> uses);

    /** Deletes the sessions that ended before {@code now} or were last used before {@code usedBefore}, and expired codes. */
    void purge(Instant now, Instant usedBefore);

    /** Stores the code of a sign-in link. */
    void addCode(SignInCode code);

    /** Deletes a code and returns it, to one caller at most; empty if it does not exist or has expired. */
    Optional<SignInCode> useCode(ImmutableBytes hash, Instant now);
}
