package telltale.doctor.mx;

import java.util.List;
import java.util.regex.Pattern;
import telltale.dns.Dns;
import telltale.dns.DnsAnswer;
import telltale.dns.RecordType;
import telltale.doctor.Finding;

/** Checks what a domain states about TLS for mail that it receives. */
final class TransportPolicy {
    /** RFC 8461 section 3.1. */
    private static final Pattern MTA_STS =
            Pattern.compile("v=STSv1\\s*;\\s*id=[A-Za-z0-9]{1,32}\\s*(;.*)?", Pattern.DOTALL);
    /** RFC 8460 section 3. */
    private static final Pattern TLS_RPT =
            Pattern.compile("v=TLSRPTv1\\s*;\\s*rua=(mailto:[^,;\\s]+@|https://)[^;]+(;.*)?", Pattern.DOTALL);

    private final Dns dns;

    TransportPolicy(Dns dns) {
        this.dns = dns;
    }

    /** Checks the MTA-STS record. */
    Finding mtaSts(String domain) {
        return check(
                "_mta-sts." + domain,
                "v=STSv1",
                MTA_STS,
                List.of(MxFinding.MTA_STS_OK, MxFinding.MTA_STS_ABSENT, MxFinding.MTA_STS_INVALID));
    }

    /** Checks the TLSRPT record. */
    Finding tlsReports(String domain) {
        return check(
                "_smtp._tls." + domain,
                "v=TLSRPTv1",
                TLS_RPT,
                List.of(MxFinding.TLS_RPT_OK, MxFinding.TLS_RPT_ABSENT, MxFinding.TLS_RPT_INVALID));
    }

    /** @param types the findings for a valid record, none, and an invalid one or several */
    private Finding check(String name, String version, Pattern valid, List<MxFinding> types) {
        DnsAnswer answer = dns.ask(name, RecordType.TXT);
        if (answer instanceof DnsAnswer.Failed failed) {
            return MxFinding.MX_UNKNOWN.of(name, failed.reason());
        }
        List<String> records = answer.values().stream()
                .filter(text -> text.startsWith(version))
                .toList();
        if (records.isEmpty()) {
            return types.get(1).of(name, "There is no record.");
        }
        boolean isValid = records.size() == 1 && valid.matcher(records.get(0)).matches();
        return types.get(isValid ? 0 : 2).of(name, String.join(" and ", records));
    }
}
