package telltale.doctor.domains;

import static telltale.doctor.Level.ERROR;
import static telltale.doctor.Level.OK;
import static telltale.doctor.Level.WARNING;

import telltale.doctor.FindingType;
import telltale.doctor.Level;

/** Findings about the keys of senders' domains, besides those about their DNS records. */
public enum DomainFinding implements FindingType {
    DOMAIN_KEY_WAITING(
            OK, "The record of the key is published. The key can sign now: promote it under Sender domains.", ""),
    DOMAIN_KEY_UNPUBLISHED(
            WARNING,
            "The key was generated, and the DNS does not show its record. It does not sign before.",
            "Publish the record that Sender domains shows, or remove the key."),
    DOMAIN_KEY_RETIRED_TOO_EARLY(
            WARNING,
            "The key signed until lately, and the DNS no longer shows its record. Signatures in mail that is on its way fail.",
            "Publish the record again until the time that Sender domains shows."),
    DOMAIN_KEY_UNREADABLE(
            ERROR,
            "The private key cannot be decrypted with the signing keys of this node, so that it does not sign.",
            "Put the signing key back with which it was encrypted, or generate another DKIM key.");

    private final Level level;
    private final String meaning;
    private final String remedy;

    DomainFinding(Level level, String meaning, String remedy) {
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
        return "domains";
    }
}
