package telltale.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jwt.PlainJWT;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import telltale.contract.RawHttpClient.Answer;
import telltale.oidc.TestProvider;

/** A browser signs in at an OpenID provider and comes back. */
interface OidcContract {
    String BEGIN = "/app/api/v1/session/oidc";

    Application application();

    @Test
    default void aPersonSignsInAtTheProvider() throws Exception {
        try (TestProvider provider = provider()) {
            provider.idTokenClaims.put("groups", List.of("telltale-admins", "staff"));
            Answer finished = finish();

            assertEquals(302, finished.status(), finished::toString);
            assertEquals(
                    "http://127.0.0.1:" + ServerUnderTest.httpPort() + "/app/",
                    finished.field("Location").orElse(""),
                    finished::toString);
            assertTrue(provider.requests.containsAll(List.of("/authorize", "/token")), provider.requests::toString);
            Answer session = application()
                    .http()
                    .get("/app/api/v1/session", "Telltale-Page: 1", cookie(finished, "telltale-session"));
            assertEquals("admin", session.json().getString("role"), session::toString);
            assertEquals("oidc", session.json().getString("method"), session::toString);
            assertEquals("ann@example.com (248289761001)", session.json().getString("name"), session::toString);
        }
    }

    @Test
    default void anUnsignedTokenSignsNoOneIn() throws Exception {
        try (TestProvider provider = provider()) {
            provider.signer = (claims, key) -> new PlainJWT(claims).serialize();
            Answer refused = finish();

            assertEquals(502, refused.status(), refused::toString);
            assertTrue(
                    refused.fields().stream().noneMatch(field -> field.startsWith("Set-Cookie: telltale-session")),
                    refused::toString);
        }
    }

    private static TestProvider provider() throws Exception {
        TestProvider provider = new TestProvider(ServerUnderTest.oidcPort());
        provider.isConfidential = false;
        return provider;
    }

    /** Begins, visits the provider, and brings its answer back. */
    private Answer finish() throws IOException {
        Answer begun = application().http().get(BEGIN);
        assertEquals(302, begun.status(), begun::toString);
        HttpURLConnection visit = (HttpURLConnection)
                URI.create(begun.field("Location").orElseThrow()).toURL().openConnection();
        visit.setInstanceFollowRedirects(false);
        URI back = URI.create(visit.getHeaderField("Location"));
        return application().http().get(back.getRawPath() + "?" + back.getRawQuery(), cookie(begun, "telltale-oidc"));
    }

    private static String cookie(Answer answer, String name) {
        return answer.fields().stream()
                .filter(field -> field.startsWith("Set-Cookie: " + name + "="))
                .map(field ->
                        "Cookie: " + field.substring("Set-Cookie: ".length()).split(";", 2)[0])
                .findFirst()
                .orElseThrow(() -> new AssertionError("no cookie " + name + " in " + answer));
    }
}
