package telltale.doctor.relay;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import telltale.dns.Addresses;
import telltale.dns.Dns;
import telltale.dns.DnsAnswer;
import telltale.dns.RecordType;
import telltale.doctor.Finding;

/** Checks the names of the mail server's addresses (RFC 1912 section 2.1: each has one that leads back to it). */
public final class PtrCheck {
    private final String relay;
    private final Dns dns;

    /** @param relay the mail server's host */
    public PtrCheck(String relay, Dns dns) {
        this.relay = relay;
        this.dns = dns;
    }

    /** Checks each public address. */
    public List<Finding> run() {
        List<InetAddress> addresses =
                Addresses.of(relay, dns).stream().filter(Addresses::isPublic).toList();
        if (addresses.isEmpty()) {
            return List.of(RelayFinding.RELAY_PTR_UNKNOWN.of(relay, relay + " has no public address."));
        }
        List<Finding> findings = new ArrayList<>();
        addresses.forEach(address -> findings.add(check(address)));
        return findings;
    }

    private Finding check(InetAddress address) {
        String text = address.getHostAddress();
        DnsAnswer answer = dns.ask(Addresses.reverseName(address), RecordType.PTR);
        if (answer instanceof DnsAnswer.Failed failed) {
            return RelayFinding.RELAY_PTR_UNKNOWN.of(text, failed.reason());
        }
        List<String> names = answer.values().stream().map(PtrCheck::withoutRoot).toList();
        return names.stream()
                .filter(name -> Addresses.of(name, dns).contains(address))
                .findFirst()
                .map(name -> RelayFinding.RELAY_PTR_OK.of(text, name))
                .orElseGet(() -> RelayFinding.RELAY_PTR_MISSING.of(
                        text,
                        names.isEmpty()
                                ? "There is no PTR record."
                                : String.join(", ", names) + " does not lead back to it."));
    }

    private static String withoutRoot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}
