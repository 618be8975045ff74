package telltale.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JndiDnsTest {
    /** Long, because the first query of a JVM is slow. */
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private DnsServer server;
    private Dns dns;

    @BeforeEach
    void serve() throws Exception {
        server = new DnsServer(
                "example.com MX 20 b.example.com",
                "example.com MX 10 a.example.com",
                "example.com TXT v=spf1 ip4:192.0.2.1| -all",
                "quoted.example.com TXT say \"hi\" \\ there",
                "parts.example.com TXT v=DKIM1; p=abc|def||ghi",
                "large.example.com TXT " + "x".repeat(250) + "|" + "y".repeat(250) + "|" + "z".repeat(250),
                "alias.example.com CNAME target.example.com",
                "target.example.com TXT here",
                "1.2.0.192.in-addr.arpa PTR mail.example.com",
                "v6.example.com AAAA 2001:db8::1",
                "broken.example.com FAIL",
                "silent.example.com SILENT");
        dns = new JndiDns(server.url(), TIMEOUT);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void theStringsOfATextRecordAreJoinedWithoutASeparator() {
        assertEquals(List.of("v=spf1 ip4:192.0.2.1 -all"), values("example.com", RecordType.TXT));
        assertEquals(List.of("say \"hi\" \\ there"), values("quoted.example.com", RecordType.TXT));
        assertEquals(List.of("v=DKIM1; p=abcdefghi"), values("parts.example.com", RecordType.TXT));
    }

    @Test
    void anAnswerThatDoesNotFitIsFetchedByTcp() {
        assertEquals(
                List.of("x".repeat(250) + "y".repeat(250) + "z".repeat(250)),
                values("large.example.com", RecordType.TXT));
    }

    @Test
    void aliasesAreFollowed() {
        assertEquals(List.of("here"), values("alias.example.com", RecordType.TXT));
    }

    @Test
    void otherTypesAreRead() {
        assertEquals(2, values("example.com", RecordType.MX).size());
        assertEquals(List.of("mail.example.com."), values("1.2.0.192.in-addr.arpa", RecordType.PTR));
        assertEquals(List.of("2001:db8::1"), values("v6.example.com", RecordType.AAAA));
    }

    @Test
    void whatIsMissingAndWhatFailedAreDistinguished() {
        assertEquals(new DnsAnswer.NoName(), dns.ask("nowhere.example.com", RecordType.TXT));
        assertEquals(new DnsAnswer.NoData(), dns.ask("target.example.com", RecordType.MX));
        assertEquals(
                new DnsAnswer.Failed("the name server reported a failure (SERVFAIL)"),
                dns.ask("broken.example.com", RecordType.TXT));
        assertEquals(
                new DnsAnswer.Failed("no name server answered"),
                new JndiDns(server.url(), Duration.ofMillis(20)).ask("silent.example.com", RecordType.TXT));
    }

    @Test
    void aChangedRecordIsSeenAtOnce() {
        assertEquals(List.of("here"), values("target.example.com", RecordType.TXT));
        server.serve("target.example.com TXT changed");
        assertEquals(List.of("changed"), values("target.example.com", RecordType.TXT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a..b", "a b.example", "a/b.example", "%{i}.example", ".", "ü.example"})
    void whatIsNoNameIsNotAskedFor(String name) {
        assertEquals(new DnsAnswer.NoName(), dns.ask(name, RecordType.TXT));
        assertEquals(List.of(), List.copyOf(server.asked));
    }

    private List<String> values(String name, RecordType type) {
        return assertInstanceOf(DnsAnswer.Found.class, dns.ask(name, type)).values();
    }
}
