package telltale.sending;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import telltale.model.DeliveryState;
import telltale.oauth.AccessTokens;
import telltale.oauth.OAuthFixture;
import telltale.smtp.SmtpMailSender;
import telltale.smtp.SmtpRoute;
import telltale.smtp.SmtpTimeouts;
import telltale.smtp.TokenSmtpServer;

/** The queue with a mail server that is logged in to with access tokens. */
@Timeout(120)
class TokenQueueTest {
    @TempDir
    private Path home;

    private static SmtpMailSender sender(TokenSmtpServer server, OAuthFixture oauth, AccessTokens tokens) {
        return new SmtpMailSender(
                SmtpRoute.to(server.settings(oauth.server), tokens, SmtpTimeouts.DEFAULT), Clock.systemUTC());
    }

    @Test
    void tokensThatExpireInTheMiddleOfABatchAreRenewedAndEachMailIsSentOnce() throws Exception {
        try (OAuthFixture oauth = new OAuthFixture(home, Clock.systemUTC());
                TokenSmtpServer server = new TokenSmtpServer(oauth.server::accepts, "XOAUTH2");
                SendingFixture fixture = new SendingFixture(
                        home, sender(server, oauth, oauth.node()), SendingFixture.QUICK, new SendingLimits(4, 0, 0))) {
            submit(fixture, 60);
            SendingFixture.await(() -> server.accepted.size() >= 10);
            oauth.server.withdrawAccessTokens();
            SendingFixture.await(() -> fixture.in(DeliveryState.ACCEPTED).size() == 60);
            assertEquals(60, server.accepted.size());
            assertEquals(60, new HashSet<>(server.accepted).size());
            assertEquals(2, oauth.server.issued.size());
        }
    }

    @Test
    void mailWaitsWhileThereIsNoToken() throws Exception {
        try (OAuthFixture oauth = new OAuthFixture(home, Clock.systemUTC());
                TokenSmtpServer server = new TokenSmtpServer(oauth.server::accepts, "XOAUTH2");
                SendingFixture fixture = new SendingFixture(
                        home, sender(server, oauth, oauth.node()), SendingFixture.QUICK, new SendingLimits(4, 0, 0))) {
            oauth.server.revokeGrant();
            submit(fixture, 3);
            SendingFixture.await(() -> fixture.breaker.reason().isPresent());
            String reason = fixture.breaker.reason().orElseThrow();
            assertTrue(reason.contains("set EMAIL_OAUTH_REFRESH_TOKEN to the new refresh token"), reason);
            assertEquals(List.of(), server.attempts);
            assertEquals(1, oauth.server.requests.size());
            assertEquals(0, fixture.in(DeliveryState.FAILED).size());
        }
    }

    private static void submit(SendingFixture fixture, int mails) {
        fixture.submit(IntStream.range(0, mails)
                .mapToObj(i -> "r" + i + "@example.com")
                .toArray(String[]::new));
    }
}
