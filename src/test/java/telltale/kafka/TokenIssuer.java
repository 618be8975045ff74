package telltale.kafka;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.concurrent.atomic.AtomicInteger;
import telltale.oidc.TestProvider;

/** An authorization server that issues signed access tokens for Kafka to one client. */
public final class TokenIssuer implements AutoCloseable {
    public static final String CLIENT_ID = "telltale-log";
    public static final String CLIENT_SECRET = "a-log-secret";

    private static final int UNAUTHORIZED = 401;

    private final Duration lifetime;
    private final AtomicInteger issued = new AtomicInteger();
    private final RSAKey key;
    private final HttpServer server;

    /** @param lifetime how long a token is valid */
    public TokenIssuer(Duration lifetime) throws IOException, JOSEException {
        this.lifetime = lifetime;
        this.key = TestProvider.firstKey();
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/jwks", exchange -> answer(exchange, 200, new JWKSet((JWK) key).toString(true)));
        server.createContext("/token", this::token);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The number of tokens that it has issued. */
    public int issued() {
        return issued.get();
    }

    private void token(HttpExchange exchange) throws IOException {
        String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String basic = "Basic "
                + Base64.getEncoder()
                        .encodeToString((CLIENT_ID + ":" + CLIENT_SECRET).getBytes(StandardCharsets.UTF_8));
        if (!"client_credentials".equals(TestProvider.form(form).get("grant_type"))
                || !basic.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            answer(exchange, UNAUTHORIZED, "{\"error\":\"invalid_client\"}");
            return;
        }
        issued.incrementAndGet();
        try {
            answer(
                    exchange,
                    200,
                    "{\"access_token\":\"" + signed() + "\",\"token_type\":\"Bearer\",\"expires_in\":"
                            + lifetime.toSeconds() + "}");
        } catch (JOSEException failed) {
            throw new IOException(failed);
        }
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        try (exchange) {
            TestProvider.json(exchange, status, json);
        }
    }

    private String signed() throws JOSEException {
        Instant now = Instant.now();
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(url())
                .audience("kafka")
                .subject("telltale")
                .claim("scope", "hits")
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(lifetime)))
                .build();
        return TestProvider.rs256(claims, key);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
