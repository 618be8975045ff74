package telltale.doctor.mx;

import static telltale.doctor.Level.ERROR;
import static telltale.doctor.Level.OK;
import static telltale.doctor.Level.UNKNOWN;
import static telltale.doctor.Level.WARNING;

import telltale.doctor.FindingType;
import telltale.doctor.Level;

/** Findings about receiving mail, and about TLS for it. */
public enum MxFinding implements FindingType {
    MX_OK(OK, "The domain receives mail.", ""),
    MX_UNKNOWN(
            UNKNOWN,
            "The DNS did not answer, so it is not known whether the domain receives mail.",
            "Run the check again. If it stays so, ask the operator of the domain's name servers."),
    MX_NO_DOMAIN(
            ERROR,
            "The domain does not exist. Receivers reject mail from it, and no reply or bounce can arrive.",
            "Use a domain of your own, or register this one."),
    MX_MISSING(
            WARNING,
            "The domain has no MX record; mail to it goes to its address, and some receivers distrust such senders"
                    + " (RFC 5321 section 5.1).",
            "Publish an MX record."),
    MX_NO_SERVER(
            ERROR,
            "The domain has neither an MX record nor an address: replies and bounces cannot arrive, and many receivers"
                    + " reject mail from such a domain.",
            "Publish an MX record."),
    MX_NULL(
            ERROR,
            "The domain states that it accepts no mail (null MX). Receivers may reject mail from it, and no reply or"
                    + " bounce can arrive (RFC 7505 section 4.2).",
            "Publish an MX record of a server that accepts the mail, or send from another domain."),
    MX_NO_ADDRESS(
            ERROR,
            "None of the mail servers in the MX records has an address, so no mail arrives.",
            "Correct the MX records, or publish the addresses of the servers."),
    MTA_STS_OK(OK, "The domain has an MTA-STS record. Its policy is not fetched by this check.", ""),
    MTA_STS_ABSENT(OK, "The domain has no MTA-STS record, which is optional.", ""),
    MTA_STS_INVALID(
            WARNING,
            "The MTA-STS record is invalid, so senders ignore it (RFC 8461 section 3.1).",
            "Publish one TXT record like \"v=STSv1; id=20260101\"."),
    TLS_RPT_OK(OK, "The domain requests reports about TLS.", ""),
    TLS_RPT_ABSENT(OK, "The domain requests no reports about TLS, which are optional.", ""),
    TLS_RPT_INVALID(
            WARNING,
            "The TLSRPT record is invalid, so no reports about TLS arrive (RFC 8460 section 3).",
            "Publish one TXT record like \"v=TLSRPTv1; rua=mailto:tls-reports@example.com\".");

    private final Level level;
    private final String meaning;
    private final String remedy;

    MxFinding(Level level, String meaning, String remedy) {
        this.level = level;
        this.meaning = meaning;
        this.remedy = remedy;
    }

    @Override
    public Explanation explanation() {
        return new Explanation(level, meaning, remedy);
    }

    @Override
    public String section() {
        return "receiving-mail";
    }
}
