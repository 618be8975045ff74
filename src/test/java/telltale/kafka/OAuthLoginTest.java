package telltale.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.security.auth.callback.Callback;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.auth.SaslExtensionsCallback;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerToken;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerTokenCallback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OAuthLoginTest {
    private static final Duration LIFETIME = Duration.ofMinutes(10);

    private final TokenIssuer issuer;
    private final OAuthLogin login = new OAuthLogin();

    OAuthLoginTest() throws Exception {
        issuer = new TokenIssuer(LIFETIME);
    }

    @AfterEach
    void close() {
        login.close();
        issuer.close();
    }

    private OAuthBearerTokenCallback request(String secret) {
        login.configure(
                Map.of(
                        "sasl.oauthbearer.token.endpoint.url",
                        issuer.url() + "/token",
                        "sasl.oauthbearer.client.credentials.client.id",
                        TokenIssuer.CLIENT_ID,
                        "sasl.oauthbearer.client.credentials.client.secret",
                        new Password(secret),
                        "sasl.oauthbearer.scope",
                        "hits more"),
                "OAUTHBEARER",
                List.of());
        OAuthBearerTokenCallback requested = new OAuthBearerTokenCallback();
        login.handle(new Callback[] {requested, new SaslExtensionsCallback()});
        return requested;
    }

    @Test
    void aTokenIsRequestedWithTheCredentialsOfTheClient() throws Exception {
        long before = Instant.now().toEpochMilli();
        OAuthBearerToken token = request(TokenIssuer.CLIENT_SECRET).token();
        long after = Instant.now().toEpochMilli();
        assertEquals(
                "telltale", SignedJWT.parse(token.value()).getJWTClaimsSet().getSubject());
        assertEquals(Set.of("hits", "more"), token.scope());
        assertEquals(TokenIssuer.CLIENT_ID, token.principalName());
        assertTrue(before <= token.startTimeMs() && token.startTimeMs() <= after);
        assertTrue(token.lifetimeMs() >= before + LIFETIME.toMillis());
        assertTrue(token.lifetimeMs() <= after + LIFETIME.toMillis());
        assertFalse(token.toString().contains(token.value()), "it may be logged");
        assertEquals(1, issuer.issued());
    }

    @Test
    void aRefusalIsExplainedWithoutTheSecret() {
        OAuthBearerTokenCallback refused = request("a-wrong-secret");
        assertNull(refused.token());
        assertEquals(
                "there is no access token, because the token endpoint at 127.0.0.1 answered invalid_client (status 401)."
                        + " Check sasl.oauthbearer.client.credentials.client.id and"
                        + " sasl.oauthbearer.client.credentials.client.secret, which may have expired",
                refused.errorDescription());
    }

    @Test
    void anUnavailableEndpointIsNamed() {
        issuer.close();
        OAuthBearerTokenCallback refused = request(TokenIssuer.CLIENT_SECRET);
        assertNull(refused.token());
        assertTrue(
                refused.errorDescription().contains("the token endpoint at 127.0.0.1 is unavailable"),
                refused::errorDescription);
    }
}
