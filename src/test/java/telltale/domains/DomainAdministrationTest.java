package telltale.domains;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import telltale.dns.DnsServer;
import telltale.dns.JndiDns;
import telltale.domains.DnsRecord.Purpose;
import telltale.domains.DomainConflictException.Reason;
import telltale.model.DkimAlgorithm;
import telltale.model.DkimKeyState;
import telltale.model.InvalidInputException;
import telltale.sending.TestClock;
import telltale.settings.PixelUrl;
import telltale.store.SenderDomains.StoredDomain;
import telltale.store.SenderDomains.StoredKey;
import telltale.store.Store;
import telltale.store.sqlite.SqliteStore;
import telltale.token.KeyRing;

/** Senders' domains with a database and a name server. */
class DomainAdministrationTest {
    private static final Instant NOON = Instant.parse("2026-12-01T12:00:00Z");
    private static final String SHOP = "shop.example";
    private static final DnsRecords RECORDS = new DnsRecords(
            PixelUrl.parse("https://mail.example.com/app/pixel"), "in.example.com", "smtp.gmail.com", false);

    @TempDir
    Path home;

    private final TestClock clock = new TestClock(NOON);
    private final KeyVault vault = new KeyVault(new KeyRing(Map.of(0, new byte[32])));
    private DnsServer nameServer;
    private Store store;
    private SenderDirectory directory;
    private DomainAdministration domains;

    @BeforeEach
    void open() throws Exception {
        nameServer = new DnsServer();
        store = SqliteStore.open(
                home.resolve("telltale.db"),
                home.resolve("native"),
                Duration.ofSeconds(5),
                address -> Optional.empty());
        directory = new SenderDirectory(store.senderDomains(), vault, clock);
        domains = new DomainAdministration(
                store.senderDomains(),
                vault,
                new JndiDns(nameServer.url(), Duration.ofSeconds(2)),
                directory::refresh,
                clock);
    }

    @AfterEach
    void close() throws Exception {
        store.close();
        nameServer.close();
    }

    private StoredDomain shop() {
        return domains.find(SHOP).orElseThrow();
    }

    /** Publishes the records of all keys, with the strings of a zone file. */
    private void publish() {
        List<String> lines = new ArrayList<>();
        for (DnsRecord record : RECORDS.of(shop())) {
            if (record.purpose() == Purpose.DKIM) {
                String strings = String.valueOf(record.value());
                lines.add(record.name() + " TXT "
                        + strings.substring(1, strings.length() - 1).replace("\" \"", "|"));
            }
        }
        nameServer.serve(lines.toArray(String[]::new));
    }

    private DkimKeyState state(String selector) {
        return shop().key(selector).orElseThrow().state();
    }

    @ParameterizedTest
    @EnumSource(DkimAlgorithm.class)
    void aKeySignsOnceItsRecordIsInTheDns(DkimAlgorithm algorithm) throws Exception {
        domains.put(SHOP, null, null, null);
        String selector = domains.addKey(SHOP, algorithm, null).orElseThrow().selector();
        assertEquals("tt20261201-" + algorithm.wireName(), selector);
        DomainConflictException refused =
                assertThrows(DomainConflictException.class, () -> domains.promote(SHOP, selector, false));
        assertEquals(Reason.NOT_PUBLISHED, refused.reason());
        assertTrue(refused.sentence().contains(selector + "._domainkey.shop.example"), refused::sentence);
        assertEquals(DkimKeyState.WAITING, state(selector));
        assertEquals(List.of(), directory.find(SHOP).orElseThrow().signers());

        publish();
        assertTrue(domains.promote(SHOP, selector, false));
        assertEquals(DkimKeyState.SIGNING, state(selector));
        assertEquals(
                List.of(algorithm.wireName() + "-sha256 by " + selector + "._domainkey.shop.example"),
                directory.find(SHOP).orElseThrow().signers().stream()
                        .map(Object::toString)
                        .toList());
        assertFalse(domains.promote(SHOP, selector, false), "it signs already");
    }

    @Test
    void aRecordOfAnotherKeyIsNotTheOneThatIsLookedFor() throws Exception {
        domains.put(SHOP, null, null, null);
        domains.addKey(SHOP, DkimAlgorithm.RSA, "one");
        domains.addKey(SHOP, DkimAlgorithm.RSA, "two");
        String other = RECORDS.of(shop()).stream()
                .filter(record -> record.name().startsWith("two."))
                .map(record -> String.valueOf(record.text()))
                .findFirst()
                .orElseThrow();
        nameServer.serve("one._domainkey.shop.example TXT " + other.substring(0, 200) + "|" + other.substring(200));
        assertThrows(DomainConflictException.class, () -> domains.promote(SHOP, "one", false));
        assertTrue(domains.promote(SHOP, "one", true), "forced");
        assertEquals(DkimKeyState.SIGNING, state("one"));
    }

