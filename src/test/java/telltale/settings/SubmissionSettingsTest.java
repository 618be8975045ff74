package telltale.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubmissionSettingsTest {
    /** Made by {@code openssl req -x509 -newkey ec}, valid for a hundred years. */
    static final String CERTIFICATE = pem("""
            -----BEGIN CERTIFICATE-----
            MIIBjDCCATOgAwIBAgIUbyLKuPXOL3jGsogBpUnfrbVkx/0wCgYIKoZIzj0EAwIw
            GzEZMBcGA1UEAwwQbWFpbC5leGFtcGxlLmNvbTAgFw0yNjEyMDExOTA1NDRaGA8y
            MTI2MTEwNzE5MDU0NFowGzEZMBcGA1UEAwwQbWFpbC5leGFtcGxlLmNvbTBZMBMG
            ByqGSM49AgEGCCqGSM49AwEHA0IABEOwb1QzLOE7IE3XwK4/stsjJdWmjFUA04A4
            gN+SFRZR1OecWMvFRR+st67lU9G13qEezyeLQ5dONTPQnlL5J4CjUzBRMB0GA1Ud
            DgQWBBRGrnNYypTEY+BVIlj4yfcv/UPP4DAfBgNVHSMEGDAWgBRGrnNYypTEY+BV
            Ilj4yfcv/UPP4DAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0cAMEQCIEtz
            uCW7Oczkua/b37BQL2ndDOZRhLTmWZKHO1uCdrjQAiByo0vghjbR1/XEwT4bNckB
            DXgYtJM+fw82PLKJ9q/12g==
            -----END CERTIFICATE-----
            """);

    static final String KEY = pem("""
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgnbiJqnxPtrWXL/8I
            M6cHAH2F4AMMlLmve/51TatLzyOhRANCAARDsG9UMyzhOyBN18CuP7LbIyXVpoxV
            ANOAOIDfkhUWUdTnnFjLxUUfrLeu5VPRtd6hHs8ni0OXTjUz0J5S+SeA
            -----END PRIVATE KEY-----
            """);

    /** A setting is one line. */
    private static String pem(String text) {
        return text.strip().replace("\n", "\\n");
    }

    @Test
    void theListenerIsOffWithoutAPort() {
        assertNull(Given.settings().submission());
        assertEquals(
                List.of(
                        "TELLTALE_SMTP_ADDRESS (environment) has no effect: TELLTALE_SMTP_PORT is not set.",
                        "TELLTALE_SMTP_TLS (environment) has no effect: TELLTALE_SMTP_PORT is not set."),
                Given.settings("TELLTALE_SMTP_ADDRESS", "::1", "TELLTALE_SMTP_TLS", "tls")
                        .warnings());
    }

    @Test
    void onThisMachineNoCertificateIsNeeded() {
        Settings settings = Given.settings("TELLTALE_SMTP_PORT", "2587");
        assertEquals(new SubmissionSettings("127.0.0.1", 2587, null, false), settings.submission());
        assertEquals(List.of(), settings.warnings());
    }

    @Test
    void withoutACertificateOtherMachinesCannotLogIn() {
        List<String> warnings = Given.settings("TELLTALE_SMTP_PORT", "587", "TELLTALE_SMTP_ADDRESS", "0.0.0.0")
                .warnings();
        assertTrue(warnings.get(0).startsWith("TELLTALE_SMTP_CERT is not set"), warnings.toString());
        List<String> problems = Given.problems("TELLTALE_SMTP_PORT", "465", "TELLTALE_SMTP_TLS", "tls");
        assertTrue(problems.get(0).startsWith("TELLTALE_SMTP_TLS is tls, but"), problems.toString());
    }

    @Test
    void certificateAndKeyAreReadFromPemOrAFileWithBoth(@TempDir Path folder) throws Exception {
        SubmissionSettings inline = Objects.requireNonNull(Given.settings(
                        "TELLTALE_SMTP_PORT",
                        "465",
                        "TELLTALE_SMTP_CERT",
                        CERTIFICATE,
                        "TELLTALE_SMTP_KEY",
                        KEY,
                        "TELLTALE_SMTP_TLS",
                        "tls")
                .submission());
        assertTrue(inline.isImplicitTls());
        assertNotNull(Objects.requireNonNull(inline.certificate()).load());
        Path both = Files.writeString(folder.resolve("both.pem"), (KEY + "\n" + CERTIFICATE).replace("\\n", "\n"));
        SubmissionSettings fromFile = Objects.requireNonNull(Given.settings(
                        "TELLTALE_SMTP_PORT", "587",
                        "TELLTALE_SMTP_CERT", both.toString(),
                        "TELLTALE_SMTP_KEY", both.toString())
                .submission());
        assertFalse(fromFile.isImplicitTls());
        assertNotNull(Objects.requireNonNull(fromFile.certificate()).load());
    }

    @Test
    void mistakesAreNamedWithoutTheKey() {
        String missing = Given.problems("TELLTALE_SMTP_PORT", "587", "TELLTALE_SMTP_CERT", CERTIFICATE)
                .toString();
        assertTrue(missing.contains("TELLTALE_SMTP_KEY is not"), missing);
        String other = Given.problems(
                        "TELLTALE_SMTP_PORT",
                        "587",
                        "TELLTALE_SMTP_CERT",
                        CERTIFICATE,
                        "TELLTALE_SMTP_KEY",
                        pem(DkimSettingsTest.ED25519))
                .toString();
        assertTrue(other.contains("TELLTALE_SMTP_KEY is not its key"), other);
        String none = Given.problems("TELLTALE_SMTP_PORT", "587", "TELLTALE_SMTP_CERT", KEY, "TELLTALE_SMTP_KEY", KEY)
                .toString();
        assertTrue(none.contains("it has no certificate"), none);
        String secret = KEY.substring(40, 80);
        assertFalse((missing + other + none).contains(secret));
    }
}
