package telltale.doctor.dmarc;

import static telltale.doctor.Level.ERROR;
import static telltale.doctor.Level.OK;
import static telltale.doctor.Level.UNKNOWN;
import static telltale.doctor.Level.WARNING;

import telltale.doctor.FindingType;
import telltale.doctor.Level;

/** Findings about DMARC. */
public enum DmarcFinding implements FindingType {
    DMARC_OK(OK, "A DMARC policy applies to the domain.", ""),
    DMARC_UNKNOWN(
            UNKNOWN,
            "The DNS did not answer, so nothing is known of the policy.",
            "Run the check again. If it stays so, ask the operator of the domain's name servers."),
    DMARC_MISSING(
            ERROR,
            "No DMARC policy applies to the domain. Gmail, Yahoo and Microsoft reject bulk mail without one.",
            "Publish a TXT record at _dmarc of the domain, at first \"v=DMARC1; p=none; rua=mailto:…\"."),
    DMARC_MULTIPLE(
            ERROR,
            "The name has several DMARC records, and all of them are ignored (RFC 9989 section 4.10).",
            "Keep one."),
    DMARC_SYNTAX(
            ERROR,
            "The DMARC record cannot be parsed, so it is ignored (RFC 9989 section 4.8).",
            "Correct the record."),
    DMARC_POLICY(
            WARNING,
            "A tag of the policy has a value that does not exist, and is ignored (RFC 9989 section 4.7).",
            "Use none, quarantine or reject for p, sp and np, and r or s for adkim and aspf."),
    DMARC_TESTING(
            WARNING,
            "The record has t=y: receivers apply a policy that is one level milder (RFC 9989 section 4.7).",
            "Remove t when the reports show no mail of your own that fails."),
    DMARC_PCT(
            WARNING,
            "The record has pct, which RFC 9989 removed; newer receivers ignore it and apply the policy to all mail.",
            "Remove pct; use t=y for a test."),
    DMARC_NO_REPORTS(
            WARNING,
            "The record requests no reports, so nobody sees who sends mail as this domain.",
            "Add rua=mailto: with an address that takes them."),
    DMARC_REPORT_ADDRESS(
            WARNING,
            "An address in rua is not a valid URI, so no reports arrive there.",
            "Write rua as mailto: and an address; separate several by commas."),
    DMARC_REPORTS_NOT_AUTHORIZED(
            WARNING,
            "Reports go to another organization, which does not state that it accepts them, so receivers send none"
                    + " (RFC 9990).",
            "Ask that organization to publish \"v=DMARC1\" at the name, or use an address of your own."),
    DMARC_ALIGNED(OK, "Mail of the domain can pass DMARC.", ""),
    DMARC_ALIGNMENT_UNKNOWN(
            UNKNOWN,
            "SPF authenticates another organization than the From field shows, and whether the mail server signs is not"
                    + " visible from here, so it is not known whether mail passes DMARC.",
            "Set EMAIL_DKIM_KEY, or EMAIL_BOUNCES to an address in the domain of the From field."),
    DMARC_NOT_ALIGNED(
            ERROR,
            "Neither SPF nor DKIM authenticates the domain of the From field, so all its mail fails DMARC.",
            "Set EMAIL_DKIM_DOMAIN to the domain of the From field, or EMAIL_BOUNCES to an address in it.");

    private final Level level;
    private final String meaning;
    private final String remedy;

    DmarcFinding(Level level, String meaning, String remedy) {
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
        return "dmarc";
    }
}
