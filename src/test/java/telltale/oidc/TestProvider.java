package telltale.oidc;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An OpenID provider with one client and one person, who is signed in already. It checks what certified providers check: the
 * redirect URI, PKCE, the client's secret, and that a code is used once. Each step can be replaced by a fault.
 */
public final class TestProvider implements AutoCloseable {
    public static final String CLIENT_ID = "telltale";
    public static final String CLIENT_SECRET = "a secret: 100 % ümläut & more";

    /** Signs the claims of an ID token. */
    @FunctionalInterface
    public interface Signer {
        String sign(JWTClaimsSet claims, RSAKey key) throws JOSEException;
    }

    /** Claims of the person in the ID token, and in the user info. */
    public final Map<String, Object> idTokenClaims = new ConcurrentHashMap<>(
            Map.of("email", "ann@example.com", "groups", List.of("telltale-admins", "everyone")));

    public final Map<String, Object> userInfoClaims = new ConcurrentHashMap<>(Map.of("sub", "248289761001"));
    /** Replaced or additional members of the metadata; empty texts remove one. */
    public final Map<String, Object> metadata = new ConcurrentHashMap<>();
    /** Faults by path. */
    public final Map<String, HttpHandler> faults = new ConcurrentHashMap<>();
    /** The paths of all requests. */
    public final List<String> requests = new CopyOnWriteArrayList<>();
    /** Changes the claims of ID tokens. */
    public volatile UnaryOperator<JWTClaimsSet.Builder> claims = UnaryOperator.identity();
    /** Signs ID tokens. */
    public volatile Signer signer = TestProvider::rs256;
    /** Whether the client has a secret. */
    public volatile boolean isConfidential = true;
    /** The error at the authorization endpoint; empty for none. */
    public volatile String error = "";
    /** The only redirect URI that is registered; empty for any. */
    public volatile String registered = "";

    private static @Nullable RSAKey first;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
    private volatile RSAKey key;

    public TestProvider() throws IOException, JOSEException {
        this(0);
    }

    /** @param port 0 for any free one */
    public TestProvider(int port) throws IOException, JOSEException {
        key = firstKey();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(threads);
        serve("/.well-known/openid-configuration", this::configuration);
        serve("/jwks", exchange -> json(exchange, 200, new JWKSet((JWK) key).toString(true)));
        serve("/authorize", this::authorize);
        serve("/token", this::token);
        serve("/userinfo", this::userInfo);
        server.start();
    }

    private void serve(String path, HttpHandler handler) {
        server.createContext(path, exchange -> {
            requests.add(path);
            try (exchange) {
                faults.getOrDefault(path, handler).handle(exchange);
            } catch (RuntimeException failed) {
                failed.printStackTrace();
                throw failed;
            }
        });
    }

    public String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public RSAKey key() {
        return key;
    }

    /** Replaces the signing key. */
    public void rotateKey() throws JOSEException {
        key = newKey();
    }

    /** The first key of every provider, because creating one takes a second. */
    public static synchronized RSAKey firstKey() throws JOSEException {
        RSAKey known = first;
        if (known == null) {
            known = newKey();
            first = known;
        }
        return known;
    }

    private static RSAKey newKey() throws JOSEException {
        return new RSAKeyGenerator(2048).keyID(UUID.randomUUID().toString()).generate();
    }

