package telltale.sessions;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A session that has not ended.
 *
 * @param key the key that its owner signed in with, whose end is also that of the session; null for another method
 * @param network the prefix of the client's address at sign-in, or an empty text if it was unknown
 * @param endsAt its end, however much it is used
 */
public record Session(
        UUID id,
        SessionOwner owner,
        @Nullable String key,
        String network,
        Instant createdAt,
        Instant usedAt,
        Instant endsAt) {
    /** This session with a later use. */
    Session withUse(Instant at) {
        return new Session(id, owner, key, network, createdAt, at, endsAt);
    }
}
