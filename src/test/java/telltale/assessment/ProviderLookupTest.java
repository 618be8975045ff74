package telltale.assessment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import telltale.dns.DnsServer;
import telltale.dns.JndiDns;
import telltale.model.Delivery;
import telltale.model.DeliveryId;
import telltale.model.DeliveryState;
import telltale.model.EmailAddress;
import telltale.model.Provider;
import telltale.model.Uuid7;
import telltale.store.Store;
import telltale.store.sqlite.SqliteStore;

class ProviderLookupTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    /** Long, because the first query of a JVM is slow. */
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Random random = new Random(42);
    private DnsServer dns;
    private MxLookup mailServers;

    @BeforeEach
    void serve() throws Exception {
        dns = new DnsServer(
                "example.com MX 20 alt.ASPMX.L.google.com",
                "example.com MX 10 mail.example.com",
                "xn--bcher-kva.example MX 10 xn--bcher-kva-example.mail.protection.outlook.com",
                "silent.example MX 0 .",
                "bare.example EMPTY");
        mailServers = new MxLookup(new JndiDns(dns.url(), TIMEOUT));
    }

    @AfterEach
    void stop() throws Exception {
        dns.close();
    }

    @Test
    void thePreferredServerComesFirst() throws Exception {
        assertEquals(List.of("mail.example.com", "alt.aspmx.l.google.com"), mailServers.lookUp("example.com"));
    }

    @Test
    void domainsThatCannotReceiveMailAreFound() {
        MailDomains domains = new MailDomains(mailServers::reachability, Clock.systemUTC());
        List<String> asked = List.of("example.com", "silent.example", "nowhere.example", "bare.example");
        Map<String, MxLookup.Reachability> expected = Map.of(
                "silent.example", MxLookup.Reachability.REFUSES_MAIL,
                "nowhere.example", MxLookup.Reachability.NO_DOMAIN,
                "bare.example", MxLookup.Reachability.NO_SERVER);
        assertEquals(new MailDomains.Found(expected, 0), domains.find(asked));
        int queries = dns.asked.size();
        assertEquals(new MailDomains.Found(expected, 0), domains.find(asked));
        assertEquals(queries, dns.asked.size());
    }

    @Test
    void withoutTheDnsNoDomainIsKnown() {
        MailDomains domains = new MailDomains(null, Clock.systemUTC());
        assertEquals(new MailDomains.Found(Map.of(), 2), domains.find(List.of("example.com", "nowhere.example")));
    }

    @Test
    void aLongListOfDomainsIsLookedUpInPart() {
        MailDomains domains = new MailDomains(domain -> MxLookup.Reachability.NO_DOMAIN, Clock.systemUTC());
        List<String> asked =
                IntStream.range(0, 300).mapToObj(i -> i + ".example").toList();
        assertEquals(200, domains.find(asked).unreachable().size());
        assertEquals(300, domains.find(asked).unreachable().size());
    }

    @Test
    void internationalDomainsAreLookedUpAsALabels() throws Exception {
        assertEquals(
                List.of("xn--bcher-kva-example.mail.protection.outlook.com"), mailServers.lookUp("bücher.example"));
    }

    @Test
    void aDomainWithANullMxHasNoServer() throws Exception {
        assertEquals(List.of(), mailServers.lookUp("silent.example"));
        assertEquals(List.of(), mailServers.lookUp("bare.example"));
        assertEquals(List.of(), mailServers.lookUp("nowhere.example"));
    }

    @ParameterizedTest
    @CsvSource({
        "aspmx.l.google.com, GOOGLE",
        "example-com.mail.protection.outlook.com, MICROSOFT",
        "example-com.a-v1.mx.microsoft, MICROSOFT",
        "mx01.mail.icloud.com, APPLE",
        "mta5.am0.yahoodns.net, YAHOO",
        "mxa-0001.gslb.pphosted.com, PROOFPOINT",
        "eu-smtp-inbound-1.mimecast.com, MIMECAST",
        "d1.ess.barracudanetworks.com, BARRACUDA",
        "mx1.hc1.iphmx.com, CISCO",
        "mx.notgoogle.com, OTHER",
        "google.com.evil.example, OTHER",
        "localhost, OTHER"
    })
    void aServerIsOperatedByTheOwnerOfItsDomain(String server, Provider provider) {
        assertEquals(provider, MailOperators.operatorOf(List.of(server)));
    }

    @Test
    void eachDeliveryGetsItsProviderAndEachDomainIsQueriedOnce(@TempDir Path folder) throws Exception {
        try (Store store = SqliteStore.open(folder.resolve("db"), folder.resolve("native"), TIMEOUT)) {
            DeliveryId known = made(store, "ann@example.com");
            made(store, "bob@EXAMPLE.com");
            DeliveryId unknown = made(store, "bob@nowhere.example");
            ProviderLookup lookup = new ProviderLookup(store.judgements(), mailServers, Clock.systemUTC());
            while (!store.judgements().withoutProvider(1).isEmpty()) {
                lookup.step();
            }
            assertEquals(Provider.GOOGLE, provider(store, known));
            assertEquals(Provider.OTHER, provider(store, unknown));
            assertEquals(1, dns.asked.stream().filter("example.com"::equals).count());
            assertEquals(2, store.judgements().countPending(10), "deliveries with new evidence are judged again");
        }
    }

    private static Provider provider(Store store, DeliveryId delivery) {
        return store.activity(delivery).orElseThrow().evidence().provider();
    }

    private DeliveryId made(Store store, String to) {
        DeliveryId id = new DeliveryId(Uuid7.at(NOON, random));
        store.insert(new Delivery(id, EmailAddress.parse(to), null, "Hi", DeliveryState.SENDING, null, null));
        return id;
    }
}
