package telltale.returnpath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.launcher.FreePort;
import telltale.launcher.RunningWar;
import telltale.oauth.AuthorizationServer;

/** Mailboxes of a real Dovecot that are logged in to with access tokens. */
class TokenMailboxFullIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    private Path folder;

    @Test
    void mailboxesAreReadWithATokenAndWithANewOneIfThatIsRefused() throws Exception {
        readTwice("xoauth2 oauthbearer", true);
    }

    @Test
    void aMailboxOfAServerWithoutXoauth2IsReadByOauthbearer() throws Exception {
        readTwice("oauthbearer", false);
    }

    private void readTwice(String mechanisms, boolean hasPop3) throws Exception {
        int imapPort = FreePort.find();
        int pop3Port = FreePort.find();
        try (AuthorizationServer authorization = new AuthorizationServer(Clock.systemUTC())) {
            authorization.isRotating = true;
            Map<String, String> settings = new HashMap<>(settings(authorization, imapPort));
            if (hasPop3) {
                settings.put("INBOUND_URL_2", "pop3://" + user() + "@127.0.0.1:" + pop3Port);
            }
            try (TokenDovecot dovecot =
                    new TokenDovecot(imapPort, pop3Port, mechanisms, authorization.introspectionUrl())) {
                for (int start = 1; start <= 2; start++) {
                    try (RunningWar war = RunningWar.serving(folder, settings)) {
                        awaitRead(war, dovecot);
                    }
                    authorization.withdrawAccessTokens();
                }
                assertEquals(2, authorization.requests.size(), dovecot::output);
            }
        }
    }

    private static String user() {
        return AuthorizationServer.USER.replace("@", "%40");
    }

    private static Map<String, String> settings(AuthorizationServer authorization, int imapPort) {
        return Map.ofEntries(
                Map.entry("EMAIL_HOST", "127.0.0.1"),
                Map.entry("EMAIL_TLS", "none"),
                Map.entry("EMAIL_USER", AuthorizationServer.USER),
                Map.entry("EMAIL_OAUTH_TOKEN_URL", authorization.tokenUrl().toString()),
                Map.entry("EMAIL_OAUTH_CLIENT_ID", AuthorizationServer.CLIENT_ID),
                Map.entry("EMAIL_OAUTH_CLIENT_SECRET", AuthorizationServer.CLIENT_SECRET),
                Map.entry("EMAIL_OAUTH_REFRESH_TOKEN", AuthorizationServer.FIRST_REFRESH_TOKEN),
                Map.entry("INBOUND_URL", "imap://" + user() + "@127.0.0.1:" + imapPort + "/INBOX"),
                Map.entry("TELLTALE_DNS", "off"));
    }

    private void awaitRead(RunningWar war, TokenDovecot dovecot) throws Exception {
        String site = war.awaitSite();
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (!isRead(health(war, site))) {
            assertTrue(System.nanoTime() < end, () -> dovecot.output() + war.out());
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static boolean isRead(JsonObject health) {
        return health.getJsonArray("inbound").getValuesAs(JsonObject.class).stream()
                .allMatch(mailbox -> mailbox.containsKey("lastReadAt") && !mailbox.isNull("lastReadAt"));
    }

    private JsonObject health(RunningWar war, String site) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(site + "/app/health/ready"))
                .header("Authorization", "Bearer " + war.key())
                .build();
        String body = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        try (JsonReader reader = Json.createReader(new StringReader(body))) {
            return reader.readObject();
        }
    }
}
