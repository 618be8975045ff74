package telltale.oauth;

import java.time.Clock;
import java.time.Instant;
import telltale.settings.OAuthSettings;
import telltale.settings.Secret;

/** Access tokens of a client itself (RFC 6749 section 4.4), for a library that keeps them and renews them in time. */
public final class ClientCredentials {
    private final TokenEndpoint endpoint;
    private final Clock clock;

    /**
     * @param settings without a refresh token
     * @param client how it authenticates, and how messages name its settings
     */
    public ClientCredentials(OAuthSettings settings, TokenClient client, OAuthHttp http, Clock clock) {
        this.endpoint = new TokenEndpoint(settings, client, http, clock);
        this.clock = clock;
    }

    /** An access token, and when it is valid. */
    public record Issued(Secret token, Instant issuedAt, Instant expiresAt) {}

    /**
     * Requests a token.
     *
     * @throws TokenUnavailableException with the reason and the remedy, without any secret
     */
    public Issued request() throws TokenUnavailableException {
        Instant now = clock.instant();
        Tokens tokens = endpoint.request(null);
        return new Issued(tokens.access(), now, tokens.expiresAt());
    }
}
