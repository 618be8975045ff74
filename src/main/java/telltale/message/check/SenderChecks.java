package telltale.message.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import telltale.message.Finding;
import telltale.message.MessageContent;
import telltale.model.Host;
import telltale.model.OrganizationalDomain;

/** Checks whether receivers can authenticate the author of a message, and whether recipients can load its pixel. */
public final class SenderChecks {
    private static final String FROM = "from";
    private static final String PIXEL_URL = "PIXEL_URL";

    private final Function<String, Setup> setups;
    private final Predicate<String> isFreeMail;

    /**
     * @param setups returns how mail of an author's domain, in ASCII, is sent
     * @param isFreeMail whether a domain, in lower case, gives mailboxes to anyone
     */
    public SenderChecks(Function<String, Setup> setups, Predicate<String> isFreeMail) {
        this.setups = setups;
        this.isFreeMail = isFreeMail;
    }

    /**
     * How mail is sent.
     *
     * @param dkimDomain the domain of Telltale's DKIM signatures, or null for none
     * @param accountDomains the domains for which the mail server sends authenticated mail, as far as its account shows; null
     *     if nothing is known about the server
     * @param pixelHost the host of the tracking URL
     * @param encrypted whether the tracking URL begins with https
     */
    public record Setup(
            @Nullable String dkimDomain, @Nullable Set<String> accountDomains, Host pixelHost, boolean encrypted) {}

    List<Finding> of(MessageContent content) {
        String domain = content.from().address().asciiDomain();
        Setup setup = setups.apply(domain);
        List<Finding> findings = new ArrayList<>();
        (isForeignFreeMail(setup, domain) ? Optional.of(freeMail(domain)) : signature(setup, domain, content.bulk()))
                .ifPresent(findings::add);
        if (content.opens() || content.clicks()) {
            pixel(setup, domain).ifPresent(findings::add);
        }
        return findings;
    }

    private boolean isForeignFreeMail(Setup setup, String domain) {
        return setup.accountDomains != null && !setup.accountDomains.contains(domain) && isFreeMail.test(domain);
    }

    private static Finding freeMail(String domain) {
        return new Finding(
                "from-free-mail",
                FROM,
                "From is an address at " + domain + ", but the mail is not sent through an account there:"
                        + " receivers that check DMARC refuse it or file it as spam.");
    }

    /** Relaxed alignment (RFC 7489 section 3.1.1) as far as it can be decided without a list of public suffixes. */
    private static Optional<Finding> signature(Setup setup, String domain, boolean bulk) {
        if (setup.dkimDomain == null) {
            boolean isKnown = setup.accountDomains == null || setup.accountDomains.contains(domain);
            return bulk && !isKnown ? Optional.of(unsigned(domain)) : Optional.empty();
        }
        return OrganizationalDomain.mayBeShared(setup.dkimDomain, domain)
                ? Optional.empty()
                : Optional.of(new Finding(
                        "dkim-not-aligned",
                        FROM,
                        "The DKIM signature is by " + setup.dkimDomain + ", which does not authenticate an author at "
                                + domain + " (DMARC alignment)."));
    }

    private static Finding unsigned(String domain) {
        return new Finding(
                "dkim-missing",
                FROM,
                "EMAIL_DKIM_KEY is not set: unless your mail server signs for " + domain
                        + ", this bulk mail has no DKIM signature of its author.");
    }

    private static Optional<Finding> pixel(Setup setup, String domain) {
        Host host = setup.pixelHost;
        if (!host.isPublic()) {
            return Optional.of(new Finding(
                    "pixel-not-public",
                    PIXEL_URL,
                    "Recipients cannot load the pixel or follow links: PIXEL_URL is at " + host.name()
                            + ", which is not on the Internet."));
        }
        if (!setup.encrypted) {
            return Optional.of(new Finding(
                    "pixel-not-encrypted",
                    PIXEL_URL,
                    "PIXEL_URL begins with http://, and some clients do not load it."));
        }
        return OrganizationalDomain.mayBeShared(host.name(), domain)
                ? Optional.empty()
                : Optional.of(new Finding(
                        "pixel-other-domain",
                        PIXEL_URL,
                        "Links and pixel are at " + host.name()
                                + ", which readers and filters do not connect with the author's domain " + domain
                                + "."));
    }
}
