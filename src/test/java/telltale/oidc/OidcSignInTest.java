package telltale.oidc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.Role;
import telltale.oidc.OidcSignIn.Answer;
import telltale.oidc.OidcSignIn.Begun;
import telltale.oidc.OidcSignIn.User;
import telltale.oidc.SignInException.Reason;
import telltale.sending.TestClock;
import telltale.settings.OidcSettings;
import telltale.settings.Secret;
import telltale.supervision.Deadlines;
import telltale.supervision.Supervisor;
import telltale.token.KeyRing;
import telltale.token.SecretBox;

/** Signing in at a provider that answers over HTTP, with every answer that must not sign anyone in. */
@Timeout(60)
class OidcSignInTest {
    private static final URI CALLBACK = URI.create("https://mail.example.com/app/api/v1/session/oidc/callback");
    private static final Map<String, Role> ROLES =
            Map.of("telltale-admins", Role.ADMIN, "staff", Role.READ, "desk", Role.OPERATOR);

    private final TestClock clock = new TestClock(Instant.now());
    private final Deadlines deadlines = new Deadlines(Supervisor.withoutExit());
    private final HttpClient browser = HttpClient.newHttpClient();

    private TestProvider provider;
    private OidcSignIn signIn;

    @BeforeEach
    void start() throws Exception {
        provider = new TestProvider();
        signIn = signIn(settings(TestProvider.CLIENT_SECRET, "groups"));
    }

    @AfterEach
    void stop() {
        provider.close();
        deadlines.close();
    }

    @Test
    void aPersonIsSignedInWithNameAndRole() throws Exception {
        assertEquals(new User("ann@example.com (248289761001)", Role.ADMIN), finish(signIn.begin()));
        assertFalse(provider.requests.contains("/userinfo"), "the ID token has everything");
    }

    @Test
    void theProviderIsAskedForACodeWithPkceStateAndNonce() throws Exception {
        Begun begun = signIn.begin();
        Map<String, String> query = TestProvider.form(begun.provider().getRawQuery());
        assertEquals("code", query.get("response_type"));
        assertEquals("openid email profile", query.get("scope"));
        assertEquals(TestProvider.CLIENT_ID, query.get("client_id"));
        assertEquals(CALLBACK.toString(), query.get("redirect_uri"));
        assertEquals("S256", query.get("code_challenge_method"));
        for (String random : List.of("state", "nonce", "code_challenge")) {
            assertEquals(43, query.getOrDefault(random, "").length(), random);
            assertFalse(begun.ticket().contains(query.getOrDefault(random, "")), "the ticket is encrypted");
        }
        assertFalse(query.containsValue(TestProvider.CLIENT_SECRET));
    }

    @Test
    void metadataAndKeysAreFetchedOnceInTenMinutes() throws Exception {
        finish(signIn.begin());
        finish(signIn.begin());
        assertEquals(1, count("/jwks"));
        assertEquals(1, count("/.well-known/openid-configuration"));
        clock.advance(CachedDocument.MAX_AGE);
        finish(signIn.begin());
        assertEquals(2, count("/jwks"));
        assertEquals(2, count("/.well-known/openid-configuration"));
    }

    @Test
    void aPublicClientNeedsNoSecret() throws Exception {
        provider.isConfidential = false;
        signIn = signIn(settings(null, "groups"));
        assertEquals(Role.ADMIN, finish(signIn.begin()).role());
    }

    @Test
    void theSecretIsSentInTheBodyToProvidersThatWantItThere() throws Exception {
        provider.metadata.put("token_endpoint_auth_methods_supported", List.of("client_secret_post"));
        assertEquals(Role.ADMIN, finish(signIn.begin()).role());
    }

    @Test
    void aWrongClientSecretIsExplainedInTheLog() throws Exception {
        signIn = signIn(settings("wrong", "groups"));
        SignInException refused = refusal(signIn.begin());
        assertEquals(Reason.PROVIDER_FAILED, refused.reason());
        assertEquals("the provider refused the code: invalid_client (wrong secret)", refused.detail());
    }

    @Test
    void anotherNodeWithTheSameKeysFinishes() throws Exception {
        Begun begun = signIn.begin();
        signIn = signIn(settings(TestProvider.CLIENT_SECRET, "groups"));
        assertEquals(Role.ADMIN, finish(begun).role());
    }

