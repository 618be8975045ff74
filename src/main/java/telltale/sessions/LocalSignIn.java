package telltale.sessions;

import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import telltale.model.Sha256;

/** The code in the link that the launcher prints at its start. It is for requests of this machine, and used once. */
public final class LocalSignIn {
    /** How long the link can be used. */
    public static final Duration VALIDITY = Duration.ofMinutes(10);

    private final AtomicReference<byte @Nullable []> digest = new AtomicReference<>();
    private final Instant expiresAt;
    private final Clock clock;

    /** @param code null if there is no link */
    public LocalSignIn(@Nullable String code, Clock clock) {
        this.clock = clock;
        this.expiresAt = clock.instant().plus(VALIDITY);
        digest.set(code == null ? null : Sha256.of(code));
    }

    /** Uses the code; returns false if a text is not the code, or the code was used or has expired. */
    public boolean use(String text) {
        byte[] expected = digest.get();
        return expected != null
                && MessageDigest.isEqual(expected, Sha256.of(text))
                && clock.instant().isBefore(expiresAt)
                && digest.compareAndSet(expected, null);
    }
}
