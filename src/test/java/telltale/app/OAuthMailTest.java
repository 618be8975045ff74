package telltale.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import telltale.oauth.AuthorizationServer;
import telltale.openapi.ServedApplication;
import telltale.smtp.TokenSmtpServer;

/** The whole application with a mail server that is logged in to with access tokens. */
@Timeout(120)
class OAuthMailTest {
    @TempDir
    private Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private AuthorizationServer authorization;
    private TokenSmtpServer mailServer;

    @BeforeEach
    void start() throws Exception {
        authorization = new AuthorizationServer(Clock.systemUTC());
        authorization.isRotating = true;
        mailServer = new TokenSmtpServer(authorization::accepts, "XOAUTH2");
    }

    @AfterEach
    void stop() {
        mailServer.close();
        authorization.close();
    }

    private ServedApplication application() throws Exception {
        return new ServedApplication(
                folder,
                new TreeMap<>(Map.of(
                        "TELLTALE_LOG_LEVEL",
                        "debug",
                        "EMAIL_PORT",
                        String.valueOf(mailServer.port()),
                        "EMAIL_USER",
                        AuthorizationServer.USER,
                        "EMAIL_OAUTH_TOKEN_URL",
                        authorization.tokenUrl().toString(),
                        "EMAIL_OAUTH_CLIENT_ID",
                        AuthorizationServer.CLIENT_ID,
                        "EMAIL_OAUTH_CLIENT_SECRET",
                        AuthorizationServer.CLIENT_SECRET,
                        "EMAIL_OAUTH_REFRESH_TOKEN",
                        AuthorizationServer.FIRST_REFRESH_TOKEN)));
    }

    @Test
    void mailIsSentAndTheNewRefreshTokenSurvivesARestart() throws Exception {
        for (int start = 1; start <= 2; start++) {
            try (ServedApplication application = application()) {
                HttpResponse<String> sent = send(application);
                assertEquals(200, sent.statusCode(), sent.body());
                assertEquals(start, mailServer.accepted.size());
                authorization.withdrawAccessTokens();
            }
        }
        assertEquals(2, authorization.requests.size());
    }

    @Test
    void aGrantThatHasEndedIsReportedWithoutSecrets() throws Exception {
        authorization.revokeGrant();
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        // They drop warnings that earlier tests have repeated.
        List<TurboFilter> filters = List.copyOf(root.getLoggerContext().getTurboFilterList());
        root.getLoggerContext().resetTurboFilterList();
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        root.addAppender(lines);
        String answer;
        String health;
        try (ServedApplication application = application()) {
            answer = send(application).body();
            health = get(application, "/health/ready").body();
        } finally {
            root.detachAppender(lines);
            filters.forEach(root.getLoggerContext()::addTurboFilter);
        }
        String log = lines.list.stream()
                .map(ILoggingEvent::getFormattedMessage)
                .toList()
                .toString();
        for (String text : List.of(answer, health, log)) {
            assertTrue(text.contains("the access that EMAIL_USER granted has ended or was revoked"), text);
            assertTrue(text.contains("set EMAIL_OAUTH_REFRESH_TOKEN to the new refresh token and restart"), text);
            for (String secret : List.of(
                    AuthorizationServer.CLIENT_SECRET,
                    AuthorizationServer.FIRST_REFRESH_TOKEN,
                    AuthorizationServer.USER)) {
                assertFalse(text.contains(secret), text);
            }
        }
        assertTrue(health.contains("\"status\":\"degraded\""), health);
        assertEquals(List.of(), mailServer.attempts);
    }

    private HttpResponse<String> send(ServedApplication application) throws IOException, InterruptedException {
        return get(application, "/track?to=ann@example.com");
    }

    private HttpResponse<String> get(ServedApplication application, String path)
            throws IOException, InterruptedException {
        String key = Files.readString(folder.resolve("home").resolve("key")).strip();
        return client.send(
                HttpRequest.newBuilder(URI.create(application.url() + path))
                        .header("Authorization", "Bearer " + key)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
