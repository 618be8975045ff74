package telltale.oauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import telltale.oauth.TokenUnavailableException.Kind;
import telltale.sending.TestClock;
import telltale.settings.OAuthSettings;
import telltale.settings.Secret;
import telltale.store.OAuthTokenTable;
import telltale.store.StoreUnavailableException;

/** Access tokens of a real authorization server and database. */
@Timeout(60)
class AccessTokensTest {
    private static final Duration UNTIL_RENEWAL = Duration.ofMinutes(56);
    private static final Duration UNTIL_EXPIRY = Duration.ofMinutes(61);

    @TempDir
    private Path home;

    private final TestClock clock = new TestClock(Instant.parse("2026-12-01T12:00:00Z"));
    private OAuthFixture fixture;
    private AuthorizationServer server;

    @BeforeEach
    void start() throws Exception {
        fixture = new OAuthFixture(home, clock);
        server = fixture.server;
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void aTokenIsUsedUntilShortlyBeforeItExpires() throws Exception {
        AccessTokens tokens = fixture.node();
        Secret first = tokens.get();
        assertTrue(server.accepts(first.reveal()));
        clock.advance(Duration.ofMinutes(54));
        assertEquals(first, tokens.get());
        clock.advance(Duration.ofMinutes(2));
        assertNotEquals(first, tokens.get());
        assertEquals(2, server.requests.size());
        assertEquals(Optional.empty(), tokens.problem());
    }

    @Test
    void threadsThatNeedATokenRequestOne() throws Exception {
        AccessTokens tokens = fixture.node();
        Set<String> got = getByAll(Stream.generate(() -> tokens).limit(8).toList());
        assertEquals(Set.copyOf(server.issued), got);
        assertEquals(1, server.requests.size());
    }

    @Test
    void nodesThatNeedATokenRequestOne() throws Exception {
        server.isRotating = true;
        assertEquals(
                1, getByAll(Stream.generate(fixture::node).limit(4).toList()).size());
        assertEquals(1, server.requests.size());
    }

    /** The tokens that all get at the same time. */
    private Set<String> getByAll(List<AccessTokens> all) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(all.size());
        try {
            CountDownLatch started = new CountDownLatch(all.size());
            server.beforeIssue = token -> awaitQuietly(started);
            List<Callable<String>> tasks = all.stream()
                    .map(tokens -> (Callable<String>) () -> {
                        started.countDown();
                        return tokens.get().reveal();
                    })
                    .toList();
            Set<String> got = new HashSet<>();
            for (Future<String> one : threads.invokeAll(tasks)) {
                got.add(one.get());
            }
            return got;
        } finally {
            threads.shutdownNow();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aTokenThatIsValidIsUsedWhileAnotherThreadRenewsIt() throws Exception {
        AccessTokens tokens = fixture.node();
        Secret first = tokens.get();
        clock.advance(UNTIL_RENEWAL);
        CountDownLatch requested = new CountDownLatch(1);
        CountDownLatch mayAnswer = new CountDownLatch(1);
        server.beforeIssue = token -> {
            requested.countDown();
            awaitQuietly(mayAnswer);
        };
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<Secret> renewed = thread.submit(tokens::get);
            requested.await();
            assertEquals(first, tokens.get());
            mayAnswer.countDown();
            assertNotEquals(first, renewed.get());
        } finally {
            thread.shutdownNow();
        }
    }

    @Test
    void aNewRefreshTokenSurvivesARestart() throws Exception {
        server.isRotating = true;
        Secret first = fixture.node().get();
        fixture.reopen();
        assertEquals(first, fixture.node().get());
        clock.advance(UNTIL_EXPIRY);
        fixture.reopen();
        assertNotEquals(first, fixture.node().get());
        clock.advance(UNTIL_EXPIRY);
        assertTrue(server.accepts(fixture.node().get().reveal()));
        assertEquals(3, server.requests.size());
    }

    @Test
    void aNewRefreshTokenIsKeptWhileTheDatabaseIsUnavailable() throws Exception {
        server.isRotating = true;
        AtomicBoolean isUnavailable = new AtomicBoolean(true);
        AccessTokens tokens = fixture.node(server.settings(), new FailingTable(isUnavailable));
        Secret first = tokens.get();
        assertEquals(first, tokens.get());
        isUnavailable.set(false);
        assertEquals(first, tokens.get());
        assertEquals(first, fixture.node().get());
        clock.advance(UNTIL_EXPIRY);
        assertNotEquals(first, fixture.node().get());
    }

    /** A table in which nothing can be stored for a time. */
    private final class FailingTable implements OAuthTokenTable {
        private final OAuthTokenTable table = fixture.store.oauthTokens();
        private final AtomicBoolean isUnavailable;

        FailingTable(AtomicBoolean isUnavailable) {
            this.isUnavailable = isUnavailable;
        }

        @Override
        public Optional<String> find(String account) {
            return table.find(account);
        }

        @Override
        public boolean claim(String account, Duration limit, Instant now) {
            return table.claim(account, limit, now);
        }

        @Override
        public void store(String account, String tokens, Instant now) {
            if (isUnavailable.get()) {
                throw new StoreUnavailableException("no database", new IllegalStateException());
            }
            table.store(account, tokens, now);
        }

        @Override
        public void release(String account) {
            table.release(account);
        }
    }

    @Test
    void aRefreshTokenThatIsSetAnewReplacesTheStoredTokens() throws Exception {
        fixture.node().get();
        server.revokeGrant();
        OAuthSettings former = server.settings();
        OAuthSettings renewed = new OAuthSettings(
                former.tokenUrl(), former.clientId(), former.clientSecret(), new Secret("another"), null);
        assertEquals(Kind.REVOKED, assertUnavailable(fixture.node(renewed)).kind());
    }

    @Test
    void aRevokedGrantEndsAllRequests() throws Exception {
        AccessTokens tokens = fixture.node();
        Secret last = tokens.get();
        server.revokeGrant();
        clock.advance(UNTIL_RENEWAL);
        assertEquals(last, tokens.get(), "it is still valid");
        clock.advance(Duration.ofDays(1));
        TokenUnavailableException failed = assertUnavailable(tokens);
        assertEquals(Kind.REVOKED, failed.kind());
        String text = String.valueOf(failed.getMessage());
        assertTrue(text.contains("invalid_grant (status 400)"), text);
        assertTrue(text.contains("set EMAIL_OAUTH_REFRESH_TOKEN to the new refresh token and restart"), text);
        assertEquals(Optional.of(text), tokens.problem());
        assertEquals(2, server.requests.size());
        assertHidesSecrets(text);
    }

    private void assertHidesSecrets(String text) {
        Stream.concat(
                        Stream.of(
                                AuthorizationServer.FIRST_REFRESH_TOKEN,
                                AuthorizationServer.CLIENT_SECRET,
                                AuthorizationServer.USER),
                        server.issued.stream())
                .forEach(secret -> assertFalse(text.contains(secret), text));
    }

    @Test
    void anEndpointThatIsAwayIsAskedAgainAfterAPause() throws Exception {
        AccessTokens tokens = fixture.node();
        server.error = new ErrorObject("temporarily_unavailable", null, 503);
        TokenUnavailableException failed = assertUnavailable(tokens);
        assertEquals(Kind.UNREACHABLE, failed.kind());
        assertTrue(tokens.problem().orElseThrow().contains("is unavailable: status 503"), failed::getMessage);
        assertUnavailable(tokens);
        assertEquals(1, server.requests.size());
        clock.advance(Duration.ofSeconds(3));
        assertUnavailable(tokens);
        clock.advance(Duration.ofSeconds(3));
        assertUnavailable(tokens);
        assertEquals(2, server.requests.size(), "the second pause is longer");
        server.error = null;
        clock.advance(Duration.ofSeconds(3));
        assertTrue(server.accepts(tokens.get().reveal()));
        assertEquals(Optional.empty(), tokens.problem());
    }

    @Test
    void aTokenThatIsValidIsUsedWhileTheEndpointIsAway() throws Exception {
        AccessTokens tokens = fixture.node();
        Secret first = tokens.get();
        server.close();
        clock.advance(UNTIL_RENEWAL);
        assertEquals(first, tokens.get());
        assertTrue(tokens.problem().isPresent());
        clock.advance(UNTIL_EXPIRY);
        assertEquals(Kind.UNREACHABLE, assertUnavailable(tokens).kind());
    }

    @Test
    void aRefusedTokenIsReplacedOnceAMinute() throws Exception {
        AccessTokens tokens = fixture.node();
        Secret first = tokens.get();
        assertTrue(tokens.replace(first));
        assertTrue(tokens.replace(first), "another thread used it, too");
        Secret second = tokens.get();
        assertNotEquals(first, second);
        assertTrue(tokens.replace(first), "another thread used it, too");
        assertEquals(second, tokens.get());
        assertFalse(tokens.replace(second));
        assertEquals(second, tokens.get());
        clock.advance(Duration.ofMinutes(1));
        assertTrue(tokens.replace(second));
        assertNotEquals(second, tokens.get());
        assertEquals(3, server.requests.size());
    }

    @Test
    void aRefusedTokenIsNotTakenFromTheDatabase() throws Exception {
        AccessTokens one = fixture.node();
        AccessTokens other = fixture.node();
        Secret first = one.get();
        assertEquals(first, other.get());
        assertTrue(one.replace(first));
        Secret second = one.get();
        assertTrue(other.replace(first));
        assertEquals(second, other.get());
        assertEquals(2, server.requests.size());
    }

    @Test
    void withoutARefreshTokenTheApplicationLogsInForItself() throws Exception {
        OAuthSettings settings = new OAuthSettings(
                server.tokenUrl(),
                AuthorizationServer.CLIENT_ID,
                new Secret(AuthorizationServer.CLIENT_SECRET),
                null,
                "https://outlook.office365.com/.default");
        assertTrue(server.accepts(fixture.node(settings).get().reveal()));
        assertEquals(
                GrantType.CLIENT_CREDENTIALS,
                server.requests.get(0).getAuthorizationGrant().getType());
        assertEquals(
                "https://outlook.office365.com/.default",
                server.requests.get(0).getScope().toString());
    }

    @Test
    void withoutAScopeAllThatWasGrantedIsRequested() throws Exception {
        fixture.node().get();
        assertNull(server.requests.get(0).getScope());
    }

    @Test
    void aRefusalNamesTheSettingAndHidesTheDescription() {
        AccessTokens tokens = fixture.node();
        server.error = OAuth2Error.INVALID_CLIENT.setDescription(
                "AADSTS7000222: The client secret keys for app of " + AuthorizationServer.USER + " are expired.");
        TokenUnavailableException failed = assertUnavailable(tokens);
        assertEquals(Kind.REFUSED, failed.kind());
        String text = String.valueOf(failed.getMessage());
        assertTrue(text.contains("invalid_client (AADSTS7000222, status 401)"), text);
        assertTrue(text.contains("EMAIL_OAUTH_CLIENT_SECRET"), text);
        assertHidesSecrets(text);
    }

    @Test
    void storedTokensAreEncrypted() throws Exception {
        server.isRotating = true;
        fixture.node().get();
        fixture.store.close();
        String content = Stream.of(home.resolve("oauth.db"), home.resolve("oauth.db-wal"))
                .filter(Files::exists)
                .map(AccessTokensTest::octets)
                .collect(Collectors.joining());
        assertTrue(content.contains("oauth_tokens"));
        assertHidesSecrets(content);
        fixture.reopen();
    }

    private static String octets(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static TokenUnavailableException assertUnavailable(AccessTokens tokens) {
        return assertThrows(TokenUnavailableException.class, tokens::get);
    }
}
