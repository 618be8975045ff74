package telltale.app.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.model.PrivacyProfile;
import telltale.model.WebhookType;
import telltale.settings.Settings;
import telltale.settings.Sources;
import telltale.store.Store;
import telltale.store.Webhooks.Condition;
import telltale.store.Webhooks.Endpoint;
import telltale.store.Webhooks.Setup;
import telltale.store.Webhooks.Subscription;
import telltale.store.sqlite.SqliteStore;
import telltale.web.recipient.PrivacyNotice;

class PrivacyReportCommandTest extends CommandFixture {
    PrivacyReportCommandTest() {
        super(PrivacyReportCommand::run);
    }

    private void assertHas(String... parts) {
        for (String part : parts) {
            assertTrue(printed().contains(part), () -> part + " is not in\n" + printed());
        }
    }

    @Test
    void withoutSettingsItSaysWhatIsNotStatedAndNotInForce() {
        assertEquals(0, run(), this::explained);

        assertHas(
                "# Record of processing activities (GDPR article 30)",
                "# Data protection impact assessment (GDPR article 35)",
                "# Processor terms (GDPR article 28(3))",
                "[not stated: TELLTALE_CONTROLLER]",
                "| single opens and clicks | 395 days (`TELLTALE_RETENTION`) |",
                "Not in force:\n\n- users sign in by an OpenID provider");
        assertFalse(printed().contains("{{"), this::printed);
    }

    @Test
    void itIsFilledFromTheSettingsInForce() {
        settings.putAll(Map.of(
                "TELLTALE_PRIVACY", "consent",
                "TELLTALE_RETENTION", "30",
                "TELLTALE_CONTROLLER", "Example | Ltd <privacy@example.com>",
                "TELLTALE_REGION", "Frankfurt",
                "TELLTALE_PROCESSORS", "Host GmbH; Backup AG",
                "TELLTALE_PRIVACY_FOOTER", "de",
                "PIXEL_URL", "https://mail.example.com/app/pixel",
                "EMAIL_HOST", "smtp.example.net",
                "EMAIL_SERVERS", "relay smtps://ann@relay.example.net"));
        settings.put("EMAIL_SERVERS_PASS", "pass-word-1");
        settings.put("EMAIL_FROM", "shop@example.com");
        settings.put("EMAIL_NOTIFY", "boss@example.com");
        settings.put("INBOUND_URL", "imaps://box@imap.example.net/INBOX");
        settings.put("INBOUND_PASS", "pass-word-2");
        settings.put("INBOUND_FORWARD", "desk@example.com");

        assertEquals(0, run("record"), this::explained);

        String version = PrivacyNotice.of(Settings.load(Sources.standard(home.resolve(".env"), settings)))
                .version();
        assertHas(
                "Example \\| Ltd \\<privacy@example.com\\>",
                "`consent`: opens and clicks of persons who consented",
                "| Hosting | Frankfurt |",
                "Other processors: Host GmbH; Backup AG",
                "| single opens and clicks | 30 days",
                "- mail server `smtp.example.net`:",
                "- mail server `relay.example.net`:",
                "- mailbox at `imap.example.net`:",
                "- replies of recipients are forwarded",
                "- nothing about a person is recorded without consent (`TELLTALE_PRIVACY`)",
                "`" + version + "`");
        for (String hidden : List.of("pass-word", "boss@", "desk@", "box@", "ann@", "shop@")) {
            assertFalse(printed().contains(hidden), this::printed);
        }
    }

    @Test
    void itNamesTheHostsOfWebhooksAndNothingElseOfThem() {
        try (Store store =
                SqliteStore.open(home.resolve("telltale.db"), home.resolve("native"), Duration.ofSeconds(5))) {
            store.webhooks()
                    .add(new Endpoint(
                            UUID.randomUUID(),
                            new Setup(
                                    "https://hooks.example.net/a-secret-path?key=1",
                                    "for ann@example.com",
                                    new Subscription(Set.of(WebhookType.values()), true, null),
                                    true,
                                    0,
                                    "encrypted"),
                            Condition.HEALTHY,
                            Instant.now()));
        }

        assertEquals(0, run("processor"), this::explained);

        assertHas("- webhook `hooks.example.net` (enabled): events with the address of the recipient");
        assertFalse(printed().contains("secret-path") || printed().contains("ann@"), this::printed);
    }

    @ParameterizedTest
    @EnumSource(PrivacyProfile.class)
    void everyProfileIsDescribed(PrivacyProfile profile) {
        settings.put("TELLTALE_PRIVACY", profile.wireName());
        assertEquals(0, run("assessment"), this::explained);
        assertHas("Privacy profile `" + profile.wireName() + "`: ");
    }

    @Test
    void filesAreWrittenOnceAndNeverOverwritten() throws Exception {
        assertEquals(0, run("--to", home.toString()), this::explained);
        assertEquals("", printed());
        for (String file : List.of("record-of-processing.md", "impact-assessment.md", "processor-terms.md")) {
            assertTrue(Files.readString(home.resolve(file)).startsWith("# "), file);
        }
        Files.writeString(home.resolve("record-of-processing.md"), "completed");

        assertEquals(69, run("record", "--to", home.toString()));
        assertTrue(explained().contains("exists already"), this::explained);
        assertEquals("completed", Files.readString(home.resolve("record-of-processing.md")));
        assertEquals(69, run("--to", home.resolve("missing").toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"all", "record dpia", "record assessment", "--to", "record --to", "--json"})
    void wrongArgumentsExitWith64(String arguments) {
        assertEquals(64, run(arguments.split(" ", -1)), this::printed);
        assertEquals(1, explained().lines().count(), this::explained);
    }
}
