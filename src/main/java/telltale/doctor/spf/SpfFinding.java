package telltale.doctor.spf;

import static telltale.doctor.Level.ERROR;
import static telltale.doctor.Level.OK;
import static telltale.doctor.Level.UNKNOWN;
import static telltale.doctor.Level.WARNING;

import telltale.doctor.FindingType;
import telltale.doctor.Level;

/** Findings about SPF. */
public enum SpfFinding implements FindingType {
    SPF_OK(OK, "The SPF record is valid.", ""),
    SPF_UNKNOWN(
            UNKNOWN,
            "The DNS did not answer, so nothing is known of the SPF record. Receivers that get no answer defer mail.",
            "Run the check again. If it stays so, ask the operator of the domain's name servers."),
    SPF_MISSING(
            ERROR,
            "The domain of the envelope sender has no SPF record. Gmail and Yahoo reject bulk mail without one.",
            "Publish one TXT record at the domain that names the servers that send its mail, such as"
                    + " \"v=spf1 include:_spf.example.net ~all\"."),
    SPF_MULTIPLE(
            ERROR,
            "The domain has several SPF records, so SPF fails with an error for all its mail (RFC 7208 section 4.5).",
            "Merge them into one record."),
    SPF_SYNTAX(
            ERROR,
            "The SPF record has an error in its syntax, so SPF fails with an error for all mail"
                    + " (RFC 7208 section 4.6).",
            "Correct the record."),
    SPF_TOO_MANY_LOOKUPS(
            ERROR,
            "Evaluating the record may take more than ten DNS lookups, and SPF fails with an error then"
                    + " (RFC 7208 section 4.6.4).",
            "Remove includes of services that no longer send mail, or replace a and mx by ip4 and ip6."),
    SPF_VOID_LOOKUPS(
            WARNING,
            "More than two names in the record do not exist or have no records. Receivers may stop with an error"
                    + " (RFC 7208 section 4.6.4).",
            "Remove the names from the record."),
    SPF_LOOP(
            ERROR,
            "The record includes itself, so SPF fails with an error.",
            "Remove the include or the redirect that leads back."),
    SPF_INCLUDE_MISSING(
            ERROR,
            "The record includes a domain without an SPF record, so SPF fails with an error for mail that is not"
                    + " matched before (RFC 7208 section 5.2).",
            "Remove the include, or correct its name."),
    SPF_PASS_ALL(
            ERROR,
            "The record authorizes every server of the world: anyone can send mail as this domain.",
            "Replace +all by ~all or -all."),
    SPF_OPEN_END(
            WARNING,
            "The record says nothing about servers that it does not name, so mail that others send as this domain is"
                    + " neutral.",
            "End the record with ~all or -all."),
    SPF_PTR(
            WARNING,
            "The record uses ptr, which is slow and unreliable; some receivers ignore it (RFC 7208 section 5.5).",
            "Replace ptr by ip4, ip6, a or an include."),
    SPF_TRAILING_DOT(
            WARNING,
            "A domain of the record ends with a dot. RFC 7208 section 7.1 allows that, but some receivers take the record for"
                    + " broken.",
            "Remove the dot."),
    SPF_RELAY_PASS(OK, "The record authorizes the mail server in use.", ""),
    SPF_RELAY_FAIL(
            WARNING,
            "The record does not authorize the addresses of the mail server in use. If mail leaves from these addresses,"
                    + " SPF fails. Many mail servers accept mail at other addresses than those they send it from;"
                    + " that is not visible from here.",
            "Ask the operator of the mail server what to include, and see what a received mail says in"
                    + " Authentication-Results."),
    SPF_PROVIDER_MISSING(
            ERROR,
            "Mail leaves by a provider whose servers the record does not include, so SPF fails.",
            "Add the provider's include to the record."),
    SPF_RELAY_UNKNOWN(
            UNKNOWN,
            "It is not known which address mail leaves from, so it is not known whether SPF passes.",
            "See what a received mail says in Authentication-Results.");

    private final Level level;
    private final String meaning;
    private final String remedy;

    SpfFinding(Level level, String meaning, String remedy) {
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
        return "spf";
    }
}
