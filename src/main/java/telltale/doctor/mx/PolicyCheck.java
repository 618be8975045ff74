package telltale.doctor.mx;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.SSLException;
import telltale.dns.Dns;
import telltale.dns.MxRecords;
import telltale.dns.PinnedHttp.Answer;
import telltale.dns.RecordType;
import telltale.doctor.Finding;
import telltale.doctor.SenderSetup;
import telltale.doctor.http.GuardedHttp;
import telltale.model.Host;

/** Fetches the MTA-STS policies of the domains that receive bounces, and compares them with the MX records (RFC 8461). */
public final class PolicyCheck {
    private static final Set<String> MODES = Set.of("enforce", "testing", "none");
    private static final int OK = 200;

    private final SenderSetup setup;
    private final Dns dns;
    private final GuardedHttp http;

    public PolicyCheck(SenderSetup setup, Dns dns, GuardedHttp http) {
        this.setup = setup;
        this.dns = dns;
        this.http = http;
    }

    /** Checks each domain that has a valid record. */
    public List<Finding> run() {
        List<Finding> findings = new ArrayList<>();
        for (String domain : setup.envelopeDomains()) {
            if (new TransportPolicy(dns).mtaSts(domain).type() == MxFinding.MTA_STS_OK) {
                findings.add(check(domain));
            }
        }
        return findings;
    }

    private Finding check(String domain) {
        String host = "mta-sts." + domain;
        if (!(http.find(new Host(host)) instanceof GuardedHttp.Found.Client client)) {
            return MxFinding.MTA_STS_POLICY_UNREACHABLE.of(host, "It has no public address.");
        }
        try {
            // Redirects must not be followed (RFC 8461 section 3.3).
            Answer answer = client.http().request("GET", URI.create("https://" + host + "/.well-known/mta-sts.txt"));
            return answer.status() == OK
                    ? of(host, answer.body(), MxRecords.servers(dns.ask(domain, RecordType.MX)))
                    : MxFinding.MTA_STS_POLICY_UNREACHABLE.of(host, "The status is " + answer.status() + ".");
        } catch (SSLException insecure) {
            return MxFinding.MTA_STS_POLICY_UNREACHABLE.of(host, String.valueOf(insecure.getMessage()));
        } catch (IOException failed) {
            return MxFinding.MTA_STS_POLICY_UNREACHABLE.of(
                    host, client.address().getHostAddress() + ": " + failed.getMessage());
        }
    }

    /**
     * The finding about a policy (RFC 8461 section 3.2).
     *
     * @param servers the hosts in the MX records
     */
    static Finding of(String host, String policy, List<String> servers) {
        List<String> version = values(policy, "version");
        List<String> mode = values(policy, "mode");
        List<String> age = values(policy, "max_age");
        List<String> patterns = values(policy, "mx");
        boolean isValid = version.equals(List.of("STSv1"))
                && mode.size() == 1
                && MODES.contains(mode.get(0))
                && age.size() == 1
                && age.get(0).matches("[0-9]{1,10}")
                && (mode.get(0).equals("none") || !patterns.isEmpty());
        if (!isValid) {
            return MxFinding.MTA_STS_POLICY_INVALID.of(host, policy.strip());
        }
        List<String> missing = servers.stream()
                .filter(server -> patterns.stream().noneMatch(pattern -> matches(pattern, server)))
                .toList();
        if (mode.get(0).equals("none") || missing.isEmpty()) {
            return MxFinding.MTA_STS_POLICY_OK.of(host, "The mode is " + mode.get(0) + ".");
        }
        String seen = String.join(", ", missing) + " is not among " + String.join(", ", patterns) + ".";
        return (mode.get(0).equals("enforce") ? MxFinding.MTA_STS_MX_REFUSED : MxFinding.MTA_STS_MX_MISSING)
                .of(host, seen);
    }

    private static List<String> values(String policy, String key) {
        return policy.lines()
                .filter(line -> line.startsWith(key + ":"))
                .map(line -> line.substring(key.length() + 1).strip())
                .toList();
    }

    /** An asterisk stands for one label (RFC 8461 section 4.1). */
    private static boolean matches(String pattern, String server) {
        String wanted = pattern.toLowerCase(Locale.ROOT);
        String name = server.toLowerCase(Locale.ROOT);
        int dot = name.indexOf('.');
        return wanted.startsWith("*.")
                ? dot > 0 && wanted.substring(1).equals(name.substring(dot))
                : wanted.equals(name);
    }
}
