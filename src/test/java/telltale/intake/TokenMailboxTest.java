package telltale.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import telltale.oauth.AccessTokens;
import telltale.oauth.OAuthFixture;
import telltale.settings.AfterReading;
import telltale.settings.MailboxServer;
import telltale.settings.MailboxServer.Protocol;

/** Mailboxes that are logged in to with the access tokens of an authorization server. The mail server knows the newest token alone. */
@Timeout(120)
class TokenMailboxTest {
    private static final AfterReading SEEN = new AfterReading.MarkSeen();

    @TempDir
    private Path home;

    private final MailboxFixture fixture = new MailboxFixture();
    private OAuthFixture oauth;

    @BeforeEach
    void start() throws Exception {
        oauth = new OAuthFixture(home, Clock.systemUTC());
        oauth.server.beforeIssue = fixture.user::setPassword;
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
        oauth.close();
    }

    private MailboxServer mailbox(Protocol protocol) {
        return protocol == Protocol.IMAP ? fixture.imap() : fixture.pop3();
    }

    private MailboxReader read(Protocol protocol, AccessTokens tokens) {
        return fixture.read(mailbox(protocol), MailboxLogin.byToken(tokens), SEEN, MailboxFixture.TIMING);
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void aMailboxIsReadWithAToken(Protocol protocol) throws Exception {
        fixture.deliver(2);
        MailboxReader reader = read(protocol, oauth.node());
        fixture.reports.await(2);
        MailboxFixture.await(() -> reader.status().lastReadAt() != null);
        assertNull(reader.status().error());
        assertEquals(1, oauth.server.issued.size());
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void aTokenThatIsRefusedOnceIsReplaced(Protocol protocol) throws Exception {
        AccessTokens tokens = oauth.node();
        tokens.get();
        fixture.user.setPassword("the token was withdrawn");
        fixture.deliver(2);
        MailboxReader reader = read(protocol, tokens);
        fixture.reports.await(2);
        MailboxFixture.await(() -> reader.status().lastReadAt() != null);
        assertNull(reader.status().error());
        assertEquals(2, oauth.server.issued.size());
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void aServerThatRefusesEveryTokenIsTriedAgain(Protocol protocol) throws Exception {
        oauth.server.beforeIssue = token -> fixture.user.setPassword("another");
        MailboxReader reader = read(protocol, oauth.node());
        MailboxFixture.await(() -> reader.status().error() != null);
        String error = Objects.requireNonNull(reader.status().error());
        assertTrue(error.startsWith("the login was refused: "), error);
        assertTrue(error.contains("EMAIL_OAUTH_SCOPE"), error);
        oauth.server.issued.forEach(token -> assertFalse(error.contains(token), error));
        assertEquals(2, oauth.server.issued.size());
        fixture.user.setPassword(oauth.server.issued.get(1));
        fixture.deliver(1);
        fixture.reports.await(1);
    }

    @Test
    void aRevokedGrantIsTheStateOfTheMailbox() throws Exception {
        oauth.server.revokeGrant();
        MailboxReader reader = read(Protocol.IMAP, oauth.node());
        MailboxFixture.await(() -> reader.status().error() != null);
        String error = Objects.requireNonNull(reader.status().error());
        assertTrue(error.startsWith("the access that EMAIL_USER granted has ended or was revoked"), error);
        assertEquals(1, oauth.server.requests.size());
    }
}
