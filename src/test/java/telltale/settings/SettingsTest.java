package telltale.settings;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import telltale.model.ComplaintAddress;
import telltale.model.EmailAddress;
import telltale.model.HeaderField;
import telltale.model.Mailbox;
import telltale.model.NetworkPrefix;
import telltale.model.PrivacyProfile;
import telltale.model.Role;
import telltale.model.WarmUp;
import telltale.settings.DatabaseSettings.Embedded;

class SettingsTest {
    private static final String[] EVERYTHING = NumberedSettings.with(
            "EMAIL_USER",
            "ann@example.com",
            "EMAIL_PASS",
            "pass-word-1",
            "EMAIL_OAUTH_TOKEN_URL",
            "https://id.example.com/token",
            "EMAIL_OAUTH_CLIENT_ID",
            "telltale-mail",
            "EMAIL_OAUTH_CLIENT_SECRET",
            "pass-word-5",
            "EMAIL_OAUTH_REFRESH_TOKEN",
            "pass-word-6",
            "EMAIL_OAUTH_SCOPE",
            "mail.send mail.read",
            "EMAIL_HOST",
            "smtp.example.com",
            "EMAIL_PORT",
            "2525",
            "EMAIL_TLS",
            "tls",
            "EMAIL_EHLO",
            "mail.example.com",
            "EMAIL_FROM",
            "Ann Example <news@example.com>",
            "EMAIL_TO",
            "bob@example.com",
            "EMAIL_NOTIFY",
            "boss@example.com",
            "PIXEL_URL",
            "https://mail.example.com/app/pixel",
            "PIXEL_IMAGE",
            "/srv/logo.png",
            "PIXEL_SIZE",
            "200x100",
            "TELLTALE_HOME",
            Given.HOME,
            "TELLTALE_DATABASE_URL",
            "jdbc:postgresql://db.example.com/mail?sslmode=verify-full",
            "TELLTALE_DATABASE_USER",
            "keeper",
            "TELLTALE_DATABASE_PASS",
            "pass-word-2",
            "TELLTALE_DATABASE_COPY",
            "jdbc:postgresql://copy.example.com/mail?sslmode=verify-full",
            "TELLTALE_SHARDS",
            "1=jdbc:postgresql://db1.example.com/mail?sslmode=verify-full",
            "TELLTALE_FOOTER",
            "<a href='{{unsubscribe}}'>No more</a>",
            "TELLTALE_PRIVACY",
            "consent",
            "TELLTALE_PRIVACY_FOOTER",
            "de",
            "TELLTALE_CONTROLLER",
            "Example Ltd, privacy@example.com",
            "TELLTALE_REGION",
            "Frankfurt, Germany",
            "TELLTALE_PROCESSORS",
            "Example Hosting GmbH (servers); Example Backup AG",
            "TELLTALE_POOL_SIZE",
            "8",
            "TELLTALE_POOL_NOISE",
            "10",
            "TELLTALE_SPOOL",
            "/data2/spool",
            "TELLTALE_LOG",
            "kafka:k1:9092,k2:9092",
            "TELLTALE_ROLE",
            "front",
            "TELLTALE_LOG_TOPIC",
            "hits",
            "TELLTALE_LOG_PARTITIONS",
            "24",
            "TELLTALE_LOG_RETENTION",
            "3",
            "TELLTALE_LOG_CLIENT",
            "/etc/kafka.conf",
            "TELLTALE_RETENTION",
            "30",
            "TELLTALE_RAW_AGENT_DAYS",
            "0",
            "TELLTALE_COMPACT_DAYS",
            "20",
            "TELLTALE_NETWORK_PREFIX",
            "none",
            "TELLTALE_AUDIT_DAYS",
            "90",
            "TELLTALE_API_RATE",
            "600",
            "TELLTALE_SECRET",
            "0123456789abcdef0123456789abcdef",
            "TELLTALE_DNS",
            "off",
            "TELLTALE_TRACK_KEY",
            "off",
            "TELLTALE_TRUSTED_PROXIES",
            "10.0.0.0/8",
            "TELLTALE_WEBHOOK_NETWORKS",
            "10.1.0.0/16",
            "TELLTALE_WEBHOOK_PORTS",
            "8080, 8443",
            "TELLTALE_LOG_LEVEL",
            "DEBUG",
            "TELLTALE_LOG_FILE",
            "/var/log/telltale.log",
            "TELLTALE_ADDRESS",
            "0.0.0.0",
            "TELLTALE_PORT",
            "0",
            "EMAIL_FROM_ALLOWED",
            "Example.org, ann@example.net",
            "EMAIL_HEADERS",
            "example.org: X-Unit: shop",
            "EMAIL_FEEDBACK_ID",
            "acmecorp",
            "EMAIL_COMPLAINTS",
            "fbl@example.org",
            "EMAIL_BOUNCES",
            "bounces@example.org",
            "EMAIL_CONNECTIONS",
            "5",
            "EMAIL_PER_SECOND",
            "10",
            "EMAIL_PER_DAY",
            "1000",
            "EMAIL_PACE",
            "off",
            "EMAIL_WARMUP",
            "News.example.com 2026-12-01 first=20 factor=1.5 until=50000",
            "TELLTALE_QUEUE_LIFETIME",
            "2",
            "TELLTALE_CONTENT_RETENTION",
            "0",
            "TELLTALE_VIEW_RETENTION",
            "14",
            "TELLTALE_MAX_RECIPIENTS",
            "50",
            "TELLTALE_MAX_MESSAGE_SIZE",
            "5000",
            "TELLTALE_MAX_CUSTOM_HEADERS",
            "3",
            "TELLTALE_HOLD_SHARE",
            "7",
            "EMAIL_DKIM_KEY",
            DkimSettingsTest.ED25519,
            "EMAIL_DKIM_SELECTOR",
            "mail2026",
            "EMAIL_DKIM_DOMAIN",
            "example.com",
            "INBOUND_DONE",
            "move:Done",
            "INBOUND_RETENTION",
            "0",
            "INBOUND_KEEP_REPLIES",
            "on",
            "INBOUND_FORWARD",
            "author",
            "INBOUND_SES_TOPIC",
            "arn:aws:sns:eu-west-1:123456789012:mail",
            "INBOUND_SENDGRID_KEY",
            "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g==",
            "INBOUND_MAILGUN_KEY",
            "pass-word-5",
            "INBOUND_POSTMARK_LOGIN",
            "postmark:pass-word-of-16-letters",
            "INBOUND_BREVO_LOGIN",
            "pass-word-of-brevo",
            "INBOUND_SPARKPOST_LOGIN",
            "sparkpost:pass-word-of-16-letters",
            "INBOUND_MAILJET_LOGIN",
            "mailjet:pass-word-of-16-letters",
            "TELLTALE_INBOUND_ADDRESS",
            "0.0.0.0",
            "TELLTALE_SMTP_PORT",
            "2587",
            "TELLTALE_SMTP_ADDRESS",
            "0.0.0.0",
            "TELLTALE_SMTP_TLS",
            "tls",
            "TELLTALE_SMTP_CERT",
            SubmissionSettingsTest.CERTIFICATE,
            "TELLTALE_SMTP_KEY",
            SubmissionSettingsTest.KEY,
            "TELLTALE_INBOUND_PORT",
            "2525",
            "TELLTALE_URL",
            "https://mail.example.com/app",
            "TELLTALE_REALM",
            "on",
            "TELLTALE_SESSION_IDLE",
            "30m",
            "TELLTALE_SESSION_MAX",
            "12h",
            "TELLTALE_OIDC_ISSUER",
            "https://id.example.com",
            "TELLTALE_OIDC_CLIENT_ID",
            "telltale",
            "TELLTALE_OIDC_CLIENT_SECRET",
            "pass-word-4",
            "TELLTALE_OIDC_SCOPES",
            "openid groups",
            "TELLTALE_OIDC_GROUPS_CLAIM",
            "roles",
            "TELLTALE_OIDC_ROLES",
            "admin=telltale-admins",
            "TELLTALE_OIDC_ONLY",
            "on");

