package telltale.oauth;

import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.ClientCredentialsGrant;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import telltale.oauth.TokenUnavailableException.Kind;
import telltale.settings.OAuthSettings;
import telltale.settings.Secret;

/** The token endpoint of an authorization server (RFC 6749 section 3.2). */
public final class TokenEndpoint {
    /** For a response without expires_in, which section 5.1 only recommends. */
    private static final Duration DEFAULT_LIFETIME = Duration.ofMinutes(10);

    private static final Duration MAX_LIFETIME = Duration.ofDays(1);
    /** Errors that only a person's new consent ends; the last two are OpenID Connect Core section 3.1.2.6. */
    private static final Set<String> ENDED = Set.of("invalid_grant", "interaction_required", "consent_required");

    private static final Set<String> TRANSIENT = Set.of("temporarily_unavailable", "server_error", "slow_down");
    /** What may be shown of a description, which could contain an address. */
    private static final Pattern MICROSOFT_CODE = Pattern.compile("AADSTS[0-9]{1,9}");

    private static final Pattern UNEXPECTED = Pattern.compile("[^a-z_]");
    private static final int TOO_MANY_REQUESTS = 429;

    private final OAuthSettings settings;
    private final TokenClient client;
    private final OAuthHttp http;
    private final Clock clock;

    /** @param client how it authenticates, and how messages name its settings */
    public TokenEndpoint(OAuthSettings settings, TokenClient client, OAuthHttp http, Clock clock) {
        this.settings = settings;
        this.client = client;
        this.http = http;
        this.clock = clock;
    }

    /**
     * Requests tokens, with a refresh token (section 6) or, if it is null, the client's credentials (section 4.4).
     *
     * @throws TokenUnavailableException with the reason and the remedy, without any secret
     */
    public Tokens request(@Nullable Secret refreshToken) throws TokenUnavailableException {
        HTTPResponse response = send(tokenRequest(refreshToken));
        int status = response.getStatusCode();
        if (status >= HttpURLConnection.HTTP_INTERNAL_ERROR || status == TOO_MANY_REQUESTS) {
            throw unavailable("status " + status);
        }
        try {
            TokenResponse parsed = TokenResponse.parse(response);
            if (!parsed.indicatesSuccess()) {
                throw refused(parsed.toErrorResponse().getErrorObject(), status);
            }
            com.nimbusds.oauth2.sdk.token.Tokens issued =
                    parsed.toSuccessResponse().getTokens();
            RefreshToken next = issued.getRefreshToken();
            return Tokens.issued(
                    new Secret(issued.getAccessToken().getValue()),
                    next == null ? refreshToken : new Secret(next.getValue()),
                    clock.instant(),
                    lifetime(issued.getAccessToken()));
        } catch (ParseException invalid) {
            // Its message may quote the response, which contains tokens.
            throw unavailable("the answer with status " + status + " is not a token response");
        }
    }

    private TokenRequest tokenRequest(@Nullable Secret refreshToken) {
        AuthorizationGrant grant = refreshToken == null
                ? new ClientCredentialsGrant()
                : new RefreshTokenGrant(new RefreshToken(refreshToken.reveal()));
        ClientID id = new ClientID(settings.clientId());
        Secret secret = settings.clientSecret();
        TokenRequest.Builder builder = secret == null
                ? new TokenRequest.Builder(settings.tokenUrl(), id, grant)
                : new TokenRequest.Builder(settings.tokenUrl(), authentication(id, secret), grant);
        return (settings.scope() == null ? builder : builder.scope(Scope.parse(settings.scope()))).build();
    }

    private ClientAuthentication authentication(ClientID id, Secret secret) {
        var revealed = new com.nimbusds.oauth2.sdk.auth.Secret(secret.reveal());
        return client.isBasic() ? new ClientSecretBasic(id, revealed) : new ClientSecretPost(id, revealed);
    }

    private HTTPResponse send(TokenRequest request) throws TokenUnavailableException {
        try {
            return http.send(request.toHTTPRequest());
        } catch (IOException failed) {
            throw unavailable(failed.toString());
        }
    }

    private static Duration lifetime(AccessToken token) {
        Duration lifetime = token.getLifetime() <= 0 ? DEFAULT_LIFETIME : Duration.ofSeconds(token.getLifetime());
        return lifetime.compareTo(MAX_LIFETIME) < 0 ? lifetime : MAX_LIFETIME;
    }

    private TokenUnavailableException unavailable(String why) {
        return TokenUnavailableException.unreachable(
                "there is no access token, because the token endpoint at " + host() + " is unavailable: " + why);
    }

    private TokenUnavailableException refused(@Nullable ErrorObject error, int status) {
        String code = error == null || error.getCode() == null ? "" : error.getCode();
        if (TRANSIENT.contains(code)) {
            return unavailable(code);
        }
        String shown = shown(code, error == null ? null : error.getDescription(), status);
        return ENDED.contains(code)
                ? new TokenUnavailableException(
                        Kind.REVOKED,
                        "the access that EMAIL_USER granted has ended or was revoked: the token endpoint at " + host()
                                + " answered " + shown + ", and is not asked again. " + remedyOfEnd())
                : new TokenUnavailableException(
                        Kind.REFUSED,
                        "there is no access token, because the token endpoint at " + host() + " answered " + shown
                                + ". " + client.remedy(code));
    }

    private String remedyOfEnd() {
        return settings.refreshToken() == null
                ? "Grant the application access again and restart"
                : "Grant access again, set EMAIL_OAUTH_REFRESH_TOKEN to the new refresh token and restart";
    }

    /** The error code, and the number that Microsoft puts into the description. */
    private static String shown(String code, @Nullable String description, int status) {
        Optional<String> number = Optional.ofNullable(description)
                .flatMap(text -> MICROSOFT_CODE.matcher(text).results().findFirst())
                .map(MatchResult::group);
        String known =
                code.isEmpty() || code.length() > 40 || UNEXPECTED.matcher(code).find() ? "an error" : code;
        return known + " (" + number.map(text -> text + ", ").orElse("") + "status " + status + ")";
    }

    private String host() {
        return settings.tokenUrl().getHost();
    }
}
