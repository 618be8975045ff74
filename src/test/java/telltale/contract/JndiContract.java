package telltale.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import jakarta.json.JsonObject;
import java.net.URI;
import java.util.Map;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;
import telltale.contract.RawHttpClient.Answer;

/**
 * Contract of the packaged WAR when it is configured by JNDI: a mail session that requires STARTTLS and AUTH, and settings
 * that take precedence over those of the environment.
 */
@ArquillianTest
abstract class JndiContract implements ServerContract {
    private final Application application = new Application(ServerUnderTest.homeFromJndi());

    @Override
    public Application application() {
        return application;
    }

    @Test
    void aMailIsSentThroughTheServersSessionAndItsOpenIsRecorded() throws Exception {
        try (MailServers.Secured server = new MailServers.Secured(
                ServerUnderTest.certificates().context(), "named@example.com", "battery-staple")) {
            Answer answer =
                    application.track(Map.of("to", "ann@example.com", "subject", "Snow", "html", "<p>Snow.</p>"));

            assertEquals(200, answer.status(), answer::toString);
            MailServers.Secured.Received received = server.next();
            assertEquals("ann@example.com", received.recipient());
            assertEquals("named@example.com", received.sender());
            URI pixel = received.mail().pixelAddress();
            assertEquals(200, application.http().get(pixel.getRawPath()).status());
            JsonObject delivery = application.deliveryWithOpens(answer.json().getString("id"), 1);
            assertEquals(1, Application.opens(delivery), delivery::toString);
        }
    }

    @Test
    void aServerWithoutTlsGetsNeitherPasswordNorMail() throws Exception {
        try (MailServers.Plain server = new MailServers.Plain("named@example.com", "battery-staple")) {
            Answer answer = application.track(Map.of("to", "ann@example.com", "text", "Snow."));

            assertEquals(502, answer.status(), answer::toString);
            assertEquals(0, server.received());
        }
    }

    @Test
    void healthNamesTheSettingsFromJndi() throws Exception {
        JsonObject health = application.health();

        assertEquals("JNDI", ReportContract.source(health, "EMAIL_FROM"));
        assertEquals("JNDI", ReportContract.source(health, "TELLTALE_HOME"));
        assertFalse(health.toString().contains("battery-staple"), "health shows a password");
    }
}