    @Test
    void onlyTheHomeIsRequired() {
        Settings settings = Given.settings();
        assertAll(
                () -> assertNull(settings.smtp()),
                () -> assertNull(settings.ehloName()),
                () -> assertNull(settings.from()),
                () -> assertNull(settings.defaultTo()),
                () -> assertNull(settings.notifyAddress()),
                () -> assertNull(settings.pixelUrl()),
                () -> assertNull(settings.pixelImage()),
                () -> assertNull(settings.pixelSize()),
                () -> assertEquals(Path.of(Given.HOME), settings.home()),
                () -> assertEquals(new Embedded(Path.of(Given.HOME, "telltale.db")), settings.database()),
                () -> assertEquals(Path.of(Given.HOME, "spool"), settings.spool()),
                () -> assertEquals(Duration.ofDays(395), settings.retention()),
                () -> assertEquals(
                        new MinimizationSettings(NetworkPrefix.NARROW, Duration.ofDays(7), Optional.empty()),
                        settings.minimization()),
                () -> assertEquals(new AccessSettings(Duration.ofDays(365), 600_000), settings.access()),
                () -> assertNull(settings.secret()),
                () -> assertTrue(settings.trackKey()),
                () -> assertNull(settings.url()),
                () -> assertFalse(settings.realm()),
                () -> assertEquals(new SessionSettings(Duration.ofHours(8), Duration.ofDays(7)), settings.sessions()),
                () -> assertNull(settings.oidc()),
                () -> assertEquals("dns:", settings.dns().url()),
                () -> assertEquals(TrustedProxies.NONE, settings.trustedProxies()),
                () -> assertEquals(new LogSettings(LogSettings.Level.INFO, null), settings.log()),
                () -> assertEquals("127.0.0.1", settings.address()),
                () -> assertEquals(8080, settings.port()),
                () -> assertEquals(List.of(), settings.warnings()));
    }

