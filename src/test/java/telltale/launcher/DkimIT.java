package telltale.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.dkim.SigningDomain;
import telltale.smtp.ScriptedSmtpServer;

/** Tests of signed mail, from the settings to the receiver. */
final class DkimIT {
    private static final String BATCH = """
            {"subject": "Hello {{name}}", "html": "<p>Dear {{name}}</p>", "bulk": true,
             "to": [{"to": "ben@example.com", "data": {"name": "Ben"}}]}
            """;

    @TempDir
    private Path folder;

    @Test
    void mailFromTrackAndFromABatchIsSignedWithItsUnsubscribeFields() throws Exception {
        SigningDomain domain = new SigningDomain();
        Path key = Files.writeString(folder.resolve("dkim.pem"), domain.pem());
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start();
                RunningWar war = RunningWar.serving(folder, settings(server, key.toString()))) {
            String bearer = "Bearer " + keyOf(war);
            assertEquals(
                    200,
                    war.get("/app/track?to=ann@example.com&bulk=true", "Authorization", bearer)
                            .statusCode());
            HttpRequest batch = HttpRequest.newBuilder(URI.create(war.awaitSite() + "/app/api/v1/messages"))
                    .header("Authorization", bearer)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(BATCH))
                    .build();
            assertEquals(
                    202,
                    HttpClient.newHttpClient()
                            .send(batch, BodyHandlers.ofString())
                            .statusCode());

            for (String mail : await(server, 2)) {
                List<String> covered = domain.signedNames(mail.getBytes(StandardCharsets.UTF_8));
                assertTrue(
                        covered.containsAll(List.of("List-Unsubscribe", "List-Unsubscribe-Post")), covered::toString);
            }
            assertTrue(
                    war.out()
                            .contains(
                                    "Mail of senders without keys of their own is signed: rsa-sha256 by mail2026._domainkey.example.org."),
                    war.out());
        }
    }

    @Test
    void anUnusableKeyPreventsTheStartAndIsNotLogged() throws Exception {
        String damaged = new SigningDomain().pem().replace("MII", "MIJ");
        try (ScriptedSmtpServer server = ScriptedSmtpServer.start();
                RunningWar war = RunningWar.serving(folder, settings(server, damaged))) {
            assertEquals(2, war.awaitExit());
            assertTrue(war.err().contains("EMAIL_DKIM_KEY (environment) is not usable: "), war.err());
            assertFalse((war.out() + war.err()).contains(damaged.substring(40, 60)));
        }
    }

    private static Map<String, String> settings(ScriptedSmtpServer server, String key) {
        Map<String, String> settings = new HashMap<>();
        settings.put("EMAIL_HOST", "127.0.0.1");
        settings.put("EMAIL_PORT", String.valueOf(server.port()));
        settings.put("EMAIL_TLS", "none");
        settings.put("EMAIL_FROM", "News <news@" + SigningDomain.NAME + ">");
        settings.put("EMAIL_DKIM_KEY", key);
        settings.put("EMAIL_DKIM_SELECTOR", SigningDomain.SELECTOR);
        settings.put("PIXEL_URL", "https://t.example.org/app/pixel");
        return settings;
    }

    private static String keyOf(RunningWar war) throws Exception {
        war.awaitSite();
        return war.key();
    }

    private static List<String> await(ScriptedSmtpServer server, int mails) throws InterruptedException {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(30));
        while (server.messages().size() < mails && Instant.now().isBefore(deadline)) {
            Thread.sleep(50);
        }
        assertEquals(mails, server.messages().size());
        return server.messages();
    }
}
