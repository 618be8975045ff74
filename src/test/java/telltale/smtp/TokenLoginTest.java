package telltale.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.message.TestMessages;
import telltale.model.Outcome;
import telltale.model.Outcome.Accepted;
import telltale.model.Outcome.Failed;
import telltale.model.Outcome.Reason;
import telltale.model.Outcome.SmtpStage;
import telltale.oauth.AccessTokens;
import telltale.oauth.AuthorizationServer;
import telltale.oauth.OAuthFixture;
import telltale.oauth.TokenMechanism;
import telltale.sending.TestClock;
import telltale.settings.Secret;
import telltale.settings.SmtpServer;
import telltale.smtp.ScriptedSmtpServer.Step;

/** Logging in to a mail server with the access tokens of an authorization server. */
@Timeout(60)
class TokenLoginTest {
    @TempDir
    private Path home;

    private final TestClock clock = new TestClock(Instant.parse("2026-12-01T12:00:00Z"));
    private OAuthFixture oauth;

    @BeforeEach
    void start() throws Exception {
        oauth = new OAuthFixture(home, clock);
    }

    @AfterEach
    void stop() {
        oauth.close();
    }

    private SmtpMailSender sender(SmtpServer server) {
        return sender(server, oauth.node());
    }

    private SmtpMailSender sender(SmtpServer server, AccessTokens tokens) {
        return new SmtpMailSender(SmtpRoute.to(server, tokens, ScriptedServerTest.LONG_TIMEOUTS), clock);
    }

    private TokenSmtpServer server(String... mechanisms) {
        return new TokenSmtpServer(oauth.server::accepts, mechanisms);
    }

    @ParameterizedTest
    @CsvSource({"XOAUTH2, XOAUTH2", "XOAUTH2 OAUTHBEARER, OAUTHBEARER", "PLAIN OAUTHBEARER, OAUTHBEARER"})
    void theMechanismIsOneThatTheServerOffers(String offered, String used) {
        try (TokenSmtpServer server = server(offered.split(" "))) {
            assertInstanceOf(
                    Accepted.class, sender(server.settings(oauth.server)).send(TestMessages.hello()));
            assertEquals(List.of(used), server.attempts);
        }
    }

    @Test
    void aTokenThatIsTooLongForTheCommandIsSentAfterIt() {
        oauth.server.tokenBytes = 500;
        try (TokenSmtpServer server = server("XOAUTH2")) {
            Outcome outcome = sender(server.settings(oauth.server)).send(TestMessages.hello());
            assertInstanceOf(Accepted.class, outcome, outcome::detail);
        }
    }