    @Test
    void everySettingIsRead() {
        Settings settings = Given.settings(EVERYTHING);
        SmtpServer.Login login = new SmtpServer.Login(
                "ann@example.com",
                null,
                new OAuthSettings(
                        URI.create("https://id.example.com/token"),
                        "telltale-mail",
                        new Secret("pass-word-5"),
                        new Secret("pass-word-6"),
                        "mail.send mail.read"));
        assertAll(
                () -> assertEquals(
                        new SmtpServer("smtp.example.com", 2525, SmtpServer.Tls.TLS, login), settings.smtp()),
                () -> assertEquals(new Mailbox("Ann Example", EmailAddress.parse("news@example.com")), settings.from()),
                () -> assertEquals(EmailAddress.parse("bob@example.com"), settings.defaultTo()),
                () -> assertEquals(EmailAddress.parse("boss@example.com"), settings.notifyAddress()),
                () -> assertEquals(PixelUrl.parse("https://mail.example.com/app/pixel"), settings.pixelUrl()),
                () -> assertEquals(Path.of("/srv/logo.png"), settings.pixelImage()),
                () -> assertEquals(new PixelSize(200, 100), settings.pixelSize()),
                () -> assertEquals(DatabaseSettingsTest.OF_EVERYTHING, settings.database()),
                () -> assertEquals("<a href='{{unsubscribe}}'>No more</a>", settings.footer()),
                () -> assertEquals(PrivacyProfile.CONSENT, settings.privacy()),
                () -> assertEquals(
                        new OutboxSettings(
                                List.of("example.org", "ann@example.net"),
                                5,
                                10,
                                1000,
                                Duration.ofDays(2),
                                Duration.ZERO,
                                Duration.ofDays(14),
                                50,
                                5000,
                                3,
                                7,
                                false,
                                List.of(new WarmUp("news.example.com", LocalDate.of(2026, 12, 1), 20, 1.5, 50_000))),
                        settings.outbox()),
                () -> assertEquals(Path.of("/data2/spool"), settings.spool()),
                () -> assertEquals(
                        new ReplicatedLogSettings(
                                "k1:9092,k2:9092",
                                "hits",
                                24,
                                Duration.ofDays(3),
                                Path.of("/etc/kafka.conf"),
                                ReplicatedLogSettings.Role.FRONT),
                        settings.replicatedLog()),
                () -> assertEquals(Duration.ofDays(30), settings.retention()),
                () -> assertEquals(
                        new MinimizationSettings(NetworkPrefix.NONE, Duration.ZERO, Optional.of(Duration.ofDays(20))),
                        settings.minimization()),
                () -> assertEquals(new AccessSettings(Duration.ofDays(90), 600), settings.access()),
                () -> assertEquals(new Secret("0123456789abcdef0123456789abcdef"), settings.secret()),
                () -> assertFalse(settings.trackKey()),
                () -> assertFalse(settings.dns().isOn()),
                () -> assertEquals(TrustedProxies.parse("10.0.0.0/8"), settings.trustedProxies()),
                () -> assertEquals(
                        new LogSettings(LogSettings.Level.DEBUG, Path.of("/var/log/telltale.log")), settings.log()),
                () -> assertEquals(
                        new SenderFieldSettings(
                                "acmecorp",
                                new ComplaintAddress(EmailAddress.parse("fbl@example.org")),
                                Map.of("example.org", List.of(new HeaderField("X-Unit", "shop")))),
                        settings.senderFields()),
                () -> assertEquals(9, settings.inbound().mailboxes().size()),
                () -> assertEquals(
                        new AfterReading.Move("Done"), settings.inbound().afterReading()),
                () -> assertEquals(
                        new InboundSettings.Listener("0.0.0.0", 2525),
                        settings.inbound().listener()),
                () -> assertEquals(
                        2587, Objects.requireNonNull(settings.submission()).port()),
                () -> assertEquals(
                        "0.0.0.0", Objects.requireNonNull(settings.submission()).address()),
                () -> assertTrue(Objects.requireNonNull(settings.submission()).isImplicitTls()),
                () -> assertEquals(Duration.ZERO, settings.inbound().retention()),
                () -> assertTrue(settings.inbound().keepsReplies()),
                () -> assertEquals(new ReplyTarget.Author(), settings.inbound().forward()),
                () -> assertEquals(
                        new OidcSettings(
                                "https://id.example.com",
                                "telltale",
                                new Secret("pass-word-4"),
                                List.of("openid", "groups"),
                                "roles",
                                Map.of("telltale-admins", Role.ADMIN),
                                true),
                        settings.oidc()),
                () -> assertEquals("0.0.0.0", settings.address()),
                () -> assertEquals(0, settings.port()));
    }

