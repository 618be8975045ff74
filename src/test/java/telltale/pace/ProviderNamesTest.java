package telltale.pace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import telltale.assessment.MxLookup;
import telltale.dns.DnsServer;
import telltale.dns.JndiDns;
import telltale.sending.TestClock;

class ProviderNamesTest {
    private static final Duration TIMEOUT = Duration.ofMillis(300);

    private final TestClock clock = new TestClock(Instant.parse("2026-12-01T12:00:00Z"));

    @Test
    void domainsAreGroupedByTheirMailServersOnceTheDnsHasAnswered() throws Exception {
        try (DnsServer server = new DnsServer(
                "one.example MX 20 b.mx.host.example.",
                "one.example MX 10 a.mx.host.example.",
                "two.example MX 10 a.mx.host.example.",
                "gmail.com MX 5 gmail-smtp-in.l.google.com.",
                "none.example EMPTY")) {
            ProviderNames names = names(server);
            assertEquals("one.example", names.of("one.example"));
            names.of("two.example");
            names.of("gmail.com");
            names.of("none.example");
            names.step();
            assertEquals("a.mx.host.example", names.of("one.example"));
            assertEquals("a.mx.host.example", names.of("two.example"));
            assertEquals("google", names.of("gmail.com"));
            assertEquals("none.example", names.of("none.example"));
            int asked = server.asked.size();
            names.step();
            assertEquals(asked, server.asked.size(), "an answer is kept");
        }
    }

    @Test
    void aDomainIsItsOwnProviderWhileTheDnsIsSilentAndKeepsItsProviderLater() throws Exception {
        try (DnsServer server = new DnsServer("one.example SILENT")) {
            ProviderNames names = names(server);
            names.of("one.example");
            names.step();
            assertEquals("one.example", names.of("one.example"));
            server.serve("one.example MX 10 a.mx.host.example.");
            clock.advance(Duration.ofMinutes(11));
            names.of("one.example");
            names.step();
            assertEquals("a.mx.host.example", names.of("one.example"));
            server.serve("one.example SILENT");
            clock.advance(Duration.ofDays(2));
            names.of("one.example");
            names.step();
            assertEquals("a.mx.host.example", names.of("one.example"));
        }
    }

    private ProviderNames names(DnsServer server) {
        return new ProviderNames(new MxLookup(new JndiDns(server.url(), TIMEOUT)), clock);
    }
}
