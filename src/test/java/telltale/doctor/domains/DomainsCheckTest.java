package telltale.doctor.domains;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import telltale.dns.Zone;
import telltale.doctor.Finding;
import telltale.doctor.SenderSetup;
import telltale.doctor.link.LinkFinding;
import telltale.domains.DnsRecord;
import telltale.domains.DnsRecords;
import telltale.domains.DomainAdministration;
import telltale.domains.KeyVault;
import telltale.domains.SenderDirectory;
import telltale.model.DkimAlgorithm;
import telltale.sending.TestClock;
import telltale.store.Store;
import telltale.store.sqlite.SqliteStore;
import telltale.token.KeyRing;

class DomainsCheckTest {
    private static final Instant NOON = Instant.parse("2026-12-01T12:00:00Z");
    private static final String SHOP = "shop.example";

    @TempDir
    Path home;

    private final TestClock clock = new TestClock(NOON);
    private final KeyVault vault = new KeyVault(new KeyRing(Map.of(0, new byte[32])));
    private Store store;
    private SenderDirectory directory;
    private DomainAdministration domains;

    @BeforeEach
    void open() throws Exception {
        store = SqliteStore.open(
                home.resolve("telltale.db"),
                home.resolve("native"),
                Duration.ofSeconds(5),
                address -> Optional.empty());
        directory = new SenderDirectory(store.senderDomains(), vault, clock);
        domains = new DomainAdministration(store.senderDomains(), vault, new Zone(), directory::refresh, clock);
        domains.put(SHOP, "https://click.shop.example", "b.shop.example", null);
        domains.addKey(SHOP, DkimAlgorithm.ED25519, "old");
        domains.addKey(SHOP, DkimAlgorithm.ED25519, "new");
        domains.addKey(SHOP, DkimAlgorithm.RSA, "rsa");
        domains.promote(SHOP, "old", true);
        domains.promote(SHOP, "new", true);
    }

    @AfterEach
    void close() {
        store.close();
    }

    /** The zone with the records of some keys, besides those that are sound. */
    private Zone zone(String... selectors) {
        List<String> lines = new ArrayList<>(List.of(
                "shop.example MX 10 mx.shop.example",
                "b.shop.example MX 10 mx.shop.example",
                "mx.shop.example A 192.0.2.1",
                "b.shop.example TXT v=spf1 include:_spf.google.com ~all",
                "_spf.google.com TXT v=spf1 ip4:192.0.2.0/24 ~all",
                "_dmarc.shop.example TXT v=DMARC1; p=reject; rua=mailto:d@shop.example"));
        DnsRecords records = new DnsRecords(null, null, null, true);
        for (DnsRecord record : records.of(domains.find(SHOP).orElseThrow())) {
            if (List.of(selectors).contains(record.name().replaceAll("\\..*", ""))) {
                String text = String.valueOf(record.text());
                int end = Math.min(255, text.length());
                lines.add(record.name() + " TXT " + text.substring(0, end)
                        + (end < text.length() ? "|" + text.substring(end) : ""));
            }
        }
        return new Zone(lines);
    }

    private List<String> findings(Zone zone) throws InterruptedException {
        SenderSetup otherwise = new SenderSetup(List.of(), null, "smtp.gmail.com", null);
        DomainsCheck check = new DomainsCheck(
                directory.all(),
                otherwise,
                zone,
                url -> () -> List.of(LinkFinding.TRACKING_OK.of(url.base(), "It was fetched.")),
                clock);
        return check.run().stream().map(DomainsCheckTest::text).toList();
    }

    private static String text(Finding finding) {
        return finding.type().wireName() + " " + finding.subject();
    }

    @Test
    void aSoundDomainHasNothingWrong() throws Exception {
        List<String> found = findings(zone("old", "new", "rsa"));
        assertEquals(
                List.of(
                        "tracking-ok https://click.shop.example",
                        "dkim-ok new._domainkey.shop.example",
                        "domain-key-waiting rsa._domainkey.shop.example",
                        "spf-ok b.shop.example",
                        "spf-relay-pass b.shop.example",
                        "dmarc-ok shop.example",
                        "dmarc-aligned shop.example",
                        "mx-ok shop.example",
                        "mx-ok b.shop.example",
                        "mta-sts-absent _mta-sts.b.shop.example",
                        "tls-rpt-absent _smtp._tls.b.shop.example"),
                found);
    }

    @Test
    void whatIsMissingInTheDnsIsNamedByKey() throws Exception {
        List<String> found = findings(zone());
        assertTrue(
                found.containsAll(List.of(
                        "dkim-missing new._domainkey.shop.example",
                        "domain-key-retired-too-early old._domainkey.shop.example",
                        "domain-key-unpublished rsa._domainkey.shop.example")),
                found::toString);
    }

    @Test
    void theRecordOfARetiredKeyMayGoWhenItsMailHasArrived() throws Exception {
        clock.advance(Duration.ofDays(7));
        List<String> found = findings(zone("new", "rsa"));
        assertFalse(found.toString().contains("old."), found::toString);
    }

    @Test
    void aKeyThatThisNodeCannotDecryptIsNamed() throws Exception {
        byte[] another = new byte[32];
        another[0] = 1;
        directory = new SenderDirectory(store.senderDomains(), new KeyVault(new KeyRing(Map.of(0, another))), clock);
        assertTrue(findings(zone("new")).contains("domain-key-unreadable new._domainkey.shop.example"));
    }
}
