package telltale.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import telltale.model.Outcome;
import telltale.model.Outcome.Reason;
import telltale.settings.Secret;
import telltale.settings.SmtpServer;
import telltale.settings.SmtpServer.Tls;
import telltale.smtp.ScriptedSmtpServer.Step;
import telltale.supervision.Supervisor;

class SmtpProbeTest {
    private static Certificates certificates;

    private ScriptedSmtpServer server;

    @BeforeAll
    static void certify(@TempDir Path folder) throws Exception {
        certificates = Certificates.madeFor("dns:localhost,ip:127.0.0.1", folder);
    }

    @BeforeEach
    void start() throws Exception {
        server = ScriptedSmtpServer.start().offer("AUTH PLAIN LOGIN");
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void theLoginIsTriedAndNothingIsSent() {
        SmtpProbe probe = probe(Tls.NONE);
        assertNull(probe.failure());
        assertEquals(List.of(), probe.certificates());
        assertEquals(List.of(), server.messages());
        assertEquals(
                List.of(),
                server.commands().stream()
                        .filter(command -> command.startsWith("MAIL"))
                        .toList());
    }

    @Test
    void theCertificateOfTheServerIsRead() {
        server.offerTls(certificates.context());
        SmtpProbe probe = probe(Tls.STARTTLS);
        assertNull(probe.failure());
        assertTrue(probe.isEncrypted());
        assertEquals(
                "CN=scripted.test",
                probe.certificates().get(0).getSubjectX500Principal().getName());
    }

    @Test
    void aCertificateThatNobodyTrustsIsRefused() {
        server.offerTls(certificates.context());
        assertEquals(Reason.INSECURE, reason(probe(Tls.STARTTLS, (SSLSocketFactory) SSLSocketFactory.getDefault())));
    }

    @Test
    void aRefusedLoginIsFound() {
        server.reply(Step.AUTH, "535 5.7.8 Error: authentication failed");
        assertEquals(Reason.CREDENTIALS, reason(probe(Tls.NONE)));
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"BANNER", "EHLO", "AUTH"})
    void aServerThatFallsSilentIsLeft(Step step) {
        server.fallSilent(step);
        assertInstanceOf(Outcome.Failed.class, probe(Tls.NONE).failure());
    }

    private static Reason reason(SmtpProbe probe) {
        return assertInstanceOf(Outcome.Failed.class, probe.failure()).reason();
    }

    private SmtpProbe probe(Tls tls) {
        return probe(tls, certificates.context().getSocketFactory());
    }

    private SmtpProbe probe(Tls tls, SSLSocketFactory secure) {
        Duration timeout = Duration.ofSeconds(2);
        SmtpServer.Login login = new SmtpServer.Login("ann", new Secret("secret-word"));
        SmtpRoute route = SmtpRoute.to(
                new SmtpServer("localhost", server.port(), tls, login), new SmtpTimeouts(timeout, timeout, timeout));
        return SmtpProbe.of(route, secure, Clock.systemUTC(), Supervisor.withoutExit());
    }
}
