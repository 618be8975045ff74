package telltale.oidc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.Role;
import telltale.oidc.OidcSignIn.Begun;
import telltale.oidc.SignInException.Reason;
import telltale.settings.OidcSettings;

/** Providers that are down, slow, endless or wrong. */
class ProviderFaultsTest extends OidcFixture {
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
}
