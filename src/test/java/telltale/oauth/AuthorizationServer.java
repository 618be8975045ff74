package telltale.oauth;

import com.nimbusds.oauth2.sdk.AccessTokenResponse;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.TokenErrorResponse;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import telltale.oidc.TestProvider;
import telltale.settings.OAuthSettings;
import telltale.settings.Secret;

/** An authorization server with one client, which has one user's grant, and what asks it whether an access token is valid. */
public final class AuthorizationServer implements AutoCloseable {
    public static final String USER = "news@example.com";
    public static final String CLIENT_ID = "telltale-mail";
    public static final String CLIENT_SECRET = "a client's secret: 100 % & more";
    public static final String FIRST_REFRESH_TOKEN = "the-first-refresh-token";

    /** The requests. */
    public final List<TokenRequest> requests = new CopyOnWriteArrayList<>();
    /** The access tokens in the order of their issue. */
    public final List<String> issued = new CopyOnWriteArrayList<>();
    /** How long access tokens are valid. */
    public volatile Duration lifetime = Duration.ofHours(1);
    /** How long access tokens are, in octets before they are encoded. */
    public volatile int tokenBytes = 32;
    /** Whether each refresh token is valid once, and a new one is issued with each access token. */
    public volatile boolean isRotating;
    /** The error that every request gets; null for none. */
    public volatile @Nullable ErrorObject error;
    /** Called with each access token before it is issued. */
    public volatile Consumer<String> beforeIssue = token -> {};

    private final Clock clock;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Instant> accessTokens = new ConcurrentHashMap<>();
    private final Set<String> refreshTokens = ConcurrentHashMap.newKeySet();

    public AuthorizationServer(Clock clock) throws IOException {
        this.clock = clock;
        refreshTokens.add(FIRST_REFRESH_TOKEN);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/token", this::token);
        server.createContext("/introspect", this::introspect);
        server.start();
    }

    public URI tokenUrl() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/token");
    }

    /** Where a mail server asks whether an access token is valid (RFC 7662). */
    public URI introspectionUrl() {
        return tokenUrl().resolve("/introspect");
    }

    /** The settings of the client with the first refresh token. */
    public OAuthSettings settings() {
        return new OAuthSettings(
                tokenUrl(), CLIENT_ID, new Secret(CLIENT_SECRET), new Secret(FIRST_REFRESH_TOKEN), null);
    }

    /** Whether an access token was issued, and has neither expired nor been withdrawn. */
    public boolean accepts(String accessToken) {
        Instant expiry = accessTokens.get(accessToken);
        return expiry != null && clock.instant().isBefore(expiry);
    }

    /** Withdraws all access tokens; the grant stays. */
    public void withdrawAccessTokens() {
        accessTokens.clear();
    }

    /** Revokes the grant; access tokens stay valid until they expire. */
    public void revokeGrant() {
        refreshTokens.clear();
    }

    private void token(HttpExchange exchange) throws IOException {
        try (exchange) {
            HTTPRequest http = new HTTPRequest(HTTPRequest.Method.POST, tokenUrl());
            http.setHeader("Content-Type", exchange.getRequestHeaders().getFirst("Content-Type"));
            http.setBody(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            HTTPResponse response = response(http).toHTTPResponse();
            byte[] body = response.getBody().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(response.getStatusCode(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private void introspect(HttpExchange exchange) throws IOException {
        try (exchange) {
            String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean isActive = accepts(TestProvider.form(form).getOrDefault("token", ""));
            TestProvider.json(exchange, 200, "{\"active\":" + isActive + ",\"username\":\"" + USER + "\"}");
        }
    }

    private TokenResponse response(HTTPRequest http) {
        try {
            TokenRequest request = TokenRequest.parse(http);
            requests.add(request);
            ErrorObject fault = error;
            if (fault != null) {
                return new TokenErrorResponse(fault);
            }
            return isClient(request) ? grant(request) : new TokenErrorResponse(OAuth2Error.INVALID_CLIENT);
        } catch (ParseException invalid) {
            return new TokenErrorResponse(OAuth2Error.INVALID_REQUEST);
        }
    }

    private static boolean isClient(TokenRequest request) {
        return request.getClientAuthentication() instanceof ClientSecretPost client
                && client.getClientID().getValue().equals(CLIENT_ID)
                && client.getClientSecret().getValue().equals(CLIENT_SECRET);
    }

    private TokenResponse grant(TokenRequest request) {
        boolean isRefresh = request.getAuthorizationGrant().getType().equals(GrantType.REFRESH_TOKEN);
        RefreshToken next = null;
        if (isRefresh) {
            String given = ((RefreshTokenGrant) request.getAuthorizationGrant())
                    .getRefreshToken()
                    .getValue();
            if (isRotating ? !refreshTokens.remove(given) : !refreshTokens.contains(given)) {
                return new TokenErrorResponse(OAuth2Error.INVALID_GRANT);
            }
            next = isRotating ? new RefreshToken() : null;
        }
        BearerAccessToken token = new BearerAccessToken(tokenBytes, lifetime.toSeconds(), null);
        beforeIssue.accept(token.getValue());
        if (next != null) {
            refreshTokens.add(next.getValue());
        }
        accessTokens.put(token.getValue(), clock.instant().plus(lifetime));
        issued.add(token.getValue());
        return new AccessTokenResponse(new com.nimbusds.oauth2.sdk.token.Tokens(token, next));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