    @Test
    void anAnswerWithoutTheTicketOfItsBrowserIsRefused() throws Exception {
        Begun begun = signIn.begin();
        Answer answer = answer(begun);
        assertRefused(Reason.NOT_BEGUN_HERE, null, answer);
        assertRefused(Reason.NOT_BEGUN_HERE, "", answer);
        assertRefused(Reason.NOT_BEGUN_HERE, "nonsense", answer);
        assertRefused(Reason.NOT_BEGUN_HERE, "A".repeat(5_000), answer);
        assertRefused(Reason.NOT_BEGUN_HERE, signIn.begin().ticket(), answer);
        assertFalse(provider.requests.contains("/token"), "a forged answer causes no request");
    }

    @Test
    void aTicketThatWasChangedOrSealedForAnotherPurposeIsRefused() throws Exception {
        Begun begun = signIn.begin();
        Answer answer = answer(begun);
        char[] changed = begun.ticket().toCharArray();
        changed[60] = changed[60] == 'A' ? 'B' : 'A';
        assertRefused(Reason.NOT_BEGUN_HERE, new String(changed), answer);
        SignInTicket known =
                SignInTicket.open(box(OidcSignIn.PURPOSE), begun.ticket()).orElseThrow();
        assertRefused(Reason.NOT_BEGUN_HERE, known.seal(box("refresh tokens")), answer);
    }

    @Test
    void anotherStateIsRefused() throws Exception {
        Begun begun = signIn.begin();
        Answer answer = answer(begun);
        for (String state : Arrays.asList(null, "", "another")) {
            assertRefused(
                    Reason.NOT_BEGUN_HERE,
                    begun.ticket(),
                    new Answer(state, answer.code(), answer.issuer(), null, null));
        }
    }

    @Test
    void anAnswerAfterTenMinutesIsRefused() throws Exception {
        Begun begun = signIn.begin();
        Answer answer = answer(begun);
        clock.advance(OidcSignIn.TICKET_LIFETIME);
        assertRefused(Reason.NOT_BEGUN_HERE, begun.ticket(), answer);
    }

    @Test
    void anAnswerIsAcceptedOnce() throws Exception {
        Begun begun = signIn.begin();
        Answer answer = answer(begun);
        signIn.finish(begun.ticket(), answer);
        assertRefused(Reason.NOT_BEGUN_HERE, begun.ticket(), answer);
        // Another node does not know that the state was used, but the provider knows that of the code.
        signIn = signIn(settings(TestProvider.CLIENT_SECRET, "groups"));
        assertRefused(Reason.PROVIDER_FAILED, begun.ticket(), answer);
    }

    @Test
    void aVerifierThatDoesNotBelongToTheCodeIsRefusedByTheProvider() throws Exception {
        Begun begun = signIn.begin();
        Answer other = answer(signIn.begin());
        Answer mixed = new Answer(answer(begun).state(), other.code(), other.issuer(), null, null);
        SignInException refused = assertRefused(Reason.PROVIDER_FAILED, begun.ticket(), mixed);
        assertTrue(refused.detail().contains("invalid_grant (wrong code or verifier)"), refused.detail());
    }

    @Test
    void anAnswerOfAnotherIssuerIsRefused() throws Exception {
        for (String issuer : Arrays.asList(null, "https://evil.example")) {
            Begun begun = signIn.begin();
            Answer answer = answer(begun);
            assertRefused(
                    Reason.PROVIDER_FAILED,
                    begun.ticket(),
                    new Answer(answer.state(), answer.code(), issuer, null, null));
        }
        assertFalse(provider.requests.contains("/token"));
    }

    @Test
    void aProviderThatAnnouncesNoIssuerInAnswersMayLeaveItOut() throws Exception {
        provider.metadata.put("authorization_response_iss_parameter_supported", false);
        Begun begun = signIn.begin();
        Answer answer = answer(begun);
        User user = signIn.finish(begun.ticket(), new Answer(answer.state(), answer.code(), null, null, null));
        assertEquals(Role.ADMIN, user.role());
    }