    @Test
    void theTestAboveNamesEverySetting() {
        assertEquals(Setting.values().length, EVERYTHING.length / 2);
    }

    @Test
    void everySettingInEffectIsShownWithItsSource() {
        List<EffectiveSetting> used = Given.settings(EVERYTHING).effective();
        assertEquals(
                List.of(Setting.values()).stream().map(Setting::name).toList(),
                used.stream().map(EffectiveSetting::name).toList());
        assertTrue(used.stream().allMatch(one -> one.source().equals("environment")));
    }

    @Test
    void defaultsAreShownToo() {
        List<EffectiveSetting> used = Given.settings("EMAIL_USER", "ann@example.com", "EMAIL_PASS", "secret")
                .effective();
        assertAll(
                () -> assertTrue(used.contains(new EffectiveSetting("EMAIL_HOST", "smtp.gmail.com", "default"))),
                () -> assertTrue(used.contains(new EffectiveSetting("EMAIL_PORT", "587", "default"))),
                () -> assertTrue(used.contains(new EffectiveSetting("EMAIL_TLS", "starttls", "default"))),
                () -> assertTrue(used.contains(new EffectiveSetting("EMAIL_FROM", "a***@example.com", "default"))),
                () -> assertTrue(used.contains(new EffectiveSetting("TELLTALE_PORT", "8080", "default"))));
    }

    @Test
    void defaultsStayWithinGmailsLimits() {
        OutboxSettings personal = Given.settings("EMAIL_USER", "ann@gmail.com", "EMAIL_PASS", "secret")
                .outbox();
        OutboxSettings workspace = Given.settings("EMAIL_USER", "ann@example.com", "EMAIL_PASS", "secret")
                .outbox();
        OutboxSettings relay =
                Given.settings("EMAIL_HOST", "SMTP-relay.gmail.com").outbox();
        assertEquals(List.of(3, 500), List.of(personal.connections(), personal.perDay()));
        assertEquals(List.of(3, 2000), List.of(workspace.connections(), workspace.perDay()));
        assertEquals(List.of(3, 10_000), List.of(relay.connections(), relay.perDay()));
    }

    @Test
    void secretsAndPeopleAreMasked() {
        List<EffectiveSetting> used = Given.settings(EVERYTHING).effective();
        assertAll(
                () -> assertTrue(used.contains(new EffectiveSetting("EMAIL_PASS", "****", "environment"))),
                () -> assertTrue(used.contains(new EffectiveSetting("EMAIL_USER", "a***@example.com", "environment"))),
                () -> assertTrue(used.contains(new EffectiveSetting("EMAIL_FROM", "n***@example.com", "environment"))),
                () -> assertTrue(used.contains(new EffectiveSetting(
                        "TELLTALE_DATABASE_URL", "jdbc:postgresql://db.example.com/mail?…", "environment"))),
                () -> assertTrue(used.contains(new EffectiveSetting("TELLTALE_DATABASE_USER", "k***", "environment"))));
    }

    @Test
    void nothingThatIsPrintedHoldsASecret() {
        Settings settings = Given.settings(EVERYTHING);
        String printed = Given.sources(EVERYTHING) + " " + settings + " " + settings.effective() + settings.warnings()
                + settings.smtp() + settings.secret() + settings.database();
        for (String secret : List.of(
                "pass-word-1", "pass-word-2", "pass-word-4", "0123456789abcdef", "bob@", "Ann Example", "keeper")) {
            assertFalse(printed.contains(secret), secret);
        }
    }

    @Test
    void anEmptyValueCountsAsNotSet() {
        assertNull(Given.settings("EMAIL_USER", "", "EMAIL_PASS", "  ").smtp());
    }

    @Test
    void whiteSpaceAroundAValueIsDropped() {
        assertEquals(9000, Given.settings("TELLTALE_PORT", " 9000 ").port());
    }

    @Test
    void theHomeOfTheUserIsKnown() {
        assertEquals(
                Path.of(System.getProperty("user.home"), "mail"),
                Given.settings("TELLTALE_HOME", "~/mail").home());
    }
}
