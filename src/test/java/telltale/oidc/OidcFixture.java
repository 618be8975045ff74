package telltale.oidc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jwt.JWTClaimsSet;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
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

/** A provider that answers over HTTP, a sign-in at it, and a browser. */
@Timeout(60)
abstract class OidcFixture {
    static final URI CALLBACK = URI.create("https://mail.example.com/app/api/v1/session/oidc/callback");
    static final Map<String, Role> ROLES =
            Map.of("telltale-admins", Role.ADMIN, "staff", Role.READ, "desk", Role.OPERATOR);

    final TestClock clock = new TestClock(Instant.now());
    final Deadlines deadlines = new Deadlines(Supervisor.withoutExit());
    final HttpClient browser = HttpClient.newHttpClient();

    TestProvider provider;
    OidcSignIn signIn;

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

    void assertAnswerRefused(String detail, UnaryOperator<JWTClaimsSet.Builder> change) throws Exception {
        provider.claims = change;
        assertAnswerRefused(detail);
    }

    void assertAnswerRefused(String detail) throws Exception {
        SignInException refused = refusal(signIn.begin());
        assertEquals(Reason.PROVIDER_FAILED, refused.reason(), refused.detail());
        assertTrue(refused.detail().contains(detail), refused.detail());
    }

    User finish(Begun begun) throws Exception {
        return signIn.finish(begun.ticket(), answer(begun));
    }

    SignInException refusal(Begun begun) throws Exception {
        Answer answer = answer(begun);
        return assertThrows(SignInException.class, () -> signIn.finish(begun.ticket(), answer));
    }

    SignInException assertRefused(Reason reason, @Nullable String ticket, Answer answer) {
        SignInException refused = assertThrows(SignInException.class, () -> signIn.finish(ticket, answer));
        assertEquals(reason, refused.reason(), refused.detail());
        return refused;
    }

    /** Visits the provider, and returns what it sends to the callback. */
    Answer answer(Begun begun) throws Exception {
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

    long count(String path) {
        return provider.requests.stream().filter(path::equals).count();
    }

    OidcSettings settings(@Nullable String secret, String groupsClaim) {
        return new OidcSettings(
                provider.issuer(),
                TestProvider.CLIENT_ID,
                secret == null ? null : new Secret(secret),
                List.of("openid", "email", "profile"),
                groupsClaim,
                ROLES,
                false);
    }

    OidcSignIn signIn(OidcSettings settings) {
        return new OidcSignIn(settings, CALLBACK, box(OidcSignIn.PURPOSE), deadlines, clock);
    }

    static SecretBox box(String purpose) {
        return new SecretBox(new KeyRing(Map.of(0, new byte[32])), purpose, new SecureRandom());
    }
}