    @Test
    void aPersonWhoCancelsIsNotSignedIn() throws Exception {
        provider.error = "access_denied";
        SignInException denied = refusal(signIn.begin());
        assertEquals(Reason.DENIED, denied.reason());
        assertEquals("The sign-in was cancelled or denied at the provider.", denied.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"invalid_scope", "unauthorized_client", "<script>\r\nForged: line"})
    void otherErrorsAreTheProvidersAndTheirTextIsOneLine(String error) throws Exception {
        provider.error = error;
        SignInException failed = refusal(signIn.begin());
        assertEquals(Reason.PROVIDER_FAILED, failed.reason());
        assertEquals("the provider answered with the error " + error.replaceAll("[\r\n]", "?"), failed.detail());
    }

    // ID tokens

    private void assertTokenRefused(String detail, UnaryOperator<JWTClaimsSet.Builder> change) throws Exception {
        provider.claims = change;
        assertTokenRefused(detail);
    }

    private void assertTokenRefused(String detail) throws Exception {
        SignInException refused = refusal(signIn.begin());
        assertEquals(Reason.PROVIDER_FAILED, refused.reason(), refused.detail());
        assertTrue(refused.detail().contains(detail), refused.detail());
    }

    @Test
    void aTokenWithAnotherNonceIsRefused() throws Exception {
        assertTokenRefused("nonce", claims -> claims.claim("nonce", "another"));
        assertTokenRefused("nonce", claims -> claims.claim("nonce", null));
    }

    @Test
    void aTokenForAnotherClientIsRefused() throws Exception {
        assertTokenRefused("audience", claims -> claims.audience("another"));
        assertTokenRefused("aud", claims -> claims.audience(List.of()));
    }

    @Test
    void aTokenOfAnotherIssuerIsRefused() throws Exception {
        assertTokenRefused("issuer", claims -> claims.issuer("https://evil.example"));
        assertTokenRefused("issuer", claims -> claims.issuer(provider.issuer() + "/"));
    }

    @Test
    void aTokenForSeveralClientsNeedsThisOneAsItsAuthorizedParty() throws Exception {
        List<String> both = List.of(TestProvider.CLIENT_ID, "another");
        assertTokenRefused("authorized party", claims -> claims.audience(both));
        assertTokenRefused("authorized party", claims -> claims.audience(both).claim("azp", "another"));
        assertTokenRefused("authorized party", claims -> claims.claim("azp", "another"));
        provider.claims = claims -> claims.audience(both).claim("azp", TestProvider.CLIENT_ID);
        assertEquals(Role.ADMIN, finish(signIn.begin()).role());
    }

    @Test
    void aTokenIsAcceptedThirtySecondsAfterItsEndAndBeforeItsBeginning() throws Exception {
        assertTokenRefused("Expired", claims -> claims.expirationTime(in(-40)));
        assertTokenRefused("issue time", claims -> claims.issueTime(in(40)));
        assertTokenRefused("exp", claims -> claims.expirationTime(null));
        assertTokenRefused("iat", claims -> claims.issueTime(null));
        assertTokenRefused("sub", claims -> claims.subject(null));
        provider.claims = claims -> claims.issueTime(in(-90)).expirationTime(in(-20));
        assertEquals(Role.ADMIN, finish(signIn.begin()).role());
        provider.claims = claims -> claims.issueTime(in(20)).expirationTime(in(90));
        assertEquals(Role.ADMIN, finish(signIn.begin()).role());
    }

    private static Date in(int seconds) {
        return Date.from(Instant.now().plusSeconds(seconds));
    }

