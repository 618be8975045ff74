package telltale.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DkimSettingsTest {
    /** RFC 8463 appendix A.2. */
    static final String ED25519 = """
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
            -----END PRIVATE KEY-----
            """;

    @TempDir
    Path folder;

    @Test
    void withoutAKeyNothingIsSigned() {
        assertNull(Given.settings().dkim());
    }

    @Test
    void aKeyMayStandInAFile() throws Exception {
        Path file = Files.writeString(folder.resolve("dkim.pem"), pem("PRIVATE KEY", rsa(2048)));

        Settings settings = Given.settings("EMAIL_DKIM_KEY", file.toString(), "EMAIL_DKIM_SELECTOR", "Mail-2026.a");
        DkimSettings dkim = Objects.requireNonNull(settings.dkim());

        assertEquals("rsa-sha256", dkim.key().algorithm());
        assertEquals("mail-2026.a", dkim.selector());
        assertNull(dkim.domain());
        assertEquals(List.of(), settings.warnings());
    }

    @Test
    void aKeyMayStandInTheSettingWithItsLinesInOneOrWithout() {
        for (String breaks : List.of("\n", "\r\n", " ", "\\n", "")) {
            assertEquals(
                    "ed25519-sha256", given(ED25519.replace("\n", breaks)).key().algorithm());
        }
    }

    @Test
    void aCertificateBeforeTheKeyIsIgnored() {
        assertEquals(
                "ed25519-sha256",
                given("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n" + ED25519)
                        .key()
                        .algorithm());
    }

    @Test
    void aDomainIsKnownToServersInAscii() {
        assertEquals(
                "xn--bcher-kva.example",
                given(ED25519, "EMAIL_DKIM_DOMAIN", "Bücher.example").domain());
    }

    @Test
    void aShortKeyCausesAWarning() throws Exception {
        Settings settings =
                Given.settings("EMAIL_DKIM_KEY", pem("PRIVATE KEY", rsa(1024)), "EMAIL_DKIM_SELECTOR", "s1");
        assertEquals(
                List.of(
                        "EMAIL_DKIM_KEY has 1024 bits, and some receivers reject its signatures. Use a key of 2048 bits."),
                settings.warnings());
    }

    @Test
    void aDomainWithoutAKeyCausesAWarning() {
        assertEquals(
                List.of("EMAIL_DKIM_DOMAIN (environment) has no effect: it requires EMAIL_DKIM_KEY, which is not set."),
                Given.settings("EMAIL_DKIM_DOMAIN", "example.com").warnings());
    }

    @Test
    void keyAndSelectorNeedEachOther() {
        assertTrue(onlyProblem("EMAIL_DKIM_KEY", ED25519)
                .startsWith("EMAIL_DKIM_KEY (environment) is set, but EMAIL_DKIM_SELECTOR is not. Set"));
        assertTrue(onlyProblem("EMAIL_DKIM_SELECTOR", "s1")
                .startsWith("EMAIL_DKIM_SELECTOR (environment) is set, but EMAIL_DKIM_KEY is not. Set"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"s1._domainkey.example.com", "s 1", "-s", "s..1", ".s", "s.", "süd", "a;b"})
    void aSelectorIsMadeOfLabels(String selector) {
        assertEquals(
                "EMAIL_DKIM_SELECTOR (environment) is \"" + selector
                        + "\": a selector has ASCII letters and digits, separated by hyphens or dots. Set it to the"
                        + " selector of the public key in the DNS, such as mail2026.",
                onlyProblem("EMAIL_DKIM_KEY", ED25519, "EMAIL_DKIM_SELECTOR", selector));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://example.com", "ann@example.com", "example..com", "exa mple.com"})
    void aDomainIsADomain(String domain) {
        String problem =
                onlyProblem("EMAIL_DKIM_KEY", ED25519, "EMAIL_DKIM_SELECTOR", "s1", "EMAIL_DKIM_DOMAIN", domain);
        assertTrue(problem.startsWith("EMAIL_DKIM_DOMAIN (environment) is \"" + domain + "\": "), problem);
    }

    @Test
    void aMissingFileIsNamed() {
        Path missing = folder.resolve("missing.pem");
        assertRefused("the file " + missing + " does not exist", missing.toString());
        assertRefused("the file " + folder + " cannot be read", folder.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "'', it has nothing between -----BEGIN PRIVATE KEY----- and -----END PRIVATE KEY-----",
        "MC4CAQ, it has nothing between -----BEGIN PRIVATE KEY----- and -----END PRIVATE KEY-----",
    })
    void aFileWithoutPemIsRejected(String content, String why) throws IOException {
        assertRefused(
                why, Files.writeString(folder.resolve("dkim.pem"), content).toString());
    }

    @Test
    void unsuitableKeysAreRejectedWithAReasonAndWithoutTheKey() throws Exception {
        String elliptic = pem("PRIVATE KEY", KeyPairGenerator.getInstance("EC").generateKeyPair());
        String rsa = pem("PRIVATE KEY", rsa(2048));

        assertRefused(
                "it is an RSA key of 512 bits, and receivers reject signatures by keys of less than 1024",
                pem("PRIVATE KEY", rsa(512)));
        assertRefused("it is neither an RSA nor an Ed25519 key, or it is damaged", elliptic);
        assertRefused("it is neither an RSA nor an Ed25519 key, or it is damaged", rsa.replace("AQ", "AA"));
        assertRefused("its key is damaged: it is not base64", ED25519.replace("MC4C", "M.4C"));
        assertRefused(
                "it contains an unsupported type of key (EC PRIVATE KEY)", elliptic.replace("PRIVATE", "EC PRIVATE"));
        assertRefused("it contains a PUBLIC KEY and no PRIVATE KEY", ED25519.replace("PRIVATE", "PUBLIC"));
        assertRefused(
                "its key is encrypted; remove the passphrase with \"openssl pkey\"",
                ED25519.replace("PRIVATE", "ENCRYPTED PRIVATE"));
        assertRefused(
                "it has nothing between -----BEGIN PRIVATE KEY----- and -----END PRIVATE KEY-----",
                ED25519.substring(0, 80));
    }

    @Test
    void aKeyWithoutPemLabelsIsNotShownAsAPath() {
        assertRefused(
                "the file of this name does not exist",
                "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g");
    }

    @Test
    void nothingShowsTheKey() {
        Settings settings = Given.settings("EMAIL_DKIM_KEY", ED25519, "EMAIL_DKIM_SELECTOR", "s1");
        assertFalse(settings.toString().contains("MC4C"));
        assertFalse(settings.effective().toString().contains("BEGIN"));
        assertEquals("ed25519-sha256", String.valueOf(given(ED25519).key()));
    }

    private static void assertRefused(String why, String key) {
        assertEquals(
                "EMAIL_DKIM_KEY (environment) is not usable: " + why + ". Set it to "
                        + Setting.EMAIL_DKIM_KEY.expected() + ".",
                onlyProblem("EMAIL_DKIM_KEY", key, "EMAIL_DKIM_SELECTOR", "s1"));
    }

    private static String onlyProblem(String... pairs) {
        List<String> problems = Given.problems(pairs);
        assertEquals(1, problems.size(), problems::toString);
        return problems.get(0);
    }

    private static DkimSettings given(String key, String... more) {
        List<String> pairs = new ArrayList<>(List.of(more));
        pairs.addAll(List.of("EMAIL_DKIM_KEY", key, "EMAIL_DKIM_SELECTOR", "s1"));
        return Objects.requireNonNull(
                Given.settings(pairs.toArray(String[]::new)).dkim());
    }

    private static KeyPair rsa(int bits) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    private static String pem(String label, KeyPair keys) {
        String base64 = Base64.getMimeEncoder().encodeToString(keys.getPrivate().getEncoded());
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }
}
