package telltale.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.settings.SmtpServer.Login;
import telltale.settings.SmtpServer.Tls;

class OAuthSettingsTest {
    private static final String GOOGLE = "https://oauth2.googleapis.com/token";
    private static final String MICROSOFT = "https://login.microsoftonline.com/common/oauth2/v2.0/token";
    private static final String[] COMPLETE = {
        "EMAIL_USER", "ann@gmail.com",
        "EMAIL_OAUTH_TOKEN_URL", GOOGLE,
        "EMAIL_OAUTH_CLIENT_ID", "id.apps.googleusercontent.com",
        "EMAIL_OAUTH_CLIENT_SECRET", "hidden-secret",
        "EMAIL_OAUTH_REFRESH_TOKEN", "hidden-token"
    };

    @Test
    void gmailIsLoggedInToWithAccessTokens() {
        Settings settings = Given.settings(COMPLETE);
        OAuthSettings oauth = new OAuthSettings(
                URI.create(GOOGLE),
                "id.apps.googleusercontent.com",
                new Secret("hidden-secret"),
                new Secret("hidden-token"),
                null);
        assertEquals(
                new SmtpServer("smtp.gmail.com", 587, Tls.STARTTLS, new Login("ann@gmail.com", null, oauth)),
                settings.smtp());
        assertEquals(List.of(), settings.warnings());
        assertEquals(500, settings.outbox().perDay());
        assertFalse(settings.toString().contains("hidden"), settings::toString);
        assertFalse(Objects.toString(settings.smtp()).contains("hidden"));
    }

    @Test
    void anApplicationMayLogInForItself() {
        OAuthSettings oauth = oauth(
                "EMAIL_HOST",
                "smtp.office365.com",
                "EMAIL_OAUTH_TOKEN_URL",
                MICROSOFT,
                "EMAIL_OAUTH_REFRESH_TOKEN",
                "",
                "EMAIL_OAUTH_SCOPE",
                "https://outlook.office365.com/.default");
        assertNull(oauth.refreshToken());
        assertEquals("https://outlook.office365.com/.default", oauth.scope());
    }

    @Test
    void aPublicClientHasNoSecret() {
        assertNull(oauth("EMAIL_OAUTH_CLIENT_SECRET", "").clientSecret());
    }

