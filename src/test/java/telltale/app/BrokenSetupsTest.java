package telltale.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.dns.DnsServer;
import telltale.doctor.Finding;
import telltale.doctor.Level;
import telltale.doctor.Report;
import telltale.doctor.Requirement;
import telltale.doctor.Signings;
import telltale.settings.Settings;
import telltale.settings.Sources;
import telltale.smtp.ScriptedSmtpServer;
import telltale.smtp.ScriptedSmtpServer.Step;
import telltale.store.Store;
import telltale.store.sqlite.SqliteStore;
import telltale.supervision.Supervisor;

/** A sound set-up, in which nothing is wrong, and the same with one fault at a time. */
class BrokenSetupsTest {
    private static KeyPair pair;

    @TempDir
    private Path home;

    private ScriptedSmtpServer mailServer;
    private DnsServer dns;
    private final Map<String, String> settings = new HashMap<>();
    private final List<String> zone = new ArrayList<>();

    @BeforeAll
    static void generate() throws Exception {
        pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    }

    @BeforeEach
    void setUp() throws Exception {
        mailServer = ScriptedSmtpServer.start().offer("AUTH PLAIN LOGIN");
        dns = new DnsServer();
        settings.putAll(Map.of(
                "EMAIL_HOST", "127.0.0.1",
                "EMAIL_PORT", String.valueOf(mailServer.port()),
                "EMAIL_TLS", "none",
                "EMAIL_USER", "ann",
                "EMAIL_PASS", "secret-word",
                "EMAIL_FROM", "news@example.com",
                "EMAIL_DKIM_KEY", Signings.pem(pair),
                "EMAIL_DKIM_SELECTOR", "s1",
                "PIXEL_URL", "https://mail.example.com/app/pixel"));
        settings.put("EMAIL_BOUNCES", "bounces.example.com");
        settings.put("TELLTALE_HOME", home.toString());
        settings.put("TELLTALE_DNS", dns.address());
        zone.addAll(List.of(
                "bounces.example.com TXT v=spf1 ip4:192.0.2.1 -all",
                "s1._domainkey.example.com TXT v=DKIM1; k=ed25519; p=" + published(),
                "_dmarc.example.com TXT v=DMARC1; p=none; rua=mailto:dmarc@example.com",
                "example.com MX 10 mx.example.com",
                "bounces.example.com MX 10 mx.example.com",
                "mx.example.com A 192.0.2.1"));
    }

    @AfterEach
    void tearDown() throws Exception {
        mailServer.close();
        dns.close();
    }

    @Test
    void nothingIsWrongWithASoundOne() throws Exception {
        Report report = examine();
        assertEquals(ids(), wrong(report));
        assertTrue(found(report)
                .containsAll(ids(
                        "pixel-url-ok",
                        "smtp-local",
                        "spf-ok",
                        "dkim-ok",
                        "dmarc-ok",
                        "dmarc-aligned",
                        "mx-ok",
                        "database-ok")));
        assertEquals(
                Set.of(Requirement.Answer.YES, Requirement.Answer.UNKNOWN),
                report.requirements().stream().map(Requirement::answer).collect(Collectors.toSet()));
        assertEquals(List.of(), mailServer.messages());
    }

    @Test
    void thePixelHasNoCertificate() throws Exception {
        settings.put("PIXEL_URL", "http://mail.example.com/app/pixel");
        assertEquals(ids("pixel-url-http"), wrong(examine()));
    }

    @Test
    void thePixelIsOnThisMachine() throws Exception {
        settings.put("PIXEL_URL", "http://127.0.0.1:1/app/pixel");
        assertTrue(wrong(examine()).contains("pixel-url-private"));
    }

    @Test
    void theDomainOfBouncesHasNoSpf() throws Exception {
        zone.remove(0);
        assertEquals(ids("spf-missing"), wrong(examine()));
    }

    @Test
    void thePublishedKeyIsAnother() throws Exception {
        zone.set(1, "s1._domainkey.example.com TXT v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");
        assertEquals(ids("dkim-mismatch"), wrong(examine()));
    }

    @Test
    void theDomainHasNoDmarcPolicy() throws Exception {
        zone.remove(2);
        Report report = examine();
        assertEquals(ids("dmarc-missing"), wrong(report));
        assertTrue(report.requirements().stream()
                .anyMatch(one -> one.id().equals("dmarc") && one.answer() == Requirement.Answer.NO));
    }

    @Test
    void theDomainOfTheSenderReceivesNoMail() throws Exception {
        zone.set(3, "example.com MX 0 .");
        assertEquals(ids("mx-null"), wrong(examine()));
    }

    @Test
    void theMailServerRefusesTheLogin() throws Exception {
        mailServer.reply(Step.AUTH, "535 5.7.8 Error: authentication failed");
        assertEquals(ids("smtp-login-refused"), wrong(examine()));
    }

