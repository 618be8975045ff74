package telltale.kafka;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.security.auth.callback.Callback;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerToken;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerTokenCallback;
import org.jspecify.annotations.Nullable;
import telltale.oauth.OAuthHttp;
import telltale.oauth.TokenClient;
import telltale.oauth.TokenEndpoint;
import telltale.oauth.TokenUnavailableException;
import telltale.oauth.Tokens;
import telltale.settings.OAuthSettings;
import telltale.settings.ProviderUrl;
import telltale.settings.Secret;
import telltale.supervision.Deadlines;
import telltale.supervision.Supervisor;

/**
 * Gets the access tokens for the login by SASL OAUTHBEARER (RFC 7628), with the client's credentials, when Kafka's clients log in
 * and before a token expires. Kafka's own class needs jose4j (KAFKA-20184) and Jackson, which the WAR does not have. Kafka creates
 * it by its name.
 */
public final class OAuthLogin implements AuthenticateCallbackHandler {
    private final Clock clock = Clock.systemUTC();
    private final Deadlines deadlines = new Deadlines(Supervisor.withoutExit());
    private String clientId = "";
    private Set<String> scope = Set.of();
    private @Nullable TokenEndpoint endpoint;

    @Override
    public void configure(Map<String, ?> configs, String mechanism, List<AppConfigurationEntry> jaas) {
        OAuthSettings settings = settings(configs);
        clientId = settings.clientId();
        scope = Stream.ofNullable(settings.scope())
                .flatMap(text -> Stream.of(text.split(" ", -1)))
                .collect(Collectors.toUnmodifiableSet());
        endpoint = new TokenEndpoint(settings, TokenClient.KAFKA, new OAuthHttp(deadlines), clock);
    }

    /**
     * The settings of the login.
     *
     * @param properties those of Kafka's clients
     * @throws IllegalArgumentException if one is missing or invalid; the message names it
     */
    static OAuthSettings settings(Map<String, ?> properties) {
        String url = required(properties, SaslConfigs.SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL);
        String id = required(properties, SaslConfigs.SASL_OAUTHBEARER_CLIENT_CREDENTIALS_CLIENT_ID);
        String secret = required(properties, SaslConfigs.SASL_OAUTHBEARER_CLIENT_CREDENTIALS_CLIENT_SECRET);
        String scope = text(properties.get(SaslConfigs.SASL_OAUTHBEARER_SCOPE));
        try {
            return new OAuthSettings(
                    ProviderUrl.parse(url), id, new Secret(secret), null, scope.isEmpty() ? null : scope);
        } catch (IllegalArgumentException invalid) {
            throw new IllegalArgumentException(
                    SaslConfigs.SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL + " is not the URL of a token endpoint: "
                            + invalid.getMessage(),
                    invalid);
        }
    }

    private static String required(Map<String, ?> properties, String name) {
        String value = text(properties.get(name));
        if (value.isEmpty()) {
            throw new IllegalArgumentException("sasl.mechanism=OAUTHBEARER requires " + name);
        }
        return value;
    }

    private static String text(@Nullable Object value) {
        return value instanceof Password secret ? secret.value() : Objects.toString(value, "");
    }

    /** Answers requests of tokens; there are no extensions (RFC 7628 section 3.1). */
    @Override
    public void handle(Callback[] callbacks) {
        for (Callback callback : callbacks) {
            if (callback instanceof OAuthBearerTokenCallback requested) {
                answer(requested);
            }
        }
    }

    private void answer(OAuthBearerTokenCallback requested) {
        try {
            long requestedAt = clock.millis();
            Tokens issued = Objects.requireNonNull(endpoint, "configure").request(null);
            requested.token(
                    new Token(issued.access(), scope, issued.expiresAt().toEpochMilli(), clientId, requestedAt));
        } catch (TokenUnavailableException unavailable) {
            requested.error("unavailable", unavailable.getMessage(), null);
        }
    }

    @Override
    public void close() {
        deadlines.close();
    }

    /**
     * What Kafka's clients keep of a token.
     *
     * @param lifetimeMs when it expires, in milliseconds since 1970
     */
    private record Token(Secret secret, Set<String> scope, long lifetimeMs, String principalName, Long startTimeMs)
            implements OAuthBearerToken {
        @Override
        public String value() {
            return secret.reveal();
        }
    }
}