    @Test
    void aKeyIsNotPromotedWithoutAnAnswerOfTheDns() {
        nameServer.serve("one._domainkey.shop.example FAIL");
        domainWithKey("one");
        assertThrows(DomainConflictException.class, () -> domains.promote(SHOP, "one", false));
    }

    private void domainWithKey(String selector) {
        try {
            domains.put(SHOP, null, null, null);
        } catch (DomainConflictException impossible) {
            throw new AssertionError(impossible);
        }
        domains.addKey(SHOP, DkimAlgorithm.ED25519, selector);
    }

    @Test
    void aRetiredKeyStaysUntilItsMailHasArrived() throws Exception {
        domainWithKey("old");
        domains.promote(SHOP, "old", true);
        domains.addKey(SHOP, DkimAlgorithm.ED25519, "new");
        assertEquals(
                Reason.IN_USE,
                assertThrows(DomainConflictException.class, () -> domains.deleteKey(SHOP, "old", true))
                        .reason());
        domains.promote(SHOP, "new", true);
        assertEquals(DkimKeyState.RETIRED, state("old"));
        assertEquals(
                Optional.of(NOON.plus(Duration.ofDays(7))),
                DomainAdministration.publishedUntil(shop().key("old").orElseThrow()));
        assertEquals(
                2,
                RECORDS.of(shop()).stream()
                        .filter(record -> record.purpose() == Purpose.DKIM)
                        .count());
        assertThrows(DomainConflictException.class, () -> domains.deleteKey(SHOP, "old", false));
        clock.advance(Duration.ofDays(7));
        assertTrue(domains.deleteKey(SHOP, "old", false));
        assertFalse(domains.deleteKey(SHOP, "old", false));
    }

    @Test
    void aRetiredKeyMaySignAgain() throws Exception {
        domainWithKey("one");
        domains.promote(SHOP, "one", true);
        assertTrue(domains.retire(SHOP, "one"));
        assertEquals(List.of(), directory.find(SHOP).orElseThrow().signers());
        publish();
        assertTrue(domains.promote(SHOP, "one", false));
    }

    @Test
    void selectorsGeneratedOnOneDayDiffer() throws Exception {
        domains.put(SHOP, null, null, null);
        domains.addKey(SHOP, DkimAlgorithm.ED25519, null);
        domains.addKey(SHOP, DkimAlgorithm.ED25519, null);
        assertEquals(
                List.of("tt20261201-ed25519", "tt20261201-ed25519-2"),
                shop().keys().stream().map(StoredKey::selector).toList());
        assertThrows(InvalidInputException.class, () -> domains.addKey(SHOP, DkimAlgorithm.RSA, "tt20261201-ed25519"));
        assertEquals(Optional.empty(), domains.addKey("other.example", DkimAlgorithm.RSA, null));
    }

    @Test
    void aDomainHasAtMostTenKeys() throws Exception {
        domains.put(SHOP, null, null, null);
        for (int i = 0; i < 10; i++) {
            domains.addKey(SHOP, DkimAlgorithm.ED25519, null);
        }
        assertThrows(InvalidInputException.class, () -> domains.addKey(SHOP, DkimAlgorithm.ED25519, null));
    }

    @Test
    void aPrivateKeyIsStoredEncrypted() {
        domainWithKey("one");
        StoredKey key = shop().key("one").orElseThrow();
        assertNotEquals(key.publicKey(), key.privateKey());
        assertFalse(key.toString().contains(key.privateKey()));
        byte[] sealed = Base64.getUrlDecoder().decode(key.privateKey());
        byte[] prefix = {0x30, 0x2e, 0x02, 0x01};
        assertFalse(new String(sealed, StandardCharsets.ISO_8859_1)
                .contains(new String(prefix, StandardCharsets.ISO_8859_1)));
        KeyVault other = new KeyVault(new KeyRing(Map.of(0, new byte[] {
            1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29,
            30, 31, 32
        })));
        assertEquals(Optional.empty(), other.open(key));
        assertEquals("ed25519-sha256", vault.open(key).orElseThrow().algorithm());
    }

    @Test
    void aChangeReachesTheCopyOfAnotherNodeWithItsNextReading() throws Exception {
        SenderDirectory other = new SenderDirectory(store.senderDomains(), vault, clock);
        assertEquals(Optional.empty(), other.find(SHOP));
        domains.put(SHOP, "https://click.shop.example/app/", "b.shop.example", 0);
        assertEquals(Optional.empty(), other.find(SHOP));
        assertTrue(other.step().compareTo(Duration.ofSeconds(5)) < 0);
        SenderDomain found = other.find(SHOP).orElseThrow();
        assertEquals(PixelUrl.parse("https://click.shop.example/app/pixel"), found.pixelUrl());
        assertEquals(directory.find(SHOP), other.find(SHOP));
    }