    @Test
    void aServerWithoutAMechanismForTokensGetsNone() throws Exception {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start().offer("AUTH PLAIN LOGIN")) {
            Failed failed = failed(sender(settings(server)).send(TestMessages.hello()));
            assertEquals(Reason.CREDENTIALS, failed.reason());
            assertTrue(failed.detail().contains("neither OAUTHBEARER nor XOAUTH2"), failed.detail());
            assertFalse(server.commands().toString().contains("AUTH"), server.commands()::toString);
        }
    }

    private SmtpServer settings(ScriptedSmtpServer server) {
        return new SmtpServer(
                "127.0.0.1",
                server.port(),
                SmtpServer.Tls.NONE,
                new SmtpServer.Login(AuthorizationServer.USER, null, oauth.server.settings()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"XOAUTH2", "OAUTHBEARER"})
    void aTokenThatIsRefusedOnceIsReplaced(String mechanism) {
        try (TokenSmtpServer server = server(mechanism);
                SmtpMailSender sender = sender(server.settings(oauth.server));
                SmtpConnection connection = sender.persistentConnection()) {
            assertInstanceOf(Accepted.class, connection.send(TestMessages.hello(), null));
            connection.disconnect();
            oauth.server.withdrawAccessTokens();
            assertInstanceOf(Accepted.class, connection.send(TestMessages.hello(), null));
            assertEquals(3, server.attempts.size());
            assertEquals(2, oauth.server.issued.size());
        }
    }

    @Test
    void aTokenThatExpiresBetweenMailsIsRenewed() {
        try (TokenSmtpServer server = server("XOAUTH2");
                SmtpMailSender sender = sender(server.settings(oauth.server));
                SmtpConnection connection = sender.persistentConnection()) {
            for (int i = 0; i < 10; i++) {
                assertInstanceOf(Accepted.class, connection.send(TestMessages.to("r" + i + "@example.com"), null));
                clock.advance(Duration.ofMinutes(20));
            }
            assertEquals(10, server.accepted.size());
            assertEquals(10, server.accepted.stream().distinct().count());
            assertTrue(oauth.server.issued.size() > 2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"XOAUTH2", "OAUTHBEARER"})
    void aServerThatRefusesEveryTokenIsATemporaryFailure(String mechanism) {
        try (TokenSmtpServer server = new TokenSmtpServer(token -> false, mechanism)) {
            server.refusal = "5.7.139 SmtpClientAuthentication is disabled for the Mailbox of news@example.com";
            SmtpMailSender sender = sender(server.settings(oauth.server));
            Failed failed = failed(sender.send(TestMessages.hello()));
            assertEquals(Reason.CREDENTIALS, failed.reason());
            assertEquals(SmtpStage.AUTH, failed.stage());
            assertTrue(
                    failed.detail().contains("refused the access token. Check that EMAIL_USER granted it"),
                    failed.detail());
            assertTrue(failed.detail().contains("5.7.139 SmtpClientAuthentication is disabled"), failed.detail());
            assertHidesSecrets(failed.detail());
            assertEquals(2, server.attempts.size());
            failed(sender.send(TestMessages.hello()));
            assertEquals(2, oauth.server.issued.size(), "no token is requested for each attempt");
        }
    }

    private void assertHidesSecrets(String text) {
        assertFalse(text.contains(AuthorizationServer.USER), text);
        oauth.server.issued.forEach(token -> {
            SmtpCredentials credentials = new SmtpCredentials(AuthorizationServer.USER, new Secret(token), true);
            credentials.forms().forEach(form -> assertFalse(text.contains(form), text));
        });
    }

    @Test
    void aTokenThatTheServerRepeatsIsHidden() throws Exception {
        for (TokenMechanism mechanism : TokenMechanism.values()) {
            try (ScriptedSmtpServer server = ScriptedSmtpServer.start().offer("AUTH " + mechanism)) {
                AccessTokens tokens = oauth.node();
                // So that it is not replaced again.
                assertTrue(tokens.replace(tokens.get()));
                SmtpCredentials credentials = new SmtpCredentials(AuthorizationServer.USER, tokens.get(), true);
                server.reply(
                        Step.AUTH,
                        "500 5.5.1 unknown: AUTH "
                                + mechanism.initialResponse(credentials.user(), credentials.secret()));
                Failed failed = failed(sender(settings(server), tokens).send(TestMessages.hello()));
                assertTrue(failed.detail().contains("unknown: AUTH"), failed.detail());
                assertHidesSecrets(failed.detail());
            }
        }
    }

    @Test
    void aTemporaryRefusalKeepsTheToken() throws Exception {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start().offer("AUTH XOAUTH2")) {
            server.reply(Step.AUTH, "454 4.7.0 Temporary authentication failure");
            assertEquals(
                    Reason.TEMPORARY,
                    failed(sender(settings(server)).send(TestMessages.hello())).reason());
            assertEquals(1, oauth.server.issued.size());
        }
    }

    @Test
    void withoutATokenNoServerIsContacted() throws Exception {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start().offer("AUTH XOAUTH2")) {
            SmtpMailSender sender = sender(settings(server));
            oauth.server.revokeGrant();
            Failed failed = failed(sender.send(TestMessages.hello()));
            assertEquals(Reason.CREDENTIALS, failed.reason());
            assertTrue(failed.isBeforeMail());
            assertTrue(
                    failed.detail().endsWith("EMAIL_OAUTH_REFRESH_TOKEN to the new refresh token and restart"),
                    failed.detail());
            assertEquals(List.of(), server.commands());
        }
    }

    @Test
    void anEndpointThatIsAwayIsAFailureOfTheNetwork() throws Exception {
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start().offer("AUTH XOAUTH2")) {
            SmtpMailSender sender = sender(settings(server));
            oauth.server.close();
            Failed failed = failed(sender.send(TestMessages.hello()));
            assertEquals(Reason.UNREACHABLE, failed.reason());
            assertTrue(failed.detail().contains("the token endpoint at 127.0.0.1 is unavailable"), failed.detail());
        }
    }

    private static Failed failed(Outcome outcome) {
        return assertInstanceOf(Failed.class, outcome, outcome::detail);
    }
}
