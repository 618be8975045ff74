package telltale.doctor.dkim;

import static telltale.doctor.Level.ERROR;
import static telltale.doctor.Level.OK;
import static telltale.doctor.Level.UNKNOWN;
import static telltale.doctor.Level.WARNING;

import telltale.doctor.FindingType;
import telltale.doctor.Level;

/** Findings about DKIM. */
public enum DkimFinding implements FindingType {
    DKIM_OK(OK, "The published key belongs to the private key in use.", ""),
    DKIM_NOT_SIGNED(
            UNKNOWN,
            "Telltale does not sign. Whether the mail server signs is not visible from here.",
            "Set EMAIL_DKIM_KEY and EMAIL_DKIM_SELECTOR, unless a received mail has a DKIM-Signature of the sender's"
                    + " domain."),
    DKIM_UNKNOWN(
            UNKNOWN,
            "The DNS did not answer, so nothing is known of the key. Receivers that get no answer cannot verify"
                    + " signatures.",
            "Run the check again. If it stays so, ask the operator of the domain's name servers."),
    DKIM_MISSING(
            ERROR,
            "No key is published for the selector, so no signature can be verified.",
            "Publish the public key as a TXT record at that name: that of EMAIL_DKIM_KEY, or as Sender domains shows it."),
    DKIM_MULTIPLE(
            ERROR,
            "Several TXT records are published for the selector, and receivers may use any of them"
                    + " (RFC 6376 section 3.6.2.2).",
            "Keep the one with the key."),
    DKIM_SYNTAX(
            ERROR,
            "The key record cannot be parsed, so no signature can be verified (RFC 6376 section 3.6.1).",
            "Correct the record."),
    DKIM_REVOKED(
            ERROR,
            "The key was revoked: its record has an empty p (RFC 6376 section 3.6.1).",
            "Use a new key with a new selector."),
    DKIM_MISMATCH(
            ERROR,
            "The published key does not belong to the private key in use, so all signatures fail.",
            "Publish the public key of EMAIL_DKIM_KEY, or set EMAIL_DKIM_SELECTOR to the selector of the published key."
                    + " Sender domains shows the records of its keys."),
    DKIM_TOO_SHORT(
            ERROR,
            "The key is an RSA key of less than 1024 bits, and receivers reject signatures by it (RFC 8301 section 3.2).",
            "Use a key of 2048 bits with a new selector."),
    DKIM_SHORT(
            WARNING,
            "The key is an RSA key of less than 2048 bits, which signers should no longer use (RFC 8301 section 3.2).",
            "Use a key of 2048 bits with a new selector."),
    DKIM_TESTING(
            WARNING,
            "The record has t=y: the domain only tests DKIM, and receivers may ignore signatures.",
            "Remove y from t."),
    DKIM_RESTRICTED(
            ERROR,
            "The record permits the key neither for email nor with SHA-256, so receivers ignore signatures.",
            "Remove s and h from the record.");

    private final Level level;
    private final String meaning;
    private final String remedy;

    DkimFinding(Level level, String meaning, String remedy) {
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
        return "dkim";
    }
}
