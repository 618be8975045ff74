package telltale.doctor.spf;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import telltale.dns.Addresses;
import telltale.dns.Dns;
import telltale.doctor.Finding;
import telltale.doctor.SenderSetup;

/** Checks the SPF records of the domains of envelope senders, and whether they authorize the mail server in use. */
public final class SpfCheck {
    private static final int MAX_LOOKUPS = 10;
    private static final int MAX_VOIDS = 2;
    /** The record that a provider's customers include, by the domain of its mail servers. */
    private static final Map<String, String> PROVIDERS = Map.of(
            "gmail.com", "_spf.google.com",
            "googlemail.com", "_spf.google.com",
            "google.com", "_spf.google.com",
            "office365.com", "spf.protection.outlook.com",
            "outlook.com", "spf.protection.outlook.com");

    private final SenderSetup setup;
    private final Dns dns;

    public SpfCheck(SenderSetup setup, Dns dns) {
        this.setup = setup;
        this.dns = dns;
    }

    /** Checks each domain. */
    public List<Finding> run() {
        List<Finding> findings = new ArrayList<>();
        setup.envelopeDomains().forEach(domain -> findings.addAll(check(domain)));
        return findings;
    }

    private List<Finding> check(String domain) {
        SpfTree tree = SpfTree.of(domain, dns);
        List<Finding> findings = new ArrayList<>();
        tree.problems().forEach(problem -> findings.add(problem.type().of(domain, problem.seen())));
        if (!tree.unanswered().isEmpty()) {
            findings.add(SpfFinding.SPF_UNKNOWN.of(domain, String.join("; ", tree.unanswered())));
        }
        SpfRecord record = tree.record(domain);
        if (record == null) {
            return findings;
        }
        addLimits(domain, tree, findings);
        addEnd(domain, record, findings);
        if (findings.isEmpty()) {
            findings.add(SpfFinding.SPF_OK.of(domain, lookups(tree) + "."));
        }
        if (setup.relay() != null) {
            findings.add(relay(domain, tree, setup.relay()));
        }
        return findings;
    }

    private static String lookups(SpfTree tree) {
        return "Its evaluation takes up to " + tree.lookups() + (tree.lookups() == 1 ? " lookup" : " lookups");
    }

    private static void addLimits(String domain, SpfTree tree, List<Finding> findings) {
        if (tree.lookups() > MAX_LOOKUPS) {
            findings.add(SpfFinding.SPF_TOO_MANY_LOOKUPS.of(domain, lookups(tree) + "."));
        }
        if (tree.voids().size() > MAX_VOIDS) {
            findings.add(SpfFinding.SPF_VOID_LOOKUPS.of(domain, String.join(", ", tree.voids())));
        }
    }

    private static void addEnd(String domain, SpfRecord record, List<Finding> findings) {
        @Nullable
        Term all = record.terms().stream()
                .filter(term -> term.kind() == Term.Kind.ALL)
                .findFirst()
                .orElse(null);
        if (all == null && record.redirect() == null) {
            findings.add(SpfFinding.SPF_OPEN_END.of(domain, "The record has no all."));
        } else if (all != null && all.qualifier() == '?') {
            findings.add(SpfFinding.SPF_OPEN_END.of(domain, "The record has ?all."));
        } else if (all != null && all.qualifier() == '+') {
            findings.add(SpfFinding.SPF_PASS_ALL.of(domain, "The record has +all."));
        }
    }

    private Finding relay(String domain, SpfTree tree, String relay) {
        String include = include(relay);
        if (include != null) {
            return tree.domains().contains(include)
                    ? SpfFinding.SPF_RELAY_PASS.of(domain, "The record includes " + include + " of " + relay + ".")
                    : SpfFinding.SPF_PROVIDER_MISSING.of(
                            domain, "The record does not include " + include + ", which " + relay + " needs.");
        }
        List<InetAddress> addresses =
                Addresses.of(relay, dns).stream().filter(Addresses::isPublic).toList();
        if (addresses.isEmpty()) {
            return SpfFinding.SPF_RELAY_UNKNOWN.of(domain, relay + " has no public address.");
        }
        List<InetAddress> failing = new ArrayList<>();
        for (InetAddress address : addresses) {
            switch (SpfEvaluation.of(address, domain, tree, dns)) {
                case PASS -> {}
                case NO_PASS -> failing.add(address);
                case UNKNOWN -> {
                    return SpfFinding.SPF_RELAY_UNKNOWN.of(
                            domain, "Whether " + text(address) + " passes depends on the mail, or on the DNS.");
                }
            }
        }
        return failing.isEmpty()
                ? SpfFinding.SPF_RELAY_PASS.of(domain, relay + " has " + text(addresses) + ".")
                : SpfFinding.SPF_RELAY_FAIL.of(
                        domain, relay + " has " + text(failing) + ", which the record does not authorize.");
    }

    /** The term of an SPF record that authorizes a mail server, as far as its name tells. */
    public static String termFor(String relay) {
        String include = include(relay);
        return include == null ? "a:" + relay : "include:" + include;
    }

    private static @Nullable String include(String relay) {
        String host = relay.toLowerCase(Locale.ROOT);
        return PROVIDERS.entrySet().stream()
                .filter(provider -> host.endsWith("." + provider.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    private static String text(List<InetAddress> addresses) {
        return String.join(", ", addresses.stream().map(SpfCheck::text).toList());
    }

    private static String text(InetAddress address) {
        return address.getHostAddress();
    }
}