    @Test
    void theLoginNeedsAnAccessTokenAndNoServerRuns() throws Exception {
        settings.remove("EMAIL_PASS");
        settings.put("EMAIL_OAUTH_TOKEN_URL", "http://127.0.0.1:1/token");
        settings.put("EMAIL_OAUTH_CLIENT_ID", "telltale");
        settings.put("EMAIL_OAUTH_REFRESH_TOKEN", "a-refresh-token");
        Report report = examine();
        assertEquals(ids(), wrong(report));
        assertTrue(found(report).contains("smtp-not-tried"));
    }

    @Test
    void theMailServerIsDown() throws Exception {
        mailServer.close();
        assertEquals(ids("smtp-unreachable"), wrong(examine()));
    }

    @Test
    void theMailServerOffersNoTls() throws Exception {
        settings.put("EMAIL_TLS", "starttls");
        assertEquals(ids("smtp-tls-failed"), wrong(examine()));
    }

    @Test
    void theSenderIsAtAMailboxProvider() throws Exception {
        settings.put("EMAIL_FROM", "someone@gmail.com");
        assertTrue(wrong(examine()).contains("from-consumer"));
    }

    @Test
    void theSenderIsALocalName() throws Exception {
        settings.put("EMAIL_FROM", "telltale@localhost");
        settings.remove("EMAIL_BOUNCES");
        assertEquals(ids("from-local"), wrong(examine()));
        assertFalse(dns.asked.contains("localhost"));
    }

    @Test
    void theNameServerIsSilent() throws Exception {
        zone.clear();
        for (String name : List.of("example.com", "bounces.example.com", "_dmarc.example.com", "com")) {
            zone.add(name + " FAIL");
        }
        zone.add("s1._domainkey.example.com FAIL");
        Report report = examine();
        assertEquals(ids(), wrong(report));
        assertTrue(found(report).containsAll(ids("spf-unknown", "dkim-unknown", "dmarc-unknown", "mx-unknown")));
    }

    @Test
    void theDnsIsOff() throws Exception {
        settings.put("TELLTALE_DNS", "off");
        assertEquals(ids(), wrong(examine()));
        assertEquals(List.of(), List.copyOf(dns.asked));
    }

    @Test
    void anotherMailServerRefusesTheLogin() throws Exception {
        try (ScriptedSmtpServer other = ScriptedSmtpServer.start().offer("AUTH PLAIN LOGIN")) {
            other.reply(Step.AUTH, "535 5.7.8 Error: authentication failed");
            settings.put("EMAIL_SERVERS", "reserve smtp://ann@127.0.0.1:" + other.port() + "");
            settings.put("EMAIL_SERVERS_PASS", "secret-word");
            Report report = examine();
            assertEquals(ids("smtp-login-refused"), wrong(report));
            assertTrue(found(report).contains("smtp-local"));
        }
    }

    /** The database answers once the mail server was asked, which would never happen if it were read before all checks. */
    @Test
    void theDatabaseIsReadBesideTheOtherChecks() throws Exception {
        CountDownLatch isRead = new CountDownLatch(1);
        mailServer.delay(Step.EHLO, isRead);
        dns.serve(zone.toArray(String[]::new));
        try (Store store = SqliteStore.open(home.resolve("db"), home.resolve("native"), Duration.ofSeconds(5))) {
            Store waiting = (Store) Proxy.newProxyInstance(
                    Store.class.getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, arguments) -> {
                        if (method.getName().equals("apiKeys")) {
                            while (mailServer.connections() == 0) {
                                TimeUnit.MILLISECONDS.sleep(5);
                            }
                            isRead.countDown();
                        }
                        return method.invoke(store, arguments);
                    });
            assertEquals(ids(), wrong(examine(waiting)));
        }
    }

    private Report examine() throws Exception {
        dns.serve(zone.toArray(String[]::new));
        try (Store store = SqliteStore.open(home.resolve("db"), home.resolve("native"), Duration.ofSeconds(5))) {
            return examine(store);
        }
    }

    private Report examine(Store store) throws Exception {
        return DoctorParts.doctor(
                        Settings.load(Sources.of(settings)),
                        store,
                        List::of,
                        null,
                        null,
                        Clock.systemUTC(),
                        Supervisor.withoutExit())
                .examine();
    }

    /** The findings of what is wrong, without those about the disk of this machine. */
    private static Set<String> wrong(Report report) {
        return report.findings().stream()
                .filter(finding -> finding.level().compareTo(Level.WARNING) >= 0)
                .map(BrokenSetupsTest::id)
                .filter(id -> !id.startsWith("disk-"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> found(Report report) {
        return report.findings().stream().map(BrokenSetupsTest::id).collect(Collectors.toSet());
    }

    private static String id(Finding finding) {
        return finding.type().wireName();
    }

    private static Set<String> ids(String... ids) {
        return new TreeSet<>(Arrays.asList(ids));
    }

    private static String published() {
        byte[] encoded = pair.getPublic().getEncoded();
        return Base64.getEncoder().encodeToString(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
    }
}
