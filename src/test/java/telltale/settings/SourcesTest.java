package telltale.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourcesTest {
    @TempDir
    Path folder;

    @Test
    void theSourceOfHighestPrecedenceWins() throws IOException {
        inHome("TELLTALE_PORT=4\nTELLTALE_ADDRESS=10.0.0.4\nTELLTALE_LOG_LEVEL=debug");
        Settings settings = Settings.load(new Sources(
                List.of(
                        Source.of("first", Map.of("TELLTALE_PORT", "1", "TELLTALE_HOME", folder.toString())),
                        Source.of("second", Map.of("TELLTALE_PORT", "2", "TELLTALE_ADDRESS", "10.0.0.2"))),
                launcher("TELLTALE_PORT", "5", "TELLTALE_LOG_LEVEL", "error", "TELLTALE_TRACK_KEY", "off"),
                null,
                Sources.NO_RESOURCES));
        assertEquals(
                List.of(
                        new EffectiveSetting("TELLTALE_TRACK_KEY", "off", "launcher default"),
                        new EffectiveSetting("TELLTALE_LOG_LEVEL", "debug", "telltale.properties"),
                        new EffectiveSetting("TELLTALE_ADDRESS", "10.0.0.2", "second"),
                        new EffectiveSetting("TELLTALE_PORT", "1", "first")),
                settings.effective().stream()
                        .filter(used ->
                                !used.source().equals("default") && !used.name().equals("TELLTALE_HOME"))
                        .toList());
    }

    @Test
    void anEmptyValueFallsThroughToTheNextSource() {
        Settings settings = Settings.load(new Sources(
                List.of(
                        Source.of("first", Map.of("TELLTALE_PORT", "")),
                        Source.of("second", Map.of("TELLTALE_PORT", "2"))),
                launcher("TELLTALE_HOME", Given.HOME),
                null,
                Sources.NO_RESOURCES));
        assertEquals(2, settings.port());
    }

    @Test
    void aDeployedApplicationLivesInItsServersFolder() {
        assertEquals(
                Path.of("/srv/tomcat/telltale"),
                Settings.load(Given.deployedOn(Path.of("/srv/tomcat"))).home());
    }

    @Test
    void aTemporaryServerFolderCausesAWarning() {
        List<String> warnings = Settings.load(Given.deployedOn(folder)).warnings();
        assertTrue(warnings.get(0).contains("ALL DATA AND KEYS ARE LOST"), warnings::toString);
    }

    @Test
    void aHomeMustBeKnown() {
        InvalidSettingsException refusal =
                assertThrows(InvalidSettingsException.class, () -> Settings.load(Sources.of(Map.of())));
        assertEquals(
                List.of("TELLTALE_HOME is not set, and there is no Tomcat or Payara folder to store data in. Set it to"
                        + " the path of a folder that Telltale may write to, such as /var/lib/telltale."),
                refusal.problems());
    }

    @Test
    void theFileInTheHomeCannotSetTheHome() throws IOException {
        inHome("TELLTALE_HOME=/elsewhere");
        Settings settings = Settings.load(Sources.of(Map.of("TELLTALE_HOME", folder.toString())));
        assertEquals(folder, settings.home());
        assertEquals(
                List.of("TELLTALE_HOME (telltale.properties) has no effect, because that file is in the home"
                        + " folder itself. Set it in the environment."),
                settings.warnings());
    }

    @Test
    void theFileInTheHomeIsUtf8WithOrWithoutItsMark() throws IOException {
        inHome("\uFEFFEMAIL_TO=j\u00FCrgen@example.com");
        Settings settings = Settings.load(Sources.of(Map.of("TELLTALE_HOME", folder.toString())));
        assertEquals("j\u00FCrgen", Objects.requireNonNull(settings.defaultTo()).local());
    }

    @Test
    void aFileInAnotherEncodingIsRefused() throws IOException {
        Path file = folder.resolve("telltale.properties");
        Files.write(file, "EMAIL_TO=j\u00FCrgen@example.com".getBytes(StandardCharsets.ISO_8859_1));
        assertEquals(List.of(file + " is not encoded in UTF-8. Save it in that encoding."), problemsOfHome());
    }

    @Test
    void aFolderInPlaceOfTheFileIsRefused() throws IOException {
        Path file = Files.createDirectory(folder.resolve("telltale.properties"));
        assertEquals(List.of(file + " cannot be read (Is a directory). Correct or remove it."), problemsOfHome());
    }

    @Test
    void aBrokenEscapeInTheFileIsRefused() throws IOException {
        inHome("EMAIL_PASS=hidden\\u12");
        String problem = problemsOfHome().get(0);
        assertTrue(problem.contains("telltale.properties cannot be read") && !problem.contains("hidden"), problem);
    }

    @Test
    void theDemoMailboxIsUsedIfNoMailServerIsSet() {
        Settings settings = demo("EMAIL_TO", "me@example.com");
        SmtpServer smtp = Objects.requireNonNull(settings.smtp());
        assertEquals(new SmtpServer("127.0.0.1", 2500, SmtpServer.Tls.NONE, null), smtp);
        assertEquals("me", Objects.requireNonNull(settings.defaultTo()).local());
        assertEquals(List.of(), settings.warnings());
    }

    @Test
    void demoSettingsAreNotMixedWithTheOwnersMailServer() {
        Settings settings = demo("EMAIL_USER", "ann@gmail.com", "EMAIL_PASS", "secret");
        SmtpServer smtp = Objects.requireNonNull(settings.smtp());
        assertEquals("smtp.gmail.com", smtp.host());
        assertEquals(SmtpServer.Tls.STARTTLS, smtp.tls());
        assertEquals("ann", Objects.requireNonNull(settings.from()).address().local());
        assertNull(settings.defaultTo());
        assertNotNull(settings.pixelUrl());
    }

    @Test
    void theEnvironmentOfThisProcessIsRead() throws IOException {
        Path envFile = Files.writeString(folder.resolve(".env"), "TELLTALE_LOG_LEVEL=warn\n");
        Settings settings = Settings.load(Sources.standard(envFile, Map.of("TELLTALE_HOME", folder.toString())));
        assertTrue(
                settings.effective().contains(new EffectiveSetting("TELLTALE_LOG_LEVEL", "warn", ".env")),
                settings::toString);
    }

    private static Settings demo(String... stated) {
        return Settings.load(new Sources(
                List.of(Source.of("environment", Given.map(stated))),
                launcher(
                        "TELLTALE_HOME", Given.HOME,
                        "PIXEL_URL", "http://localhost:8080/app/pixel",
                        "EMAIL_HOST", "127.0.0.1",
                        "EMAIL_PORT", "2500",
                        "EMAIL_TLS", "none",
                        "EMAIL_FROM", "telltale@demo.example",
                        "EMAIL_TO", "you@demo.example"),
                null,
                Sources.NO_RESOURCES));
    }

    private List<String> problemsOfHome() {
        Sources sources = Sources.of(Map.of("TELLTALE_HOME", folder.toString()));
        return assertThrows(InvalidSettingsException.class, () -> Settings.load(sources))
                .problems();
    }

    private static Source launcher(String... pairs) {
        return Source.of(Sources.LAUNCHER, Given.map(pairs));
    }

    private void inHome(String text) throws IOException {
        Files.writeString(folder.resolve("telltale.properties"), text);
    }
}
