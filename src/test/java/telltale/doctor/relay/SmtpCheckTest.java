package telltale.doctor.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import telltale.doctor.Finding;
import telltale.model.Outcome;
import telltale.model.Outcome.Reason;
import telltale.model.Outcome.SmtpStage;
import telltale.smtp.Certificates;
import telltale.smtp.SmtpProbe;

class SmtpCheckTest {
    @ParameterizedTest
    @EnumSource(Reason.class)
    void everyFailureIsExplained(Reason reason) {
        SmtpProbe probe =
                new SmtpProbe(new Outcome.Failed(reason, SmtpStage.AUTH, "the server's words"), false, List.of());
        assertEquals("the server's words", check("mail.example.com", probe).seen());
    }

    @Test
    void withoutTlsOnlyThisMachineIsFine() {
        SmtpProbe probe = new SmtpProbe(null, false, List.of());
        assertEquals(RelayFinding.SMTP_LOCAL, check("127.0.0.1", probe).type());
        assertEquals(
                RelayFinding.SMTP_CLEARTEXT, check("mail.example.com", probe).type());
    }

    @Test
    void aCertificateThatExpiresSoonIsFound(@TempDir Path folder) throws Exception {
        assertEquals(
                RelayFinding.SMTP_OK, check("a.example", encrypted(folder, 30)).type());
        assertEquals(
                RelayFinding.SMTP_CERTIFICATE_EXPIRING,
                check("a.example", encrypted(folder, 10)).type());
        assertEquals(
                RelayFinding.SMTP_OK,
                check("a.example", new SmtpProbe(null, true, List.of())).type());
    }

    private static SmtpProbe encrypted(Path folder, int days) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        Path store = Certificates.validFor("dns:a.example", folder, "-1d", days).store();
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, Certificates.PASSWORD.toCharArray());
        }
        return new SmtpProbe(null, true, List.of((X509Certificate) keys.getCertificate("server")));
    }

    private static Finding check(String host, SmtpProbe probe) {
        return SmtpCheck.findings(host + ":587", host, probe, Instant.now()).get(0);
    }
}