    /** The claims as a token that is signed with RS256. */
    public static String rs256(JWTClaimsSet claims, RSAKey key) throws JOSEException {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), claims);
        token.sign(new RSASSASigner(key));
        return token.serialize();
    }

    private void configuration(HttpExchange exchange) throws IOException {
        Map<String, Object> members = new TreeMap<>(Map.of(
                "issuer",
                issuer(),
                "authorization_endpoint",
                issuer() + "/authorize",
                "token_endpoint",
                issuer() + "/token",
                "userinfo_endpoint",
                issuer() + "/userinfo",
                "jwks_uri",
                issuer() + "/jwks",
                "subject_types_supported",
                List.of("public"),
                "response_types_supported",
                List.of("code"),
                "id_token_signing_alg_values_supported",
                List.of("RS256"),
                "authorization_response_iss_parameter_supported",
                true));
        members.putAll(metadata);
        members.values().removeIf(""::equals);
        json(exchange, 200, object(members).build().toString());
    }

    private static JsonObjectBuilder object(Map<String, Object> members) {
        return Json.createObjectBuilder(members);
    }

    private void authorize(HttpExchange exchange) throws IOException {
        Map<String, String> query = form(exchange.getRequestURI().getRawQuery());
        String redirect = query.getOrDefault("redirect_uri", "");
        if (!CLIENT_ID.equals(query.get("client_id")) || !(registered.isEmpty() || registered.equals(redirect))) {
            json(exchange, 400, "{\"error\":\"invalid_request\"}");
            return;
        }
        List<String> answer = new ArrayList<>();
        answer.add("state=" + encoded(query.getOrDefault("state", "")));
        answer.add("iss=" + encoded(issuer()));
        if (!error.isEmpty()) {
            answer.add("error=" + encoded(error));
        } else if (!"S256".equals(query.get("code_challenge_method")) || !"code".equals(query.get("response_type"))) {
            answer.add("error=invalid_request");
        } else {
            String code = UUID.randomUUID().toString();
            codes.put(code, query);
            answer.add("code=" + code);
        }
        exchange.getResponseHeaders().set("Location", redirect + "?" + String.join("&", answer));
        exchange.sendResponseHeaders(302, -1);
    }

    private void token(HttpExchange exchange) throws IOException {
        Map<String, String> form = form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        Map<String, String> request = codes.remove(form.getOrDefault("code", ""));
        if (!isClient(exchange, form)) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"op\"");
            json(exchange, 401, "{\"error\":\"invalid_client\",\"error_description\":\"wrong secret\"}");
        } else if (request == null
                || !Objects.equals(request.get("redirect_uri"), form.get("redirect_uri"))
                || !challenge(form.getOrDefault("code_verifier", "")).equals(request.get("code_challenge"))) {
            json(exchange, 400, "{\"error\":\"invalid_grant\",\"error_description\":\"wrong code or verifier\"}");
        } else {
            json(
                    exchange,
                    200,
                    object(Map.of(
                                    "access_token",
                                    "an-access-token",
                                    "token_type",
                                    "Bearer",
                                    "expires_in",
                                    60,
                                    "id_token",
                                    idToken(request.getOrDefault("nonce", ""))))
                            .build()
                            .toString());
        }
    }

    private String idToken(String nonce) {
        Instant now = Instant.now();
        JWTClaimsSet.Builder builder = new JWTClaimsSet.Builder()
                .issuer(issuer())
                .audience(CLIENT_ID)
                .subject("248289761001")
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(60)))
                .claim("nonce", nonce);
        idTokenClaims.forEach(builder::claim);
        try {
            return signer.sign(claims.apply(builder).build(), key);
        } catch (JOSEException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private boolean isClient(HttpExchange exchange, Map<String, String> form) {
        if (!isConfidential) {
            return CLIENT_ID.equals(form.get("client_id"));
        }
        String basic = exchange.getRequestHeaders().getFirst("Authorization");
        String expected = "Basic "
                + Base64.getEncoder()
                        .encodeToString(
                                (encoded(CLIENT_ID) + ":" + encoded(CLIENT_SECRET)).getBytes(StandardCharsets.UTF_8));
        return basic == null ? CLIENT_SECRET.equals(form.get("client_secret")) : basic.equals(expected);
    }

    private void userInfo(HttpExchange exchange) throws IOException {
        if (!"Bearer an-access-token".equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            json(exchange, 401, "{}");
            return;
        }
        json(exchange, 200, object(userInfoClaims).build().toString());
    }

    /** Answers with JSON. */
    public static void json(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /** The fields of a query or form. */
    public static Map<String, String> form(String text) {
        Map<String, String> fields = new TreeMap<>();
        for (String field : text.split("&", -1)) {
            String[] nameAndValue = field.split("=", 2);
            fields.put(
                    URLDecoder.decode(nameAndValue[0], StandardCharsets.UTF_8),
                    nameAndValue.length == 1 ? "" : URLDecoder.decode(nameAndValue[1], StandardCharsets.UTF_8));
        }
        return fields;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String challenge(String verifier) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
