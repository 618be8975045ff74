package telltale.doctor.dmarc;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import telltale.dns.Dns;
import telltale.dns.DnsAnswer;
import telltale.dns.RecordType;
import telltale.doctor.Finding;
import telltale.model.EmailAddress;

/** Checks where aggregate reports go (RFC 9989, RFC 9990). */
final class ReportAddresses {
    private static final String MAILTO = "mailto:";

    private final Dns dns;

    ReportAddresses(Dns dns) {
        this.dns = dns;
    }

    /**
     * Checks the addresses of a record.
     *
     * @param domain the domain with the record
     * @param organization its organizational domain
     */
    List<Finding> check(String domain, String organization, DmarcRecord record) {
        List<String> addresses = record.reportAddresses();
        if (addresses.isEmpty()) {
            return List.of(DmarcFinding.DMARC_NO_REPORTS.of(domain, "The record at _dmarc." + domain + " has no rua."));
        }
        List<Finding> findings = new ArrayList<>();
        for (String address : addresses) {
            Optional<String> target = domainOf(address);
            if (target.isEmpty()) {
                findings.add(DmarcFinding.DMARC_REPORT_ADDRESS.of(domain, address));
            } else if (!TreeWalk.from(target.get(), dns).organizationalDomain().equals(organization)) {
                requireAuthorization(domain, target.get(), findings);
            }
        }
        return findings;
    }

    private void requireAuthorization(String domain, String target, List<Finding> findings) {
        String name = domain + "._report._dmarc." + target;
        DnsAnswer answer = dns.ask(name, RecordType.TXT);
        boolean isAuthorized = answer.values().stream().anyMatch(DmarcRecord::isDmarc);
        if (!isAuthorized && !(answer instanceof DnsAnswer.Failed)) {
            findings.add(DmarcFinding.DMARC_REPORTS_NOT_AUTHORIZED.of(domain, name + " has no record."));
        }
    }

    /** The domain of a mailto URI; a size limit after an exclamation mark is obsolete and ignored. */
    private static Optional<String> domainOf(String uri) {
        if (!uri.toLowerCase(Locale.ROOT).startsWith(MAILTO)) {
            return Optional.empty();
        }
        String address = uri.substring(MAILTO.length()).replaceFirst("![0-9]+[kmgtKMGT]?$", "");
        try {
            return Optional.of(EmailAddress.parse(address).asciiDomain());
        } catch (IllegalArgumentException invalid) {
            return Optional.empty();
        }
    }
}