    @Test
    void anUnsignedTokenIsRefused() throws Exception {
        provider.signer = (claims, key) -> new PlainJWT(claims).serialize();
        assertTokenRefused("Signed ID token expected");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[\"RS256\"]", "[\"RS256\",\"HS256\",\"none\"]"})
    void aTokenSignedWithThePublicKeyAsASecretIsRefused(String algorithms) throws Exception {
        provider.metadata.put(
                "id_token_signing_alg_values_supported",
                List.of(algorithms.replaceAll("[\\[\\]\"]", "").split(",", -1)));
        provider.signer = (claims, key) -> {
            SignedJWT token = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.HS256)
                            .keyID(key.getKeyID())
                            .build(),
                    claims);
            token.sign(new MACSigner(key.toRSAPublicKey().getEncoded()));
            return token.serialize();
        };
        assertTokenRefused("Another algorithm expected");
    }

    @Test
    void aTokenSignedWithTheClientsSecretIsRefused() throws Exception {
        provider.metadata.put("id_token_signing_alg_values_supported", List.of("HS256"));
        assertTokenRefused("RS256, PS256 or ES256 is expected");
    }

    @Test
    void aTokenOfAnUnknownKeyIsRefusedAndKeysAreFetchedOnceAMinute() throws Exception {
        RSAKey stranger = new RSAKeyGenerator(2048).keyID("stranger").generate();
        provider.signer = (claims, key) -> TestProvider.rs256(claims, stranger);
        assertTokenRefused("no matching key");
        assertTokenRefused("no matching key");
        assertEquals(1, count("/jwks"));
        clock.advance(Duration.ofMinutes(1));
        assertTokenRefused("no matching key");
        assertTokenRefused("no matching key");
        assertEquals(2, count("/jwks"));
    }

    @Test
    void aTokenOfAKnownKeyIdWithAnotherKeyIsRefused() throws Exception {
        RSAKey forger =
                new RSAKeyGenerator(2048).keyID(provider.key().getKeyID()).generate();
        provider.signer = (claims, key) -> TestProvider.rs256(claims, forger);
        assertTokenRefused("Invalid signature");
    }

    @Test
    void aProviderMayChangeItsKey() throws Exception {
        finish(signIn.begin());
        provider.rotateKey();
        clock.advance(Duration.ofMinutes(1));
        assertEquals(Role.ADMIN, finish(signIn.begin()).role());
        assertEquals(2, count("/jwks"));
    }

    // Groups

    @Test
    void theStrongestRoleOfAllGroupsCounts() throws Exception {
        provider.idTokenClaims.put("groups", List.of("staff", "desk", "unknown"));
        assertEquals(Role.OPERATOR, finish(signIn.begin()).role());
        provider.idTokenClaims.put("groups", "staff");
        assertEquals(Role.READ, finish(signIn.begin()).role());
    }

    @Test
    void aPersonWithoutAKnownGroupIsToldWhichGroupsTheProviderStates() throws Exception {
        provider.idTokenClaims.put("groups", List.of("sales", "Telltale-Admins"));
        SignInException refused = refusal(signIn.begin());
        assertEquals(Reason.NO_ROLE, refused.reason());
        assertEquals(
                "The provider knows you as ann@example.com (248289761001), but you have no role in Telltale:"
                        + " TELLTALE_OIDC_ROLES has none of the groups [\"sales\", \"Telltale-Admins\"].",
                refused.getMessage());
    }

    @Test
    void aMissingClaimIsNamed() throws Exception {
        provider.idTokenClaims.remove("groups");
        SignInException refused = refusal(signIn.begin());
        assertEquals(Reason.NO_ROLE, refused.reason());
        assertEquals(
                "The provider knows you as ann@example.com (248289761001), but you have no role in Telltale: the"
                        + " provider sends no claim \"groups\" (TELLTALE_OIDC_GROUPS_CLAIM).",
                refused.getMessage());
        assertTrue(provider.requests.contains("/userinfo"));
    }

    @Test
    void groupsAndNameMayComeFromTheUserInfoAlone() throws Exception {
        provider.idTokenClaims.clear();
        provider.userInfoClaims.putAll(Map.of("preferred_username", "ann", "groups", List.of("staff")));
        assertEquals(new User("ann (248289761001)", Role.READ), finish(signIn.begin()));
    }

    @Test
    void theUserInfoOfAnotherPersonIsRefused() throws Exception {
        provider.idTokenClaims.clear();
        provider.userInfoClaims.putAll(Map.of("sub", "another", "groups", List.of("staff")));
        assertTokenRefused("another person");
    }

    @Test
    void withoutAnAddressOrUserNameAPersonIsNamedByTheIdentifier() throws Exception {
        provider.idTokenClaims.remove("email");
        assertEquals("248289761001", finish(signIn.begin()).name());
    }

    @Test
    void groupsMayBeInANestedClaimOrInOneWithDots() throws Exception {
        provider.idTokenClaims.put("realm_access", Map.of("roles", List.of("staff")));
        provider.idTokenClaims.put("https://example.com/groups", List.of("desk"));
        signIn = signIn(settings(TestProvider.CLIENT_SECRET, "realm_access.roles"));
        assertEquals(Role.READ, finish(signIn.begin()).role());
        signIn = signIn(settings(TestProvider.CLIENT_SECRET, "https://example.com/groups"));
        assertEquals(Role.OPERATOR, finish(signIn.begin()).role());
    }

    // Faults of the provider

    @Test
    void aProviderThatIsDownIsUnavailable() {
        provider.close();
        SignInException failed = assertThrows(SignInException.class, signIn::begin);
        assertEquals(Reason.PROVIDER_UNAVAILABLE, failed.reason());
        assertTrue(failed.detail().contains("ConnectException"), failed.detail());
    }

    @Test
    void aProviderThatWasDownIsFoundAgain() throws Exception {
        provider.faults.put("/.well-known/openid-configuration", exchange -> TestProvider.json(exchange, 503, "{}"));
        assertEquals(
                Reason.PROVIDER_UNAVAILABLE,
                assertThrows(SignInException.class, signIn::begin).reason());
        provider.faults.clear();
        assertEquals(Role.ADMIN, finish(signIn.begin()).role());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/token", "/jwks", "/userinfo"})
    void aServerErrorOfAnyEndpointIsTheProviders(String path) throws Exception {
        provider.idTokenClaims.clear();
        provider.faults.put(path, exchange -> TestProvider.json(exchange, 500, "{}"));
        SignInException failed = refusal(signIn.begin());
        assertEquals(Reason.PROVIDER_UNAVAILABLE, failed.reason());
        assertTrue(failed.detail().endsWith(path + " answered with status 500"), failed.detail());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/.well-known/openid-configuration", "/token", "/jwks", "/userinfo"})
    void garbageOfAnyEndpointIsRefused(String path) throws Exception {
        provider.idTokenClaims.clear();
        for (String garbage : List.of("", "<html>", "[]", "{\"id_token\":1}", "[".repeat(100_000))) {
            signIn = signIn(settings(TestProvider.CLIENT_SECRET, "groups"));
            Begun begun = path.equals("/token") || path.equals("/userinfo") ? signIn.begin() : null;
            provider.faults.put(path, exchange -> TestProvider.json(exchange, 200, garbage));
            SignInException failed =
                    assertThrows(SignInException.class, () -> finish(begun == null ? signIn.begin() : begun), garbage);
            assertEquals(Reason.PROVIDER_FAILED, failed.reason(), failed.detail());
            provider.faults.clear();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/.well-known/openid-configuration", "/token", "/jwks"})
    void aHugeResponseIsNotReadToItsEnd(String path) throws Exception {
        provider.faults.put(path, exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] much = new byte[64 * 1024];
            for (int i = 0; i < 1_000; i++) {
                exchange.getResponseBody().write(much);
            }
        });
        SignInException failed = assertThrows(SignInException.class, () -> finish(signIn.begin()));
        assertEquals(Reason.PROVIDER_UNAVAILABLE, failed.reason());
        assertTrue(failed.detail().contains("more than 262144 bytes"), failed.detail());
    }

    @Test
    void aProviderThatDoesNotAnswerIsGivenUpAfterTwoSeconds() {
        provider.faults.put("/.well-known/openid-configuration", exchange -> pause(20_000));
        long start = System.nanoTime();
        SignInException failed = assertThrows(SignInException.class, signIn::begin);
        assertEquals(Reason.PROVIDER_UNAVAILABLE, failed.reason());
        assertTrue(failed.detail().contains("Read timed out"), failed.detail());
        assertTrue(Duration.ofNanos(System.nanoTime() - start).toSeconds() < 10);
    }

    @Test
    void aProviderThatAnswersByteByByteIsGivenUpAfterFourSeconds() {
        provider.faults.put("/.well-known/openid-configuration", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            for (int i = 0; i < 60; i++) {
                exchange.getResponseBody().write(' ');
                exchange.getResponseBody().flush();
                pause(500);
            }
        });
        long start = System.nanoTime();
        SignInException failed = assertThrows(SignInException.class, signIn::begin);
        assertEquals(Reason.PROVIDER_UNAVAILABLE, failed.reason(), failed.detail());
        assertTrue(Duration.ofNanos(System.nanoTime() - start).toSeconds() < 15);
    }

    @Test
    void aProviderWhoseHeaderNeverEndsIsGivenUpAfterFourSeconds() throws Exception {
        try (ServerSocket endless = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> dripping = CompletableFuture.runAsync(() -> drip(endless));
            OidcSettings settings = new OidcSettings(
                    "http://127.0.0.1:" + endless.getLocalPort(),
                    TestProvider.CLIENT_ID,
                    null,
                    List.of("openid"),
                    "groups",
                    ROLES,
                    false);
            long start = System.nanoTime();
            SignInException failed = assertThrows(SignInException.class, signIn(settings)::begin);
            assertEquals(Reason.PROVIDER_UNAVAILABLE, failed.reason(), failed.detail());
            assertTrue(Duration.ofNanos(System.nanoTime() - start).toSeconds() < 15);
            dripping.join();
        }
    }

    /** Sends a byte of a header every half second, until the client closes the connection. */
    private static void drip(ServerSocket server) {
        try (Socket socket = server.accept()) {
            socket.getOutputStream().write("HTTP/1.1 200 OK\r\nX-Endless: ".getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < 60; i++) {
                socket.getOutputStream().write('a');
                pause(500);
            }
        } catch (IOException closed) {
            // As expected.
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aRedirectIsNotFollowed() {
        provider.faults.put("/.well-known/openid-configuration", exchange -> {
            exchange.getResponseHeaders().set("Location", provider.issuer() + "/jwks");
            exchange.sendResponseHeaders(302, -1);
        });
        assertThrows(SignInException.class, signIn::begin);
        assertEquals(0, count("/jwks"));
    }

    @Test
    void aProviderWithAnotherIssuerIsExplained() {
        provider.metadata.put("issuer", provider.issuer() + "/");
        SignInException failed = assertThrows(SignInException.class, signIn::begin);
        assertEquals(Reason.PROVIDER_FAILED, failed.reason());
        assertEquals(
                "TELLTALE_OIDC_ISSUER is " + provider.issuer() + ", but the provider there calls itself "
                        + provider.issuer() + "/; both must be the same",
                failed.detail());
    }

    @ParameterizedTest
    @ValueSource(strings = {"authorization_endpoint", "token_endpoint", "jwks_uri"})
    void anEndpointOfAnotherSchemeIsRefused(String endpoint) {
        provider.metadata.put(endpoint, "file:///etc/passwd");
        SignInException failed = assertThrows(SignInException.class, signIn::begin);
        assertEquals(Reason.PROVIDER_FAILED, failed.reason(), failed.detail());
    }

    // The browser

    private User finish(Begun begun) throws Exception {
        return signIn.finish(begun.ticket(), answer(begun));
    }

    private SignInException refusal(Begun begun) throws Exception {
        Answer answer = answer(begun);
        return assertThrows(SignInException.class, () -> signIn.finish(begun.ticket(), answer));
    }

    private SignInException assertRefused(Reason reason, @Nullable String ticket, Answer answer) {
        SignInException refused = assertThrows(SignInException.class, () -> signIn.finish(ticket, answer));
        assertEquals(reason, refused.reason(), refused.detail());
        return refused;
    }

    /** Visits the provider, and returns what it sends to the callback. */
    private Answer answer(Begun begun) throws Exception {
        HttpResponse<String> response =
                browser.send(HttpRequest.newBuilder(begun.provider()).build(), HttpResponse.BodyHandlers.ofString());
        String location =
                response.headers().firstValue("Location").orElseThrow(() -> new AssertionError(response.body()));
        assertTrue(location.startsWith(CALLBACK + "?"), location);
        Map<String, String> query =
                new HashMap<>(TestProvider.form(URI.create(location).getRawQuery()));
        return new Answer(
                query.get("state"),
                query.get("code"),
                query.get("iss"),
                query.get("error"),
                query.get("error_description"));
    }

    private long count(String path) {
        return provider.requests.stream().filter(path::equals).count();
    }

    private OidcSettings settings(@Nullable String secret, String groupsClaim) {
        return new OidcSettings(
                provider.issuer(),
                TestProvider.CLIENT_ID,
                secret == null ? null : new Secret(secret),
                List.of("openid", "email", "profile"),
                groupsClaim,
                ROLES,
                false);
    }

    private OidcSignIn signIn(OidcSettings settings) {
        return new OidcSignIn(settings, CALLBACK, box(OidcSignIn.PURPOSE), deadlines, clock);
    }

    private static SecretBox box(String purpose) {
        return new SecretBox(new KeyRing(Map.of(0, new byte[32])), purpose, new SecureRandom());
    }
}
