package telltale.doctor.dmarc;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import telltale.dns.Dns;
import telltale.dns.DnsAnswer;
import telltale.dns.RecordType;
import telltale.doctor.Finding;
import telltale.doctor.SenderSetup;
import telltale.doctor.SenderSetup.Signing;

/** Checks the DMARC policies of the domains of From fields, and whether SPF and DKIM authenticate these domains. */
public final class DmarcCheck {
    private final SenderSetup setup;
    private final Dns dns;

    public DmarcCheck(SenderSetup setup, Dns dns) {
        this.setup = setup;
        this.dns = dns;
    }

    /** Checks each domain. */
    public List<Finding> run() {
        return setup.fromDomains().stream()
                .flatMap(domain -> check(domain).stream())
                .toList();
    }

    private List<Finding> check(String domain) {
        TreeWalk walk = TreeWalk.from(domain, dns);
        List<Finding> findings = new ArrayList<>();
        if (walk.unanswered() != null) {
            findings.add(DmarcFinding.DMARC_UNKNOWN.of(domain, walk.unanswered()));
        }
        walk.multiple().forEach(seen -> findings.add(DmarcFinding.DMARC_MULTIPLE.of(domain, seen)));
        walk.errors().forEach(seen -> findings.add(DmarcFinding.DMARC_SYNTAX.of(domain, seen)));
        String at = walk.policyDomain();
        DmarcRecord record = at == null ? null : walk.record(at);
        if (at != null && record != null) {
            findings.addAll(policy(domain, at, record));
            findings.addAll(new ReportAddresses(dns).check(at, walk.organizationalDomain(), record));
        } else if (findings.isEmpty()) {
            findings.add(DmarcFinding.DMARC_MISSING.of(domain, "Neither the domain nor a parent has a record."));
        }
        if (walk.unanswered() == null) {
            findings.add(alignment(domain, record, walk.organizationalDomain()));
        }
        return findings;
    }

    private List<Finding> policy(String domain, String at, DmarcRecord record) {
        List<Finding> findings = new ArrayList<>();
        List<String> invalid = record.invalidTags();
        if (!invalid.isEmpty()) {
            findings.add(DmarcFinding.DMARC_POLICY.of(domain, String.join(", ", invalid)));
        }
        if (record.isTesting()) {
            findings.add(DmarcFinding.DMARC_TESTING.of(domain, "t=y at _dmarc." + at));
        }
        if (record.hasPct()) {
            findings.add(DmarcFinding.DMARC_PCT.of(domain, "pct at _dmarc." + at));
        }
        if (findings.isEmpty()) {
            boolean exists = !(dns.ask(domain, RecordType.A) instanceof DnsAnswer.NoName);
            String policy = record.policy(!domain.equals(at), exists);
            findings.add(DmarcFinding.DMARC_OK.of(domain, "The policy is " + policy + ", from _dmarc." + at + "."));
        }
        return findings;
    }

    private Finding alignment(String domain, @Nullable DmarcRecord record, String organization) {
        Signing signing = setup.dkim();
        String envelope = setup.envelopeDomainOf(domain);
        List<String> aligned = new ArrayList<>();
        if (signing != null && isAligned(domain, signing.domain(), record, "adkim", organization)) {
            aligned.add("DKIM by " + signing.domain());
        }
        if (isAligned(domain, envelope, record, "aspf", organization)) {
            aligned.add("SPF by " + envelope);
        }
        if (!aligned.isEmpty()) {
            return DmarcFinding.DMARC_ALIGNED.of(domain, "Aligned: " + String.join(", ", aligned) + ".");
        }
        String seen = "The envelope sender is at " + envelope
                + (signing == null ? "." : ", and signatures are of " + signing.domain() + ".");
        return (signing == null ? DmarcFinding.DMARC_ALIGNMENT_UNKNOWN : DmarcFinding.DMARC_NOT_ALIGNED)
                .of(domain, seen);
    }

    /** Whether an authenticated domain is aligned with the From domain (RFC 9989, identifier alignment). */
    private boolean isAligned(
            String from, String authenticated, @Nullable DmarcRecord record, String modeTag, String organization) {
        if (authenticated.equals(from)) {
            return true;
        }
        return (record == null || !record.isStrict(modeTag))
                && TreeWalk.from(authenticated, dns).organizationalDomain().equals(organization);
    }
}
