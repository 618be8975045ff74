package telltale.doctor.mx;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import telltale.dns.Addresses;
import telltale.dns.Dns;
import telltale.dns.DnsAnswer;
import telltale.dns.MxRecords;
import telltale.dns.RecordType;
import telltale.doctor.Finding;
import telltale.doctor.SenderSetup;

/** Checks whether the domains of senders and of bounces receive mail. */
public final class MxCheck {
    /** Hosts that are looked up for one domain. */
    private static final int MAX_SERVERS = 10;

    private final SenderSetup setup;
    private final Dns dns;

    public MxCheck(SenderSetup setup, Dns dns) {
        this.setup = setup;
        this.dns = dns;
    }

    /** Checks each domain once. */
    public List<Finding> run() {
        Set<String> domains = new LinkedHashSet<>(setup.fromDomains());
        domains.addAll(setup.envelopeDomains());
        List<Finding> findings = new ArrayList<>();
        for (String domain : domains) {
            findings.add(receiving(domain));
        }
        for (String domain : setup.envelopeDomains()) {
            findings.add(new TransportPolicy(dns).mtaSts(domain));
            findings.add(new TransportPolicy(dns).tlsReports(domain));
        }
        return findings;
    }

    private Finding receiving(String domain) {
        DnsAnswer answer = dns.ask(domain, RecordType.MX);
        if (answer instanceof DnsAnswer.Failed failed) {
            return MxFinding.MX_UNKNOWN.of(domain, failed.reason());
        }
        if (answer instanceof DnsAnswer.NoName) {
            return MxFinding.MX_NO_DOMAIN.of(domain, "The name does not exist.");
        }
        List<String> servers = MxRecords.servers(answer);
        if (servers.isEmpty()) {
            return withoutMx(domain);
        }
        if (MxRecords.refusesMail(servers)) {
            return MxFinding.MX_NULL.of(domain, "The MX record is \"0 .\".");
        }
        boolean isReachable = servers.stream().limit(MAX_SERVERS).anyMatch(this::mayHaveAddress);
        return (isReachable ? MxFinding.MX_OK : MxFinding.MX_NO_ADDRESS).of(domain, String.join(", ", servers));
    }

    private Finding withoutMx(String domain) {
        return Addresses.of(domain, dns).isEmpty()
                ? MxFinding.MX_NO_SERVER.of(domain, "There is no MX, A or AAAA record.")
                : MxFinding.MX_MISSING.of(domain, "There is no MX record.");
    }

    /** Whether a host has an address, or the DNS does not answer. */
    private boolean mayHaveAddress(String host) {
        for (RecordType type : List.of(RecordType.A, RecordType.AAAA)) {
            DnsAnswer answer = dns.ask(host, type);
            if (answer instanceof DnsAnswer.Found || answer instanceof DnsAnswer.Failed) {
                return true;
            }
        }
        return false;
    }
}