    private static OAuthSettings oauth(String... changes) {
        SmtpServer smtp = Objects.requireNonNull(Given.settings(with(changes)).smtp());
        return Objects.requireNonNull(Objects.requireNonNull(smtp.login()).oauth());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            EMAIL_OAUTH_TOKEN_URL | EMAIL_OAUTH_CLIENT_ID (environment) is set, but EMAIL_OAUTH_TOKEN_URL is not.
            EMAIL_OAUTH_CLIENT_ID | EMAIL_OAUTH_TOKEN_URL (environment) is set, but EMAIL_OAUTH_CLIENT_ID is not.
            EMAIL_USER            | EMAIL_OAUTH_TOKEN_URL (environment) is set, but EMAIL_USER is not.
            """)
    void eachOfThemIsRequired(String missing, String problem) {
        String problems = Given.problems(with(missing, "")).toString();
        assertTrue(problems.contains(problem), problems);
    }

    @Test
    void aRefreshTokenOrASecretIsRequired() {
        String problems = Given.problems(with("EMAIL_OAUTH_REFRESH_TOKEN", "", "EMAIL_OAUTH_CLIENT_SECRET", ""))
                .toString();
        assertTrue(problems.contains("EMAIL_OAUTH_REFRESH_TOKEN is not. "), problems);
        assertTrue(problems.contains("or EMAIL_OAUTH_CLIENT_SECRET if the application logs in for itself"), problems);
    }

    @Test
    void microsoftsAppOnlyFlowRequiresAScope() {
        String problems = Given.problems(with(
                        "EMAIL_HOST",
                        "smtp.office365.com",
                        "EMAIL_OAUTH_TOKEN_URL",
                        MICROSOFT,
                        "EMAIL_OAUTH_REFRESH_TOKEN",
                        ""))
                .toString();
        assertTrue(problems.contains("https://outlook.office365.com/.default"), problems);
    }

    @Test
    void tokensOfAnotherProviderAreNotSentToGmail() {
        String problems =
                Given.problems(with("EMAIL_OAUTH_TOKEN_URL", MICROSOFT)).toString();
        assertTrue(problems.contains("EMAIL_HOST is not. Without it, mail goes through Gmail"), problems);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://id.example.com/token",
                "id.example.com/token",
                "https://user:pass@id.example.com/token",
                "https://id.example.com/token?a=b",
                "https:///token"
            })
    void theTokenEndpointIsAnHttpsAddress(String url) {
        List<String> problems = Given.problems(with("EMAIL_HOST", "mail.example.com", "EMAIL_OAUTH_TOKEN_URL", url));
        assertEquals(1, problems.size(), problems::toString);
        assertTrue(problems.get(0).contains("EMAIL_OAUTH_TOKEN_URL"), problems::toString);
    }

    @Test
    void aTokenEndpointOnThisMachineMayBeWithoutTls() {
        assertEquals(
                URI.create("http://127.0.0.1:9000/token"),
                oauth("EMAIL_HOST", "mail.example.com", "EMAIL_OAUTH_TOKEN_URL", "http://127.0.0.1:9000/token")
                        .tokenUrl());
    }

    @Test
    void aPasswordBesidesTokensHasNoEffect() {
        Settings settings = Given.settings(with("EMAIL_PASS", "hidden-password"));
        assertEquals(
                List.of("EMAIL_PASS (environment) has no effect: EMAIL_OAUTH_TOKEN_URL is set, so access tokens are"
                        + " used."),
                settings.warnings());
    }

    @Test
    void tokensAreNotSentUnencrypted() {
        String problems = Given.problems(with("EMAIL_HOST", "mail.example.com", "EMAIL_TLS", "none"))
                .toString();
        assertTrue(problems.contains("access tokens would be sent unencrypted to mail.example.com"), problems);
        assertEquals(
                Tls.NONE,
                Objects.requireNonNull(Given.settings(with("EMAIL_HOST", "127.0.0.1", "EMAIL_TLS", "none"))
                                .smtp())
                        .tls());
    }

    @Test
    void aMailboxOfTheSameUserNeedsNoPassword() {
        MailboxServer mailbox = Given.settings(with("INBOUND_URL", "imaps://Ann%40gmail.com@imap.gmail.com"))
                .inbound()
                .mailboxes()
                .get(0);
        assertNull(mailbox.password());
        assertEquals(
                new Secret("hidden"),
                Given.settings(with("INBOUND_URL", "imaps://ann%40gmail.com@imap.gmail.com", "INBOUND_PASS", "hidden"))
                        .inbound()
                        .mailboxes()
                        .get(0)
                        .password());
    }

    @Test
    void aMailboxOfAnotherUserGetsNoTokens() {
        String problems = Given.problems(with("INBOUND_URL", "imaps://ben@imap.example.com"))
                .toString();
        assertTrue(problems.contains("INBOUND_URL (environment) is set, but INBOUND_PASS is not."), problems);
    }

    @Test
    void aLoginIsByPasswordOrByTokens() {
        assertThrows(IllegalArgumentException.class, () -> new Login("ann", null, null));
        assertThrows(IllegalArgumentException.class, () -> new Login("ann", new Secret("hidden"), oauth()));
    }

    /** The complete settings with changes; an empty value counts as not set. */
    private static String[] with(String... changes) {
        Map<String, String> values = new TreeMap<>(Given.map(COMPLETE));
        for (int i = 0; i < changes.length; i += 2) {
            values.put(changes[i], changes[i + 1]);
        }
        return values.entrySet().stream()
                .flatMap(entry -> List.of(entry.getKey(), entry.getValue()).stream())
                .toArray(String[]::new);
    }
}
