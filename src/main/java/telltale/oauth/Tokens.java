package telltale.oauth;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import telltale.settings.Secret;

/**
 * An access token, and the refresh token for the next one.
 *
 * @param refresh null with client credentials
 * @param renewAt when the access token is renewed, some time before it expires
 */
public record Tokens(Secret access, @Nullable Secret refresh, Instant renewAt, Instant expiresAt) {
    private static final Duration MAX_LEAD = Duration.ofMinutes(5);
    private static final int LEAD_DIVISOR = 5;
    private static final int FIELDS = 4;

    /** Tokens that were issued for a time. */
    static Tokens issued(Secret access, @Nullable Secret refresh, Instant now, Duration lifetime) {
        Duration share = lifetime.dividedBy(LEAD_DIVISOR);
        Duration lead = share.compareTo(MAX_LEAD) < 0 ? share : MAX_LEAD;
        Instant expiry = now.plus(lifetime);
        return new Tokens(access, refresh, expiry.minus(lead), expiry);
    }

    boolean isFresh(Instant now) {
        return now.isBefore(renewAt);
    }

    boolean isValid(Instant now) {
        return now.isBefore(expiresAt);
    }

    /** One line a field; tokens have no line breaks (RFC 6749 appendix A). */
    String toText() {
        return String.join(
                "\n",
                access.reveal(),
                refresh == null ? "" : refresh.reveal(),
                String.valueOf(renewAt.toEpochMilli()),
                String.valueOf(expiresAt.toEpochMilli()));
    }

    /** Reads what {@link #toText} returned. */
    static Optional<Tokens> parse(String text) {
        String[] fields = text.split("\n", -1);
        return fields.length != FIELDS
                ? Optional.empty()
                : Optional.of(new Tokens(
                        new Secret(fields[0]),
                        fields[1].isEmpty() ? null : new Secret(fields[1]),
                        Instant.ofEpochMilli(Long.parseLong(fields[2])),
                        Instant.ofEpochMilli(Long.parseLong(fields[3]))));
    }
}
