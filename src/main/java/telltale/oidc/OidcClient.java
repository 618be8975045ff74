package telltale.oidc;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.UserInfoRequest;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import telltale.settings.OidcSettings;
import telltale.settings.Secret;

/** The provider's endpoints: discovery and keys, which it caches, and the exchange of codes. */
final class OidcClient {
    private static final String DISCOVERY = "/.well-known/openid-configuration";
    /** Those with a public key of the provider: neither none nor HMAC, whose key would be the client's secret. */
    private static final Set<JWSAlgorithm> SIGNATURES = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    private final OidcSettings settings;
    private final ProviderHttp http;
    private final CachedDocument<OIDCProviderMetadata> metadata;
    private final CachedDocument<JWKSet> keys;

    OidcClient(OidcSettings settings, ProviderHttp http, Clock clock) {
        this.settings = settings;
        this.http = http;
        metadata = new CachedDocument<>(this::discover, clock);
        keys = new CachedDocument<>(this::fetchKeys, clock);
    }

    ClientID clientId() {
        return new ClientID(settings.clientId());
    }

    OIDCProviderMetadata metadata() throws SignInException {
        return metadata.get();
    }

    CachedDocument<JWKSet> keys() {
        return keys;
    }

    /** The algorithms with which the provider may sign ID tokens. */
    Set<JWSAlgorithm> signatures() throws SignInException {
        List<JWSAlgorithm> announced = metadata().getIDTokenJWSAlgs();
        if (announced == null) {
            // OpenID Connect Discovery section 3: it is always supported.
            return Set.of(JWSAlgorithm.RS256);
        }
        Set<JWSAlgorithm> usable =
                announced.stream().filter(SIGNATURES::contains).collect(Collectors.toSet());
        if (usable.isEmpty()) {
            throw SignInException.failed(
                    "the provider signs ID tokens with " + announced + " only; RS256, PS256 or ES256" + " is expected");
        }
        return usable;
    }

    /** OpenID Connect Discovery section 4. */
    private OIDCProviderMetadata discover() throws SignInException {
        String issuer = settings.issuer();
        String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        try {
            OIDCProviderMetadata found = OIDCProviderMetadata.parse(http.get(URI.create(base + DISCOVERY)));
            if (!found.getIssuer().getValue().equals(issuer)) {
                throw SignInException.failed(
                        "TELLTALE_OIDC_ISSUER is " + issuer + ", but the provider there calls itself "
                                + found.getIssuer().getValue() + "; both must be the same");
            }
            requireEndpoint("authorization_endpoint", found.getAuthorizationEndpointURI());
            requireEndpoint("token_endpoint", found.getTokenEndpointURI());
            requireEndpoint("jwks_uri", found.getJWKSetURI());
            return found;
        } catch (ParseException invalid) {
            throw SignInException.failed("the provider's metadata cannot be read: " + invalid.getMessage());
        }
    }

    /** A provider with TLS has all of its endpoints there. */
    private void requireEndpoint(String name, @Nullable URI uri) throws SignInException {
        boolean isAllowed = uri != null
                && uri.getHost() != null
                && ("https".equals(uri.getScheme())
                        || ("http".equals(uri.getScheme()) && settings.issuer().startsWith("http:")));
        if (!isAllowed) {
            throw SignInException.failed("the provider's " + name + " is " + uri + "; an https:// address is expected");
        }
    }

    private JWKSet fetchKeys() throws SignInException {
        try {
            return JWKSet.parse(http.get(metadata().getJWKSetURI()));
        } catch (java.text.ParseException invalid) {
            throw SignInException.failed("the provider's keys cannot be read: " + invalid.getMessage());
        }
    }

    /** Exchanges a code for tokens (OpenID Connect Core section 3.1.3). */
    OIDCTokens exchange(String code, URI callback, CodeVerifier verifier) throws SignInException {
        AuthorizationCodeGrant grant = new AuthorizationCodeGrant(new AuthorizationCode(code), callback, verifier);
        URI endpoint = metadata().getTokenEndpointURI();
        ClientAuthentication authentication = authentication();
        TokenRequest request = authentication == null
                ? new TokenRequest.Builder(endpoint, clientId(), grant).build()
                : new TokenRequest.Builder(endpoint, authentication, grant).build();
        try {
            TokenResponse response = OIDCTokenResponseParser.parse(http.send(request.toHTTPRequest()));
            if (response instanceof OIDCTokenResponse success) {
                return success.getOIDCTokens();
            }
            throw refused(response.toErrorResponse().getErrorObject());
        } catch (ParseException invalid) {
            throw SignInException.failed("the provider's token response cannot be read: " + invalid.getMessage());
        }
    }

    private static SignInException refused(@Nullable ErrorObject error) {
        return SignInException.failed(
                error == null
                        ? "the provider refused the code without a reason"
                        : "the provider refused the code: " + error.getCode() + " (" + error.getDescription() + ")");
    }

    private @Nullable ClientAuthentication authentication() throws SignInException {
        Secret secret = settings.clientSecret();
        if (secret == null) {
            return null;
        }
        var value = new com.nimbusds.oauth2.sdk.auth.Secret(secret.reveal());
        List<ClientAuthenticationMethod> methods = metadata().getTokenEndpointAuthMethods();
        boolean isInBody = methods != null
                && methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_POST)
                && !methods.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC);
        return isInBody ? new ClientSecretPost(clientId(), value) : new ClientSecretBasic(clientId(), value);
    }

    /** The claims at the provider's UserInfo endpoint (OpenID Connect Core section 5.3); empty if it has none. */
    Map<String, Object> userInfo(@Nullable AccessToken token) throws SignInException {
        URI endpoint = metadata().getUserInfoEndpointURI();
        if (endpoint == null || token == null) {
            return Map.of();
        }
        requireEndpoint("userinfo_endpoint", endpoint);
        HTTPResponse response = http.send(new UserInfoRequest(endpoint, token).toHTTPRequest());
        try {
            response.ensureStatusCode(HTTPResponse.SC_OK);
            return response.getBodyAsJSONObject();
        } catch (ParseException invalid) {
            throw SignInException.failed("the provider's user info cannot be read: " + invalid.getMessage());
        }
    }
}