    @Test
    void ofTwoWritersOneIsTold() throws Exception {
        int version = domains.put(SHOP, null, null, 0).version();
        domains.put(SHOP, "https://one.shop.example", null, version);
        assertEquals(
                Reason.CHANGED_MEANWHILE,
                assertThrows(DomainConflictException.class, () -> domains.put(SHOP, null, "b.shop.example", version))
                        .reason());
        assertEquals("https://one.shop.example", shop().trackingUrl());
        assertThrows(DomainConflictException.class, () -> domains.delete(SHOP, version));
        assertTrue(domains.delete(SHOP, version + 1));
        assertFalse(domains.delete(SHOP, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "click.shop.example",
                "http://click.shop.example",
                "ftp://click.shop.example",
                "https://user:secret@click.shop.example",
                "https://click.shop.example/?a=b",
                "https://click.shop.example/#a",
                "https://click.shop.example/a&b",
                "https://click.shop.example/\"><script>",
                "https://click.shop.example:99999",
                "javascript:alert(1)",
                ""
            })
    void aTrackingUrlThatMailCannotHaveIsRefused(String url) {
        InvalidInputException refused =
                assertThrows(InvalidInputException.class, () -> domains.put(SHOP, url, null, null));
        assertEquals("trackingUrl", refused.field());
        assertFalse(refused.detail().contains("secret"));
        assertEquals(Optional.empty(), domains.find(SHOP));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nowhere", "a b@shop.example", "a-mailbox-that-is-too-long-for-tokens@shop.example"})
    void aReturnPathThatCannotTakeMailIsRefused(String address) {
        InvalidInputException refused =
                assertThrows(InvalidInputException.class, () -> domains.put(SHOP, null, address, null));
        assertEquals("returnPath", refused.field());
    }

    @ParameterizedTest
    @CsvSource({
        "https://click.shop.example/app, https://click.shop.example/app",
        "https://click.shop.example/, https://click.shop.example",
        "https://click.shop.example/app/pixel, https://click.shop.example/app",
        "http://127.0.0.1:8080/app, http://127.0.0.1:8080/app"
    })
    void aTrackingUrlIsStoredWithoutWhatFollowsIt(String given, String stored) throws Exception {
        assertEquals(stored, domains.put(SHOP, given, null, null).trackingUrl());
    }

    @Test
    void theRecordsToPublishAreExact() throws Exception {
        domains.put(SHOP, "https://click.shop.example/app", "b.shop.example", null);
        StoredKey rsa = domains.addKey(SHOP, DkimAlgorithm.RSA, "r").orElseThrow();
        StoredKey ed25519 = domains.addKey(SHOP, DkimAlgorithm.ED25519, "e").orElseThrow();
        List<DnsRecord> records = RECORDS.of(shop());
        String rsaText = "v=DKIM1; k=rsa; p=" + rsa.publicKey();
        assertTrue(rsaText.length() > 255);
        assertEquals(
                List.of(
                        "click.shop.example CNAME mail.example.com.",
                        "e._domainkey.shop.example TXT \"v=DKIM1; k=ed25519; p=" + ed25519.publicKey() + "\"",
                        "r._domainkey.shop.example TXT \"" + rsaText.substring(0, 255) + "\" \""
                                + rsaText.substring(255) + "\"",
                        "b.shop.example MX 10 in.example.com.",
                        "b.shop.example TXT \"v=spf1 include:_spf.google.com ~all\""),
                records.stream()
                        .map(record -> record.name() + " " + record.type() + " " + record.value())
                        .toList());
        assertEquals(32, Base64.getDecoder().decode(ed25519.publicKey()).length);
    }

    @Test
    void aNameThatIsNoAliasNeedsTheAddressOfTheServer() throws Exception {
        domains.put(SHOP, "https://shop.example", null, null);
        assertEquals(
                List.of(
                        new DnsRecord(Purpose.TRACKING, SHOP, "A", null),
                        new DnsRecord(Purpose.SPF, SHOP, "TXT", "v=spf1 include:_spf.google.com ~all")),
                RECORDS.of(shop()));
        DnsRecords unknown = new DnsRecords(null, null, null, true);
        domains.put(SHOP, "https://click.shop.example", "bounces@shop.example", null);
        assertEquals(
                List.of(
                        new DnsRecord(Purpose.TRACKING, "click.shop.example", "A", null),
                        new DnsRecord(Purpose.SPF, SHOP, "TXT", null)),
                unknown.of(shop()));
    }
}
