package telltale.doctor;

import java.util.List;
import org.jspecify.annotations.Nullable;
import telltale.settings.DkimKey;

/**
 * Who sends mail, and how.
 *
 * @param fromDomains the domains of the From field, in ASCII; the default sender's first
 * @param bounceDomain the domain of the envelope sender, null if it is that of the From field
 * @param relay the mail server's host, null if there is none
 * @param dkim how mail is signed, null if Telltale does not sign
 */
public record SenderSetup(
        List<String> fromDomains,
        @Nullable String bounceDomain,
        @Nullable String relay,
        @Nullable Signing dkim) {
    public SenderSetup {
        fromDomains = List.copyOf(fromDomains);
    }

    /** The DKIM signature of every mail. */
    public record Signing(String domain, String selector, DkimKey key) {}

    /** The domains that SPF authenticates (RFC 7208 section 2.4). */
    public List<String> envelopeDomains() {
        return bounceDomain == null ? fromDomains : List.of(bounceDomain);
    }

    /** The domain that SPF authenticates in mail from a domain. */
    public String envelopeDomainOf(String fromDomain) {
        return bounceDomain == null ? fromDomain : bounceDomain;
    }
}
